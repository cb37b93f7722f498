import type { Cohort } from '../cohorts.ts';
import { paragraphsOf } from '../host-lines.ts';
import { type Letter, letter, NOT_YOU } from './letter.ts';

/** The way to ask for somebody who has just said that they want to join where facilitators let people in. */
export function confirmAskLetter(name: string, cohort: Cohort, url: string): Letter {
  return letter({
    subject: `Is this you? ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `You asked to join “${cohort.title}”. One press of a button says that this address is yours; it works once, for the next half hour. Then a facilitator has a look, and you hear from us by mail.`,
    ],
    button: { label: 'Yes, that is me', url },
    after: [NOT_YOU],
  });
}

/** Tells a facilitator that somebody asks to be let in; once a day, however many do. */
export function somebodyAsksLetter(host: string, name: string, cohort: Cohort, url: string): Letter {
  return letter({
    subject: `${name} would like to join: ${cohort.title}`,
    before: [
      `Hello ${host},`,
      `${name} asks to be let into “${cohort.title}”, and waits for one of its facilitators.`,
    ],
    button: { label: 'See who asks', url },
    after: ['If more people ask today, you find them there too; we write at most once a day.'],
  });
}

export function letInLetter(name: string, host: string, cohort: Cohort, url: string): Letter {
  return letter({
    subject: `Welcome to the table: ${cohort.title}`,
    before: [`Hello ${name},`, `${host} has let you into “${cohort.title}”. You’re right on time.`],
    button: { label: 'Come in', url },
    after: ['The button works once, within two weeks. After that you sign in with your mail address.'],
  });
}

/** @param word of the facilitator's own; null when they left it at that. */
export function refusedLetter(name: string, cohort: Cohort, word: string | null): Letter {
  return letter({
    subject: `Your wish to join: ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `You asked to join “${cohort.title}”. Its facilitators have not let you in this time.`,
      ...(word === null ? [] : paragraphsOf(word)),
    ],
    after: ['You can ask again later. We have made no account of you, and will send you no other mail.'],
  });
}

/** Tells somebody that nobody answered them, before what they wrote is forgotten. */
export function askForgottenLetter(name: string, cohort: Cohort, url: string): Letter {
  return letter({
    subject: `Nobody has answered you yet: ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `Three months ago you asked to join “${cohort.title}”, and nobody has answered. We are sorry. We have now deleted what you wrote; if you would still like to come, please ask again, or write to a facilitator.`,
    ],
    button: { label: 'Ask again', url },
  });
}

export function nowFacilitatorLetter(name: string, host: string, cohort: Cohort, url: string): Letter {
  return letter({
    subject: `You are a facilitator now: ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `${host} has made you a facilitator of “${cohort.title}”. You have a desk there now, with what the other facilitators see.`,
    ],
    button: { label: 'To the desk', url },
    after: ['If you would rather not, step down there under “People”; you stay a participant.'],
  });
}

export function nowParticipantLetter(name: string, host: string, cohort: Cohort): Letter {
  return letter({
    subject: `No longer a facilitator: ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `${host} has made you a participant of “${cohort.title}” again. What you brought and wrote stays; the facilitators’ desk is closed to you now.`,
    ],
  });
}

export function handedOverLetter(name: string, host: string, cohort: Cohort, url: string): Letter {
  return letter({
    subject: `The course is in your hands: ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `${host} has handed “${cohort.title}” over to you and stepped down. You are a facilitator now; ${host} stays as a participant.`,
    ],
    button: { label: 'To the desk', url },
    after: [
      'If this was a mistake, make them a facilitator again there under “People”; they can’t do it themselves.',
    ],
  });
}

/** Tells the other facilitators, who go on beside the new one. */
export function handedToLetter(
  name: string,
  host: string,
  heir: string,
  cohort: Cohort,
  url: string,
): Letter {
  return letter({
    subject: `${host} has stepped down: ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `${host} has handed “${cohort.title}” over to ${heir} and is a participant now. You stay a facilitator.`,
    ],
    button: { label: 'To the desk', url },
  });
}

export function removedLetter(name: string, host: string, cohort: Cohort, reason: string): Letter {
  return letter({
    subject: `You are no longer in “${cohort.title}”`,
    before: [
      `Hello ${name},`,
      `${host}, a facilitator, has taken you out of “${cohort.title}”. This is why:`,
      ...paragraphsOf(reason),
      'Your posts are no longer shown there, and you get no more mail from it. Your own blog is untouched, and so is your place in other courses.',
    ],
  });
}
