import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { removeBlog } from '#core/blogs.ts';
import { countChanges } from '#core/db/changes.ts';
import { closeDatabase, connectionOf, type Db, openDatabase, transaction } from '#core/db/open.ts';
import { feeds } from '#core/db/schema/feeds.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { memberships, people } from '#core/db/schema/people.ts';
import { changeWishes } from '#core/mail/wishes.ts';
import { renamePerson } from '#core/people.ts';
import { updatePost } from '#core/posts.ts';
import { makeIssue } from '#core/publishing.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { NOON, seatWithPost } from '../../support/participants.ts';

/** Tables that no public page shows anything of. Whoever adds one decides: it is listed here, or watched. */
const UNSEEN = [
  'answers_told',
  'bounces',
  'changes',
  'desk_log',
  'desk_marks',
  'follows',
  'introductions',
  'invitations',
  'joinings',
  'limit_uses',
  'mentions',
  'migrations',
  'outbox',
  'post_addresses',
  'quiet_hosts',
  'redirects',
  'reflections',
  'secrets',
  'sessions',
  'sign_in_links',
  'weaves',
  'withheld',
];

async function hasCounted(db: Db, work: () => Promise<unknown>): Promise<boolean> {
  const before = await countChanges(db);
  await work();
  return (await countChanges(db)) !== before;
}

test('every table is watched, or known to be on no public page', () => {
  const { sqlite } = connectionOf(temporaryDatabase());
  const all = (sql: string) => sqlite.prepare<[], string>(sql).pluck().all();
  const tables = all(
    `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'`,
  );
  const watched = new Set(
    all(`SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'changes_%'`),
  );
  expect(tables.filter((table) => !watched.has(table)).sort()).toEqual(UNSEEN);
});

describe('a change that a page shows is counted', () => {
  test('when posts come, are edited, are published or taken away', async () => {
    const db = temporaryDatabase();
    expect(await hasCounted(db, () => seatWithPost(db, 'Ada'))).toBe(true);
    const { post, membership, blog } = await seatWithPost(db, 'Bert');
    expect(await hasCounted(db, () => updatePost(db, post.id, { title: 'Other' }))).toBe(true);
    expect(await hasCounted(db, () => makeIssue(db, testCohort(), '2027-01-12', NOON))).toBe(true);
    expect(await hasCounted(db, () => removeBlog(db, membership, blog.id))).toBe(true);
  });

  test('when somebody changes their name or is gone, with everything of theirs', async () => {
    const db = temporaryDatabase();
    const { membership } = await seatWithPost(db, 'Ada');
    expect(await hasCounted(db, () => renamePerson(db, membership.personId, 'Ada L.'))).toBe(true);
    expect(
      await hasCounted(db, () => db.delete(memberships).where(eq(memberships.id, membership.id)).run()),
    ).toBe(true);
    expect(
      await hasCounted(db, () => db.delete(people).where(eq(people.id, membership.personId)).run()),
    ).toBe(true);
  });

  test('when another process made it', async () => {
    const db = temporaryDatabase();
    const other = openDatabase(`file:${connectionOf(db).sqlite.name}`);
    expect(await hasCounted(db, () => seatWithPost(other, 'Ada'))).toBe(true);
    closeDatabase(other);
  });
});

describe('what no page shows is not counted', () => {
  test('mail that is sent, a poll without news, a rhythm', async () => {
    const db = temporaryDatabase();
    const { membership, feed } = await seatWithPost(db, 'Ada');
    await makeIssue(db, testCohort(), '2027-01-12', NOON);
    const quietly = async () => {
      await db.update(outbox).set({ state: 'sent', sentAt: NOON });
      await db
        .update(feeds)
        .set({ checkedAt: NOON, failures: 1, problem: 'Hm.' })
        .where(eq(feeds.id, feed.id));
      await changeWishes(db, membership.id, { rhythm: 'feed' }, 'UTC');
    };
    expect(await hasCounted(db, quietly)).toBe(false);
  });
});

test('nobody knows the count while a transaction is open', async () => {
  const db = temporaryDatabase();
  await transaction(db, async (tx) => {
    await seatWithPost(tx, 'Ada');
    expect(await countChanges(db)).toBeNull();
  });
  expect(await countChanges(db)).toBeGreaterThan(0);
});
