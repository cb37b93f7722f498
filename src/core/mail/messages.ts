import type { Cohort } from '../cohorts.ts';
import { type Letter, letter } from './letter.ts';

const NOT_YOU = "If it wasn't you who asked, you can forget this mail: nothing happens without the button.";

/** The way in for a member who asked for it. */
export function signInLetter(name: string, url: string): Letter {
  return letter({
    subject: 'Your way in',
    before: [`Hello ${name},`, 'here is your way in. It works once, for the next half hour.'],
    button: { label: 'Sign in', url },
    after: [NOT_YOU],
  });
}

/** The way in for somebody who has just said that they want to join. */
export function joinLetter(name: string, cohort: Cohort, url: string): Letter {
  return letter({
    subject: `Welcome to the table: ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `you asked to join “${cohort.title}”. One press of a button and you are in; it works once, for the next half hour.`,
    ],
    button: { label: 'Come in', url },
    after: [NOT_YOU],
  });
}

/** An invitation by a facilitator. Nobody is a member before they have said yes. */
export function invitationLetter(name: string, host: string | null, cohort: Cohort, url: string): Letter {
  return letter({
    subject: `You are invited: ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `${host ?? 'a facilitator'} would like to have you in “${cohort.title}”.`,
      ...(cohort.summary ? [cohort.summary] : []),
    ],
    button: { label: 'Have a look, and come in', url },
    after: [
      'The invitation waits for two weeks. If you would rather not, do nothing: you are not a member, and you will get no other mail from us.',
    ],
  });
}
