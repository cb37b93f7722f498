import type { Cohort } from '../cohorts.ts';
import type { Db } from '../db/open.ts';
import { startJoining } from '../joinings.ts';
import { isWithinLimits } from '../limits.ts';
import { invitationLetter } from '../mail/messages.ts';
import { oweLetter } from '../mail/outbox.ts';
import type { Person } from '../people.ts';
import { makeInvitationLink } from '../sign-in.ts';

const HOUR = 60 * 60 * 1000;

/** Invites people by mail to host a new cohort together. @returns the addresses that had too many mails to get one more. */
export async function inviteHosts(
  db: Db,
  siteUrl: string,
  cohort: Cohort,
  host: Person,
  emails: string[],
  now: Date,
): Promise<string[]> {
  const left: string[] = [];
  for (const email of new Set(emails)) {
    const limits = [
      { key: `mail to ${email}`, most: 3, withinMs: HOUR },
      { key: `invitations by ${host.id}`, most: 200, withinMs: HOUR },
    ];
    if (!(await isWithinLimits(db, limits, now))) {
      left.push(email);
      continue;
    }
    const guest = { name: email.split('@')[0] ?? email, email };
    const wish = { ...guest, cohort: cohort.slug, pasted: null, person: null, role: 'facilitator' as const };
    const joining = await startJoining(db, wish, now);
    const token = await makeInvitationLink(db, { joiningId: joining.id }, now);
    await oweLetter(
      db,
      guest,
      invitationLetter(guest.name, host.name, cohort, `${siteUrl}/sign-in/${token}`),
      now,
    );
  }
  return left;
}
