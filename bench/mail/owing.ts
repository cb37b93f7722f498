import { findCohort } from '#core/cohorts.ts';
import { migrate } from '#core/db/migrate.ts';
import { closeDatabase, type Db, openDatabase, transaction } from '#core/db/open.ts';
import { filePosts, insertPosts, type NewPost } from '#core/posts.ts';
import { makeIssue } from '#core/publishing.ts';
import { BEGINNING, COHORT, contentIn, databaseIn, seatBloggers, writeCohort } from '../cohort.ts';
import { feedUrls } from '../feed.ts';
import { words } from '../prose.ts';
import { seeded } from '../random.ts';

// Owes a day's issue to everybody of a cohort, in a process of its own: what this takes is none of the sender's.

/** A full day: the mail has about 60 kB. */
const POSTS = 30;
const ISSUE_DAY = '2027-02-01';

const [folder = '', recipients] = process.argv.slice(2);

async function writePosts(db: Db): Promise<void> {
  const random = seeded(1);
  await transaction(db, async (tx) => {
    for (let blog = 1; blog <= POSTS; blog += 1) {
      for (const { id } of await insertPosts(tx, [postOf(blog, random)])) {
        const at = { datedAt: BEGINNING, filedAt: BEGINNING };
        await filePosts(tx, [{ postId: id, cohort: COHORT, blogId: blog, ...at }]);
      }
    }
  });
}

function postOf(blog: number, random: () => number): Omit<NewPost, 'id'> {
  const url = `https://blog-${blog}.example/post`;
  const text = words(random, 60);
  return {
    feedId: blog,
    identity: `id:${url}`,
    url,
    addressKey: url,
    title: words(random, 6),
    html: `<p>${text}</p>`,
    text,
    links: [],
    categories: [],
    publishedAt: BEGINNING,
    firstSeenAt: BEGINNING,
    datedAt: BEGINNING,
    contentHash: url,
  };
}

writeCohort(folder);
const db = openDatabase(databaseIn(folder));
migrate(db, BEGINNING);
await seatBloggers(db, feedUrls(Number(recipients), 80), BEGINNING);
await writePosts(db);
const found = await findCohort(contentIn(folder), COHORT);
if (found?.kind !== 'cohort') throw new Error('The cohort can’t be read.');
await makeIssue(db, found.cohort, ISSUE_DAY, BEGINNING);
closeDatabase(db);
process.send?.({ kind: 'ready' });
process.disconnect?.();
