import { describe, expect, test } from 'vitest';
import { connectionOf, type Db } from '#core/db/open.ts';
import { filings, issues, outbox } from '#core/db/schema/issues.ts';
import { countPosts, findIssue, getIssue, listIssues } from '#core/issues.ts';
import { changeWishes } from '#core/mail/wishes.ts';
import type { Rhythm } from '#core/memberships.ts';
import { filePosts } from '#core/posts.ts';
import { listPostsOfIssue } from '#core/posts-in-cohort.ts';
import { makeIssue } from '#core/publishing.ts';
import { testCohort } from '../support/cohort.ts';
import { temporaryDatabase } from '../support/database.ts';
import { HOUR, seat, seatWithPost, writePost } from '../support/participants.ts';

const rhizo = testCohort();
const alder = testCohort({}, 'alder');

/** Seven in the morning in Berlin, when the issue of that day of January is due. */
function due(day: number, ms = 0): Date {
  return new Date(Date.UTC(2027, 0, day, 6) + ms);
}

/** A blog of one member that gives posts when asked. */
async function someBlog(db: Db, cohort = 'rhizo') {
  const { feed, blog } = await seatWithPost(db, 'Ada', { cohort, filedAt: due(11) });
  let n = 0;
  return async (filedAt: Date) => {
    n += 1;
    const post = await writePost(db, feed, { url: `https://ada.example/${cohort}/${n}` });
    await filePosts(db, [{ postId: post.id, cohort, blogId: blog.id, datedAt: filedAt, filedAt }]);
    return post.id;
  };
}

async function postsOf(db: Db, issueId: number): Promise<number[]> {
  return (await listPostsOfIssue(db, issueId)).map(({ id }) => id);
}

