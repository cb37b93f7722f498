import ipaddr from 'ipaddr.js';
import type { Cohort } from './cohorts.ts';
import type { Db } from './db/open.ts';
import type { Joining } from './joinings.ts';
import { isWithinLimits, type Limit } from './limits.ts';
import type { Letter } from './mail/letter.ts';
import { joinLetter } from './mail/messages.ts';
import { oweLetter } from './mail/outbox.ts';
import { confirmAskLetter } from './mail/people-letters.ts';
import { makeSignInLink } from './sign-in.ts';
import { newCode, newToken } from './tokens.ts';

/** Who asks for a way in, and from where. */
export interface Asker {
  email: string;
  /** The network address of the request. */
  network: string;
  /** The secret in the browser's cookie, if it has one. */
  browser: string | null;
}

/** What the asking browser is told; the same whether a mail goes out or not. */
export interface Answer {
  /** To be kept in the browser's cookie. */
  browser: string;
  /** To be typed where the mail is opened in another browser. */
  code: string;
}

const HOUR = 60 * 60 * 1000;

/**
 * Sends somebody their way in, unless there were too many such mails; the answer doesn't tell which.
 *
 * @param way to whom the link belongs and what the mail says; null when the address is nobody's.
 */
export async function answerAtTheDoor(
  db: Db,
  siteUrl: string,
  asker: Asker,
  way: {
    bearer: { personId: number } | { joiningId: string };
    name: string;
    letter: (url: string) => Letter;
  } | null,
  now: Date,
): Promise<Answer> {
  const browser = asker.browser ?? newToken();
  const allowed = await isWithinLimits(db, mailLimits(asker, way !== null && 'personId' in way.bearer), now);
  if (way === null || !allowed) return { browser, code: newCode() };
  const { token, code } = await makeSignInLink(db, way.bearer, browser, now);
  await oweLetter(db, { name: way.name, email: asker.email }, way.letter(`${siteUrl}/sign-in/${token}`), now);
  return { browser, code };
}

/** Sends somebody who wants to join the link that makes it true. */
export async function sendJoinLetter(
  db: Db,
  siteUrl: string,
  cohort: Cohort,
  joining: Joining,
  asker: Omit<Asker, 'email'>,
  now: Date,
): Promise<Answer> {
  const { id, name, email } = joining;
  const letter = (url: string) =>
    cohort.joining === 'request' ? confirmAskLetter(name, cohort, url) : joinLetter(name, cohort, url);
  return answerAtTheDoor(db, siteUrl, { ...asker, email }, { bearer: { joiningId: id }, name, letter }, now);
}

/** Whether this network may make the poller look at one more address. */
export async function mayLookAtAnother(db: Db, network: string, now: Date): Promise<boolean> {
  return isWithinLimits(
    db,
    [{ key: 'look', most: 600, withinMs: HOUR }, ...perNetwork('look', network, 30)],
    now,
  );
}

/** @param isKnown whether they are one of us: those no crowd of strangers shall keep out. */
function mailLimits({ email, network }: Asker, isKnown: boolean): Limit[] {
  return [
    { key: `mail to ${email}`, most: 3, withinMs: HOUR },
    ...(isKnown ? [] : [{ key: 'mail', most: 1000, withinMs: HOUR }]),
    ...perNetwork('mail', network, 40),
  ];
}

/** Behind a proxy every request comes from its private address, which says nothing about who asks. */
function perNetwork(what: string, network: string, most: number): Limit[] {
  if (!ipaddr.isValid(network)) return [];
  const address = ipaddr.process(network);
  if (address.range() !== 'unicast') return [];
  // Of IPv6, one household has as many addresses as a /64 holds.
  const whose =
    address.kind() === 'ipv6' ? address.toNormalizedString().split(':').slice(0, 4).join(':') : network;
  return [{ key: `${what} from ${whose}`, most, withinMs: HOUR }];
}
