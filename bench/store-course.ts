import { addressKey } from '#core/address.ts';
import { connectionOf, type Db } from '#core/db/open.ts';
import { COHORT } from './cohort.ts';
import { blogUrl, type CoursePost } from './course.ts';

/** Says of which site everybody's feed is. */
export function nameSites(db: Db, people: number): void {
  const { sqlite } = connectionOf(db);
  const name = sqlite.prepare('UPDATE feeds SET site_url = ?, site_key = ? WHERE id = ?');
  sqlite.transaction(() => {
    for (let id = 1; id <= people; id += 1) name.run(blogUrl(id), addressKey(blogUrl(id)), id);
  })();
}

/** Stores posts by bare statements: their number is the point, not how they came. */
export function storePosts(db: Db, posts: Iterable<CoursePost>): void {
  const { sqlite } = connectionOf(db);
  const insertPost = sqlite.prepare(
    `INSERT INTO posts (id, feed_id, identity, url, address_key, title, html, text, links, categories, first_seen_at,
       dated_at, content_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', ?, ?, '')`,
  );
  const insertFiling = sqlite.prepare(
    'INSERT INTO filings (post_id, cohort, blog_id, dated_at, filed_at) VALUES (?, ?, ?, ?, ?)',
  );
  sqlite.transaction(() => {
    for (const { id, authorId, url, links, html, datedAt } of posts) {
      const text = html.replace(/<[^>]+>/g, '');
      const written = [url, addressKey(url), `Post ${id}`, html, text, JSON.stringify(links)];
      insertPost.run(id, authorId, `id:${shortKey({ id, authorId })}`, ...written, datedAt, datedAt);
      insertFiling.run(id, COHORT, authorId, datedAt, datedAt);
    }
  })();
}

/** As WordPress names a post in its feed. */
export function shortKey({ id, authorId }: Pick<CoursePost, 'id' | 'authorId'>): string | null {
  return addressKey(`${blogUrl(authorId)}?p=${id}`);
}
