import { describe, expect, test } from 'vitest';
import { ensureCommentsFeed } from '#core/conversations/comments-feeds.ts';
import type { Db } from '#core/db/open.ts';
import { feeds } from '#core/db/schema/feeds.ts';
import { ensureFeed, moveFeed } from '#core/feeds.ts';
import { recordPoll } from '#core/polls.ts';
import { earliest, leaveAlone } from '#core/quiet-hosts.ts';
import { temporaryDatabase } from '../support/database.ts';
import { HOUR, later, NOON, seatWithPost } from '../support/participants.ts';

const bring = (db: Db, url: string, at = 0) => ensureFeed(db, { url, title: null, siteUrl: null }, later(at));

/** When each feed is asked next, in the order in which they were brought. */
async function nextChecks(db: Db): Promise<Date[]> {
  const rows = await db.select().from(feeds).orderBy(feeds.id);
  return rows.map(({ nextCheckAt }) => nextCheckAt);
}

describe('a server that asks for a pause', () => {
  test('gets it for all of its feeds, and none of another’s; what waits longer goes on waiting', async () => {
    const db = temporaryDatabase();
    await bring(db, 'https://shared.example/a');
    await bring(db, 'https://shared.example/b', 3 * HOUR);
    await bring(db, 'https://own.example/c');
    await leaveAlone(db, 'shared.example', later(2 * HOUR));
    expect(await nextChecks(db)).toEqual([later(2 * HOUR), later(3 * HOUR), NOON]);
  });

  test('gets it for feeds that are elsewhere and lead there', async () => {
    const db = temporaryDatabase();
    const { feed } = await seatWithPost(db, 'Ada');
    await recordPoll(
      db,
      feed,
      {
        kind: 'unchanged',
        etag: null,
        lastModified: null,
        validatorsUrl: 'http://shared.example:8080/ada',
      },
      { now: NOON, nextCheckAt: NOON },
    );
    for (const host of ['shared.example', 'hared.example:8080']) await leaveAlone(db, host, later(HOUR));
    expect(await nextChecks(db)).toEqual([NOON]);
    await leaveAlone(db, 'shared.example:8080', later(HOUR));
    expect(await nextChecks(db)).toEqual([later(HOUR)]);
  });

  test('gets it for what is brought, moved to it or discussed there meanwhile', async () => {
    const db = temporaryDatabase();
    await leaveAlone(db, 'shared.example', later(2 * HOUR));
    const { feed, post } = await seatWithPost(db, 'Ada');
    const moved = await bring(db, 'https://own.example/feed');
    await bring(db, 'https://shared.example/a', HOUR);
    await moveFeed(db, moved, 'https://shared.example/b', later(HOUR));
    const commentsUrl = 'https://shared.example/ada/feed';
    await ensureCommentsFeed(db, { ...post, feedId: feed.id, commentsUrl }, later(HOUR));
    expect((await nextChecks(db)).slice(1)).toEqual([later(2 * HOUR), later(2 * HOUR), later(2 * HOUR)]);
  });

  test('keeps the longer one of two, and is asked as ever once it is over', async () => {
    const db = temporaryDatabase();
    await leaveAlone(db, 'shared.example', later(3 * HOUR));
    await leaveAlone(db, 'shared.example', later(2 * HOUR));
    expect(await earliest(db, 'shared.example', NOON)).toEqual(later(3 * HOUR));
    expect(await earliest(db, 'shared.example:8080', NOON)).toEqual(NOON);
    expect(await earliest(db, 'shared.example', later(4 * HOUR))).toEqual(later(4 * HOUR));
  });
});
