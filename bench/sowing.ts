import { findCohort } from '#core/cohorts.ts';
import { weave } from '#core/conversations/weave.ts';
import { migrate } from '#core/db/migrate.ts';
import { closeDatabase, openDatabase } from '#core/db/open.ts';
import { BEGINNING, COHORT, contentIn, databaseIn, SITE_URL, seatBloggers, writeCohort } from './cohort.ts';
import { blogUrl, countPeople, coursePosts } from './course.ts';
import { nameSites, storePosts } from './store-course.ts';
import { wovenStore } from './store-woven.ts';

// Makes the course that is woven into, in a process of its own: what this takes is none of the weave's.

/** In one transaction. */
const AT_ONCE = 5_000;

const [folder = '', postsAsked] = process.argv.slice(2);
const posts = Number(postsAsked);
const people = countPeople(posts);

writeCohort(folder);
const db = openDatabase(databaseIn(folder));
migrate(db, BEGINNING);
const feedUrls = Array.from({ length: people }, (_, n) => `${blogUrl(n + 1)}feed`);
await seatBloggers(db, feedUrls, BEGINNING);
nameSites(db, people);
const found = await findCohort(contentIn(folder), COHORT);
if (found?.kind !== 'cohort') throw new Error('The cohort of the benchmark cannot be read.');
// While there is nothing, so that it is known by which provocations all is woven.
await weave(db, found.cohort, SITE_URL, BEGINNING);
const woven = wovenStore(db);
for (let stored = 0; stored < posts; stored += AT_ONCE) {
  const bit = [...coursePosts(stored + 1, Math.min(stored + AT_ONCE, posts), people)];
  storePosts(db, bit);
  woven.store(bit);
}
woven.finish();
closeDatabase(db);
process.send?.({ kind: 'ready' });
process.disconnect?.();
