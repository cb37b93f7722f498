import { z } from 'zod';
import { hideComment, showCommentAgain } from '#core/conversations/hidden-comments.ts';
import type { Db } from '#core/db/open.ts';
import type { Hidden } from '#core/desk/hiding.ts';
import { showAnswerAgain } from '#core/live/hidden.ts';
import { type Decided, hide, holdAgain, keepOut, letThrough, showAgain } from '#core/order/decide.ts';
import { mute, unmute } from '#core/order/mutes.ts';
import { confirmOwner } from '#core/order/questions.ts';
import { listHeld, nameOf, type State, type Withheld } from '#core/order/withheld.ts';

const id = z.coerce.number().int().positive();
const NOT_WHOLE = 'This form was not whole, so nothing was done. Please look at the posts, and press again.';
/** The posts that stood above a button for all of them. */
const shown = z
  .string(NOT_WHOLE)
  .regex(/^\d{1,15}( \d{1,15})*$/, NOT_WHOLE)
  .transform((ids) => new Set(ids.split(' ').map(Number)));
/** Why a facilitator hides something of somebody's, as it was typed. */
export const reason = z
  .string()
  .trim()
  .min(1, 'Say why, in a sentence: its author reads it, and so do the other facilitators.')
  .max(500, 'Five hundred characters are enough for a reason.');
const reasonIfAny = z
  .string()
  .trim()
  .max(500, 'Five hundred characters are enough for a reason.')
  .default('');

/** What facilitators do about posts that are held, hidden or muted; each a form of its own. */
export const orderForms = z.discriminatedUnion('do', [
  z.object({ do: z.literal('let-through'), post: id }),
  z.object({ do: z.literal('keep-out'), post: id, reason: reasonIfAny }),
  z.object({ do: z.literal('let-all-through'), blog: id, shown }),
  z.object({ do: z.literal('keep-all-out'), blog: id, shown, reason: reasonIfAny }),
  z.object({ do: z.literal('still-theirs'), blog: id }),
  z.object({ do: z.literal('hold-again'), post: id }),
  z.object({ do: z.literal('show-again'), post: id }),
  z.object({ do: z.literal('hide'), post: id, reason }),
  z.object({ do: z.literal('show-answer-again'), answer: id }),
  z.object({ do: z.literal('hide-comment'), comment: id, reason }),
  z.object({ do: z.literal('show-comment-again'), comment: id }),
  z.object({
    do: z.literal('mute'),
    person: id,
    /** A blog of theirs; 0 for all that they write. */
    blog: z.coerce.number().int().nonnegative(),
    reason,
    all: z.literal('yes').optional(),
  }),
  z.object({ do: z.literal('unmute'), mute: id }),
]);

export type OrderForm = z.infer<typeof orderForms>;

/** What came of it: a notice for the next page, or a sentence on why nothing was to be done. */
export type Outcome = { kind: 'done'; notice: string } | { kind: 'nothing'; why: string };

const NOT_HIDDEN = 'It is not hidden any more; somebody was faster.';
const GONE = 'There is nothing like that in this course any more, so nothing was done.';

