import { type Db, transaction } from '../db/open.ts';
import type { Membership } from '../memberships.ts';
import { areAsked, changeQuestions, listQuestions, versionOf } from './questions.ts';
import {
  changeSession,
  findSession,
  isPlannedSo,
  type LiveSession,
  listJustPlanned,
  type Plan,
  planSession,
} from './sessions.ts';

/** A session with the questions that it begins with, planned in one. Pressed twice, it is planned once. */
export async function planWithQuestions(
  db: Db,
  plan: Plan,
  questions: string[],
  by: Membership,
  now: Date,
): Promise<LiveSession> {
  return transaction(db, async (tx) => {
    for (const planned of await listJustPlanned(tx, plan, by, now))
      if (areAsked(await listQuestions(tx, planned.id), questions)) return planned;
    const session = await planSession(tx, plan, by, now);
    await changeQuestions(tx, session.id, questions);
    return session;
  });
}

/**
 * Says of a session, and asks in it, something else.
 *
 * @param seen the version that the facilitator had before them.
 * @returns what came of it; nothing has changed when somebody was faster with something else, or there are too many
 * questions.
 */
export async function editSession(
  db: Db,
  { id, cohort }: Pick<LiveSession, 'id' | 'cohort'>,
  { plan, questions, seen }: { plan: Plan; questions: string[]; seen: string },
  by: Membership,
  now: Date,
): Promise<'changed' | 'overtaken' | 'too many'> {
  return transaction(db, async (tx) => {
    const session = await findSession(tx, cohort, id);
    if (!session) return 'overtaken';
    const standing = await listQuestions(tx, id);
    if (isPlannedSo(session, plan) && areAsked(standing, questions)) return 'changed';
    if (versionOf(session, standing) !== seen) return 'overtaken';
    if (!(await changeQuestions(tx, id, questions))) return 'too many';
    await changeSession(tx, session, plan, by, now);
    return 'changed';
  });
}
