import type { Db } from '../db/open.ts';
import { listFollowed } from '../follows.ts';
import type { Wishes } from '../mail/wishes.ts';
import type { IssueForReaders } from './gather.ts';
import type { Issue, Reply } from './issue.ts';
import { forReader, type Reader } from './personal.ts';

/** An issue in one of the forms in which it is mailed. The same key means the same words. */
export interface Edition {
  key: string;
  /** Made only when nobody has had this form yet. */
  issue(): Issue;
}

/** The form in which somebody gets an issue: one of those that many get, or one of their own. */
export async function editionFor(
  db: Db,
  { issue, toYou }: IssueForReaders,
  membershipId: number,
  { budget, hearsOfAnswers, timezone }: Wishes,
): Promise<Edition> {
  const reader: Reader = {
    budget,
    timezone,
    follows: budget === 'five' ? await listFollowed(db, membershipId) : new Set(),
    toYou: (toYou.get(membershipId) ?? []).filter((reply) => isToBeTold(reply, hearsOfAnswers, issue)),
  };
  const isOwn = reader.follows.size + reader.toYou.length > 0;
  // Only hours are told in a reader's own zone.
  const zone = issue.comingUp.some(({ at }) => at !== null) ? (timezone ?? '') : '';
  return {
    key: isOwn ? `for ${membershipId}` : `${budget} ${zone}`,
    issue: () => forReader(issue, reader),
  };
}

/** Who hears of answers at once has them in their mail already, unless they were away. All else stands here alone. */
function isToBeTold(reply: Reply, hearsOfAnswers: Wishes['hearsOfAnswers'], { kind }: Issue): boolean {
  if (hearsOfAnswers === 'mail') return reply.kind !== 'answer' || kind === 'return';
  return hearsOfAnswers === 'digest';
}
