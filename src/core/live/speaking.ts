import { and, desc, eq, sql } from 'drizzle-orm';
import { addressKey } from '../address.ts';
import { type Db, prepared } from '../db/open.ts';
import { links } from '../db/schema/conversations.ts';
import { filings } from '../db/schema/issues.ts';
import { findSession, type LiveSession, sessionUrl } from './sessions.ts';

const speaking = prepared((db) =>
  db
    .selectDistinct({ id: filings.postId, datedAt: filings.datedAt })
    .from(links)
    // In this order, see `conversations/links.ts`.
    .crossJoin(filings)
    .where(
      and(
        eq(links.key, sql.placeholder('key')),
        eq(filings.postId, links.postId),
        eq(filings.cohort, sql.placeholder('cohort')),
      ),
    )
    .orderBy(desc(filings.datedAt), desc(filings.postId))
    .limit(sql.placeholder('most'))
    .prepare(),
);

/** The posts of a session's cohort that link to its page, by id, the newest first. */
export async function listSpeakingOf(
  db: Db,
  session: LiveSession,
  siteUrl: string,
  most: number,
): Promise<number[]> {
  const key = addressKey(sessionUrl(siteUrl, session));
  const rows = await speaking(db).all({ key, cohort: session.cohort, most });
  return rows.map(({ id }) => id);
}

const linked = prepared((db) =>
  db
    .select({ key: links.key })
    .from(links)
    .where(eq(links.postId, sql.placeholder('postId')))
    .orderBy(links.position)
    .prepare(),
);

/** The sessions of a cohort that a post links to, in the order of its links. */
export async function listSpokenOf(
  db: Db,
  cohort: string,
  postId: number,
  siteUrl: string,
): Promise<LiveSession[]> {
  const pages = `${addressKey(`${siteUrl}/${cohort}/live`)}/`;
  const spokenOf: LiveSession[] = [];
  for (const { key } of await linked(db).all({ postId })) {
    const id = key.startsWith(pages) ? /^\d+$/.exec(key.slice(pages.length))?.[0] : undefined;
    const session = id === undefined ? null : await findSession(db, cohort, Number(id));
    if (session) spokenOf.push(session);
  }
  return spokenOf;
}
