import Sqlite from 'better-sqlite3';
import { and, desc, eq, ne, or, type SQL, sql } from 'drizzle-orm';
import { type Db, prepared } from './open.ts';
import { blogs } from './schema/feeds.ts';
import { filings } from './schema/issues.ts';

/** The best match first, or the newest. */
export type Order = 'fit' | 'date';

/** An FTS5 table, which only migrations know; triggers fill it. */
const index = sql`posts_search`;
/** A word of the title counts ten times as much as one of the text. The best match has the lowest. */
const rank = sql`bm25(posts_search, 10, 1)`;

const searchBy = (...order: SQL[]) =>
  prepared((db) =>
    db
      .select({ postId: filings.postId })
      .from(index)
      .innerJoin(filings, sql`${filings.postId} = posts_search.rowid`)
      .innerJoin(blogs, eq(blogs.id, filings.blogId))
      .where(
        and(
          sql`posts_search MATCH ${sql.placeholder('anywhere')}`,
          eq(filings.cohort, sql.placeholder('cohort')),
          or(
            ne(blogs.consent, 'title'),
            sql`posts_search.rowid IN (SELECT rowid FROM posts_search WHERE posts_search MATCH ${sql.placeholder('inTitle')})`,
          ),
        ),
      )
      .orderBy(...order)
      .limit(sql.placeholder('most'))
      .prepare(),
  );

const searches = {
  fit: searchBy(rank, desc(filings.datedAt)),
  date: searchBy(desc(filings.datedAt), rank),
};

/**
 * The posts of a cohort that have all of these words, or words that begin with them: in the title or the text, or, where
 * its author lets us show no more, in the title alone. Whoever asks must have been allowed to read the cohort.
 *
 * @returns their ids, in the order asked for.
 * @param words letters and digits only, see `searchWords`.
 */
export async function findPostsWith(
  db: Db,
  cohort: string,
  words: string[],
  order: Order,
  most: number,
): Promise<number[]> {
  if (words.length === 0) return [];
  // Quoted, so that AND, NEAR and the like are words as any other.
  const anywhere = words.map((word) => `"${word}"*`).join(' ');
  try {
    const rows = await searches[order](db).all({ cohort, anywhere, inTitle: `title : (${anywhere})`, most });
    return rows.map(({ postId }) => postId);
  } catch (error) {
    if (splitsAWord(error)) return [];
    throw error;
  }
}

/** A letter so new that the index doesn't know it for one would make two words of one; then nothing has it. */
function splitsAWord(error: unknown): boolean {
  const { cause } = error instanceof Error ? error : {};
  return cause instanceof Sqlite.SqliteError && cause.message.includes('phrase queries');
}