describe('an issue', () => {
  test('carries what no issue has carried, and the next one only what came since', async () => {
    const db = temporaryDatabase();
    const post = await someBlog(db);
    const first = await makeIssue(db, rhizo, '2027-01-12', due(12));
    expect(first).toMatchObject({ issue: { number: 1, publishedOn: '2027-01-12' }, posts: 1 });
    const more = [await post(due(12, 1)), await post(due(12, 2))];
    const second = await makeIssue(db, rhizo, '2027-01-13', due(13));
    expect(second).toMatchObject({ issue: { number: 2 }, posts: 2 });
    if (!first || !second) throw new Error('no issue');
    expect(await postsOf(db, second.issue.id)).toEqual(more);
    expect(await getIssue(db, first.issue.id)).toEqual(first.issue);
    expect(await countPosts(db, [first.issue.id, second.issue.id])).toEqual(
      new Map([
        [first.issue.id, 1],
        [second.issue.id, 2],
      ]),
    );
    expect(await countPosts(db, [])).toEqual(new Map());
  });

  test('is made once, however often', async () => {
    const db = temporaryDatabase();
    const post = await someBlog(db);
    const first = await makeIssue(db, rhizo, '2027-01-12', due(12));
    await post(due(12));
    for (const ms of [0, 1, HOUR]) expect(await makeIssue(db, rhizo, '2027-01-12', due(12, ms))).toBeNull();
    expect(await postsOf(db, first?.issue.id ?? 0)).toHaveLength(1);
    expect(await db.select().from(outbox)).toHaveLength(1);
  });

  test('is made once, however many make it at once', async () => {
    const db = temporaryDatabase();
    await someBlog(db);
    const made = await Promise.all(
      Array.from({ length: 20 }, () => makeIssue(db, rhizo, '2027-01-12', due(12))),
    );
    expect(made.filter((each) => each !== null)).toHaveLength(1);
    expect(await db.select().from(issues)).toHaveLength(1);
    expect(await db.select().from(outbox)).toHaveLength(1);
  });

  test('of today carries what was filed until now', async () => {
    const db = temporaryDatabase();
    const post = await someBlog(db);
    const inTime = await post(due(12, HOUR));
    const late = await post(due(12, HOUR + 1));
    const made = await makeIssue(db, rhizo, '2027-01-12', due(12, HOUR));
    const carried = await postsOf(db, made?.issue.id ?? 0);
    expect(carried).toContain(inTime);
    expect(carried).not.toContain(late);
  });

  test('that is made a day late carries what was filed until its own hour', async () => {
    const db = temporaryDatabase();
    const post = await someBlog(db);
    const inTime = await post(due(12));
    const late = await post(due(12, 1));
    const made = await makeIssue(db, rhizo, '2027-01-12', due(13, HOUR));
    const carried = await postsOf(db, made?.issue.id ?? 0);
    expect(carried).toContain(inTime);
    expect(carried).not.toContain(late);
    const next = await makeIssue(db, rhizo, '2027-01-13', due(13, HOUR));
    expect(await postsOf(db, next?.issue.id ?? 0)).toEqual([late]);
  });

  test('without posts has no number and is nobody’s mail; numbers go on without a gap', async () => {
    const db = temporaryDatabase();
    const post = await someBlog(db);
    await makeIssue(db, rhizo, '2027-01-12', due(12));
    const empty = await makeIssue(db, rhizo, '2027-01-13', due(13));
    expect(empty).toMatchObject({ issue: { number: null, publishedOn: '2027-01-13' }, posts: 0 });
    expect(await db.select().from(outbox)).toHaveLength(1);
    await post(due(13, HOUR));
    expect(await makeIssue(db, rhizo, '2027-01-14', due(14))).toMatchObject({ issue: { number: 2 } });
    expect((await listIssues(db, 'rhizo', 10)).map(({ number }) => number)).toEqual([2, 1]);
    expect((await listIssues(db, 'rhizo', 1)).map(({ number }) => number)).toEqual([2]);
  });

  test('that was empty may be filled when it is asked for again', async () => {
    const db = temporaryDatabase();
    const post = await someBlog(db);
    await makeIssue(db, rhizo, '2027-01-12', due(12));
    const empty = await makeIssue(db, rhizo, '2027-01-13', due(13));
    await post(due(13, 1));
    const filled = await makeIssue(db, rhizo, '2027-01-13', due(13, 2));
    expect(filled).toMatchObject({ issue: { id: empty?.issue.id, number: 2, madeAt: due(13, 2) }, posts: 1 });
    expect(await makeIssue(db, rhizo, '2027-01-13', due(13, 3))).toBeNull();
    expect(await db.select().from(outbox)).toHaveLength(2);
  });

  test('is undone as a whole when its mail cannot be owed', async () => {
    const db = temporaryDatabase();
    await someBlog(db);
    connectionOf(db).sqlite.exec(
      "CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
    );
    await expect(makeIssue(db, rhizo, '2027-01-12', due(12))).rejects.toThrow();
    expect(await db.select().from(issues)).toEqual([]);
    expect((await db.select().from(filings)).map(({ issueId }) => issueId)).toEqual([null]);
  });

  test('of one cohort has nothing to do with another’s', async () => {
    const db = temporaryDatabase();
    await someBlog(db, 'rhizo');
    await seatWithPost(db, 'Grace', { cohort: 'alder', filedAt: due(11) });
    expect(await makeIssue(db, rhizo, '2027-01-12', due(12))).toMatchObject({ posts: 1 });
    expect(await makeIssue(db, alder, '2027-01-12', due(12))).toMatchObject({
      issue: { number: 1, cohort: 'alder' },
      posts: 1,
    });
    expect((await db.select().from(outbox)).map(({ messageId }) => messageId)).toEqual([
      'rhizo.2027-01-12.1',
      'alder.2027-01-12.2',
    ]);
    expect(await findIssue(db, 'alder', '2027-01-12')).toMatchObject({ cohort: 'alder' });
    expect(await findIssue(db, 'alder', '2027-01-13')).toBeNull();
    expect(await findIssue(db, 'maple', '2027-01-12')).toBeNull();
    await expect(getIssue(db, 99)).rejects.toThrow('no issue 99');
  });

  test('goes by mail to those who want it every day, of its cohort alone', async () => {
    const db = temporaryDatabase();
    await someBlog(db);
    for (const rhythm of ['daily', 'weekly', 'feed', 'none'] satisfies Rhythm[]) {
      const { membership } = await seat(db, rhythm);
      await changeWishes(db, membership.id, { rhythm }, 'UTC');
    }
    await seat(db, 'Elsewhere', { cohort: 'alder' });
    await makeIssue(db, rhizo, '2027-01-12', due(12));
    expect((await db.select().from(outbox)).map(({ toName }) => toName).sort()).toEqual(['Ada', 'daily']);
  });
});
