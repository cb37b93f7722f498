import type { Cohort } from './cohorts.ts';
import type { Db } from './db/open.ts';
import { startJoining } from './joinings.ts';
import { isWithinLimits } from './limits.ts';
import { invitationLetter } from './mail/messages.ts';
import { oweLetter } from './mail/outbox.ts';
import type { Person } from './people.ts';
import { makeInvitationLink } from './sign-in.ts';

const HOUR = 60 * 60 * 1000;

/** Invites somebody into a cohort by mail, in the name of a facilitator. Nobody is a member before saying yes. */
export async function invite(
  db: Db,
  siteUrl: string,
  cohort: Cohort,
  host: Person,
  guest: { name: string; email: string },
  now: Date,
): Promise<'sent' | 'too-many'> {
  const limits = [
    { key: `mail to ${guest.email}`, most: 3, withinMs: HOUR },
    { key: `invitations by ${host.id}`, most: 200, withinMs: HOUR },
  ];
  if (!(await isWithinLimits(db, limits, now))) return 'too-many';
  const joining = await startJoining(db, { ...guest, cohort: cohort.slug, pasted: null, person: null }, now);
  const token = await makeInvitationLink(db, { joiningId: joining.id }, now);
  await oweLetter(
    db,
    guest,
    invitationLetter(guest.name, host.name, cohort, `${siteUrl}/sign-in/${token}`),
    now,
  );
  return 'sent';
}
