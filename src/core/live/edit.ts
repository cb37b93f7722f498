import { type Db, transaction } from '../db/open.ts';
import type { Membership } from '../memberships.ts';
import { changeQuestions, listQuestions, versionOf } from './questions.ts';
import { changeSession, findSession, type LiveSession, type Plan, planSession } from './sessions.ts';

/** A session with the questions that it begins with, planned in one. */
export async function planWithQuestions(
  db: Db,
  plan: Plan,
  questions: string[],
  by: Membership,
  now: Date,
): Promise<LiveSession> {
  return transaction(db, async (tx) => {
    const session = await planSession(tx, plan, by, now);
    await changeQuestions(tx, session.id, questions);
    return session;
  });
}

/**
 * Says of a session, and asks in it, something else.
 *
 * @param seen the version that the facilitator had before them.
 * @returns what came of it; nothing has changed when somebody was faster, or there are too many questions.
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
    if (!session || versionOf(session, await listQuestions(tx, id)) !== seen) return 'overtaken';
    if (!(await changeQuestions(tx, id, questions))) return 'too many';
    await changeSession(tx, session, plan, by, now);
    return 'changed';
  });
}