/** Does what a facilitator asked for. @param hostId their membership */
export async function act(
  db: Db,
  cohort: string,
  form: OrderForm,
  hostId: number,
  now: Date,
): Promise<Outcome> {
  switch (form.do) {
    case 'let-through':
      return told(await letThrough(db, { cohort, postId: form.post }, hostId, now), 'let-through');
    case 'keep-out':
      return told(
        await keepOut(db, { cohort, postId: form.post }, form.reason || null, hostId, now),
        'kept-out',
      );
    case 'let-all-through':
    case 'keep-all-out':
      return decideAll(db, cohort, form, hostId, now);
    case 'still-theirs': {
      const released = await confirmOwner(db, { cohort, blogId: form.blog }, hostId, now);
      return released === null
        ? {
            kind: 'nothing',
            why: 'Somebody has said so before, or the blog is gone; nothing is asked of it.',
          }
        : { kind: 'done', notice: 'still-theirs' };
    }
    case 'hold-again':
      return told(await holdAgain(db, { cohort, postId: form.post }, hostId, now), 'held-again');
    case 'show-again':
      return told(await showAgain(db, { cohort, postId: form.post }, hostId, now), 'shown-again');
    case 'hide':
      return told(await hide(db, { cohort, postId: form.post }, form.reason, hostId, now), 'hidden');
    case 'show-answer-again':
      return (await showAnswerAgain(db, { cohort, answerId: form.answer }, hostId, now))
        ? { kind: 'done', notice: 'answer-shown-again' }
        : { kind: 'nothing', why: NOT_HIDDEN };
    case 'hide-comment': {
      const which = { cohort, commentId: form.comment };
      return toldOfHiding(await hideComment(db, which, form.reason, hostId, now));
    }
    case 'show-comment-again':
      return (await showCommentAgain(db, { cohort, commentId: form.comment }, hostId, now))
        ? { kind: 'done', notice: 'comment-shown-again' }
        : { kind: 'nothing', why: NOT_HIDDEN };
    case 'mute':
      return muteWhom(db, cohort, form, hostId, now);
    case 'unmute':
      return (await unmute(db, { cohort, id: form.mute }, hostId, now))
        ? { kind: 'done', notice: 'unmuted' }
        : { kind: 'nothing', why: 'They are not muted any more; somebody was faster.' };
  }
}

const STATES: Record<State, string> = { held: 'held again', out: 'kept out', through: 'let through' };

function told(decided: Decided, notice: string): Outcome {
  if (decided.kind === 'done') return { kind: 'done', notice };
  return { kind: 'nothing', why: decided.kind === 'unknown' ? GONE : beforeYou(decided.post) };
}

function toldOfHiding(hidden: Hidden): Outcome {
  if (hidden.kind === 'done') return { kind: 'done', notice: 'comment-hidden' };
  return { kind: 'nothing', why: hidden.kind === 'unknown' ? GONE : hiddenBefore(hidden) };
}

/** Why hiding it changed nothing: another facilitator was first. */
export function hiddenBefore({ by }: Extract<Hidden, { kind: 'before' }>): string {
  return `${by ?? 'Somebody'} has hidden it before you, so nothing was done.`;
}

function beforeYou({ state, why, by, ...post }: Withheld): string {
  const done = state === 'out' && why === 'hidden' ? 'hidden' : STATES[state];
  return `“${nameOf(post)}” was ${done} by ${by ?? 'somebody'} before you, so nothing was done.`;
}

/** Decides on the posts of a blog that a facilitator had before them; what came meanwhile waits for its own look. */
async function decideAll(
  db: Db,
  cohort: string,
  form: Extract<OrderForm, { do: 'let-all-through' | 'keep-all-out' }>,
  hostId: number,
  now: Date,
): Promise<Outcome> {
  const held = (await listHeld(db, cohort)).filter(({ blogId }) => blogId === form.blog);
  const seen = held.filter(({ postId }) => form.shown.has(postId));
  if (seen.length === 0)
    return {
      kind: 'nothing',
      why: 'Nothing that you saw of this blog is held any more; somebody was faster.',
    };
  for (const { postId } of seen) {
    if (form.do === 'let-all-through') await letThrough(db, { cohort, postId }, hostId, now);
    else await keepOut(db, { cohort, postId }, form.reason || null, hostId, now);
  }
  const notice = form.do === 'let-all-through' ? 'let-through' : 'kept-out';
  return { kind: 'done', notice: seen.length < held.length ? `${notice}-as-seen` : notice };
}

async function muteWhom(
  db: Db,
  cohort: string,
  { person, blog, reason, all }: Extract<OrderForm, { do: 'mute' }>,
  hostId: number,
  now: Date,
): Promise<Outcome> {
  const whom = { cohort, membershipId: person, blogId: blog === 0 ? null : blog };
  const muted = await mute(db, whom, { reason, hidesAll: all === 'yes' }, hostId, now);
  if (muted.kind === 'done') return { kind: 'done', notice: 'muted' };
  if (muted.kind === 'unknown') return { kind: 'nothing', why: GONE };
  const { who, by } = muted.mute;
  return {
    kind: 'nothing',
    why: `${who.name} was muted by ${by ?? 'somebody'} before you, so nothing was done.`,
  };
}
