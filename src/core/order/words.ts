import { FLOOD } from './gate.ts';
import type { Withheld } from './withheld.ts';

/** Why a post was held, in a sentence for facilitators. */
export function whyHeld({ why }: Pick<Withheld, 'why'>): string {
  switch (why) {
    case 'flood':
      return `The blog brought more than ${FLOOD} posts within a day; this is one of the rest.`;
    case 'owner':
      return 'The blog may have changed hands.';
    case 'first':
      return 'It is among the first that they bring.';
    case 'hidden':
      return 'It was hidden, and is to be looked at again.';
  }
}

/** Why a post is not at the table, in a sentence for its author. */
export function whyKeptBack({ state, why, by, wasCarried }: Withheld): string {
  if (state === 'out') {
    const done = why === 'hidden' ? 'hidden' : 'kept out';
    const mailed = wasCarried ? ' Mail that had gone out before was not called back.' : '';
    return `It was ${done} by ${by ?? 'a facilitator'}.${mailed}`;
  }
  switch (why) {
    case 'flood':
      return `Your blog brought more than ${FLOOD} posts within a day. The first came to the table; a facilitator has a look at the others.`;
    case 'owner':
      return 'It looks as if your blog had changed hands, so a facilitator has a look first.';
    case 'first':
      return 'A facilitator has a look at everybody’s first post here.';
    case 'hidden':
      return 'A facilitator has another look at it.';
  }
}
