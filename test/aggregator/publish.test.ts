import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addDays, instantOf } from '#core/calendar.ts';
import { type Cohort, listReadableCohorts } from '#core/cohorts.ts';
import type { Db } from '#core/db/open.ts';
import { listIssues } from '#core/issues.ts';
import { changeWishes } from '#core/mail/wishes.ts';
import { filePosts } from '#core/posts.ts';
import { describePublished, publish, publishDue } from '../../aggregator/publish.ts';
import { cohortFiles, testCohort, writeCohort } from '../support/cohort.ts';
import { temporaryDatabase, temporaryFolder } from '../support/database.ts';
import { DAY, HOUR, later, MINUTE, NOON, seat, seatWithPost, writePost } from '../support/participants.ts';
import { allMails } from './world.ts';

/** A cohort whose issue is made at an hour in a time zone. */
function cohortAt(hour: number, timezone = 'Europe/Berlin', slug = 'rhizo'): Cohort {
  const file = (cohortFiles['cohort.md'] ?? '')
    .replace(/timezone: .*/, `timezone: ${timezone}`)
    .replace(/digest_hour: .*/, `digest_hour: ${hour}`);
  return testCohort({ 'cohort.md': file }, slug);
}

/** Who posts whenever they are told to. */
async function seatWriter(db: Db, cohort = 'rhizo') {
  const { feed, blog } = await seatWithPost(db, `Writer of ${cohort}`, { cohort });
  let written = 0;
  return async (at: Date) => {
    written += 1;
    const post = await writePost(db, feed, { url: `https://${cohort}.example/${written}`, datedAt: at });
    await filePosts(db, [{ postId: post.id, cohort, blogId: blog.id, datedAt: at, filedAt: at }]);
  };
}

/** Goes through a stretch of time as the aggregator does; gives the instants at which something was published. */
async function live(db: Db, cohorts: Cohort[], from: string, to: string, stepMs: number) {
  const made: string[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += stepMs) {
    for (const published of await publishDue(db, cohorts, new Date(at))) {
      made.push(`${new Date(at).toISOString()} ${published.cohort} ${published.day} ${published.kind}`);
    }
  }
  return made;
}

describe('an issue', () => {
  test('carries what was filed since the last one, and is owed to each member who wants it', async () => {
    const db = temporaryDatabase();
    const write = await seatWriter(db);
    await write(NOON);
    for (const [name, rhythm] of [
      ['Dora', 'daily'],
      ['Wim', 'weekly'],
      ['Fay', 'feed'],
      ['Nora', 'none'],
    ] as const) {
      const { membership } = await seat(db, name);
      await changeWishes(db, membership.id, { rhythm }, 'UTC');
    }
    await seat(db, 'Otto', { cohort: 'other' });
    expect(await publish(db, testCohort(), '2027-01-12', NOON)).toEqual({
      kind: 'made',
      cohort: 'rhizo',
      day: '2027-01-12',
      number: 1,
      posts: 2,
    });
    expect(
      (await allMails({ db })).map(({ toAddress, messageId, state }) => [toAddress, messageId, state]),
    ).toEqual([
      ['dora@example.org', 'rhizo.2027-01-12.2', 'waiting'],
      ['writer-of-rhizo@example.org', 'rhizo.2027-01-12.1', 'waiting'],
    ]);
  });

  test('is made once, whoever asks and however often', async () => {
    const db = temporaryDatabase();
    await seatWithPost(db, 'Mira');
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, at) => publish(db, testCohort(), '2027-01-12', later(at))),
    );
    expect(all.filter(({ kind }) => kind === 'made')).toHaveLength(1);
    expect(all.filter(({ kind }) => kind === 'made-before')).toHaveLength(9);
    expect(await allMails({ db })).toHaveLength(1);
  });

  test('of an empty day makes no mail and takes no number', async () => {
    const db = temporaryDatabase();
    const write = await seatWriter(db);
    await publish(db, testCohort(), '2027-01-12', NOON);
    const mails = await allMails({ db });
    expect(await publish(db, testCohort(), '2027-01-13', later(DAY))).toMatchObject({ kind: 'empty' });
    expect(await allMails({ db })).toEqual(mails);
    await write(later(2 * DAY));
    expect(await publish(db, testCohort(), '2027-01-14', later(2 * DAY))).toMatchObject({
      kind: 'made',
      number: 2,
      posts: 1,
    });
    expect((await listIssues(db, 'rhizo', 10)).map(({ publishedOn }) => publishedOn)).toEqual([
      '2027-01-14',
      '2027-01-12',
    ]);
  });

  test('of a past day carries what had come until its hour', async () => {
    const db = temporaryDatabase();
    const write = await seatWriter(db);
    await write(new Date('2027-01-13T05:59:59Z'));
    await write(new Date('2027-01-13T06:00:01Z'));
    const now = new Date('2027-01-15T12:00:00Z');
    expect(await publish(db, testCohort(), '2027-01-13', now)).toMatchObject({ kind: 'made', posts: 2 });
    expect(await publish(db, testCohort(), '2027-01-15', now)).toMatchObject({ kind: 'made', posts: 1 });
  });

  test.each(['2027-02-30', '2027-1-1', 'today', ''])('of “%s” is refused: that is no day', async (day) => {
    await expect(publish(temporaryDatabase(), testCohort(), day, NOON)).rejects.toThrow(RangeError);
  });

  test.each([
    [
      { kind: 'made', cohort: 'rhizo', day: '2027-01-12', number: 3, posts: 1 },
      'rhizo, 2027-01-12: issue 3 with 1 post',
    ],
    [
      { kind: 'made', cohort: 'rhizo', day: '2027-01-12', number: 4, posts: 2 },
      'rhizo, 2027-01-12: issue 4 with 2 posts',
    ],
    [{ kind: 'empty', cohort: 'rhizo', day: '2027-01-12' }, 'rhizo, 2027-01-12: nothing new, so no mail'],
    [{ kind: 'made-before', cohort: 'rhizo', day: '2027-01-12' }, 'rhizo, 2027-01-12: was made before'],
  ] as const)('%o is told as “%s”', (published, words) => {
    expect(describePublished(published)).toBe(words);
  });
});

describe('the hour of an issue', () => {
  test('comes once a day, to the second', async () => {
    const db = temporaryDatabase();
    await seatWithPost(db, 'Mira');
    const cohort = cohortAt(7);
    expect(await publishDue(db, [cohort], new Date('2027-01-13T05:59:59.999Z'))).toEqual([]);
    expect(await publishDue(db, [cohort], new Date('2027-01-13T06:00:00.000Z'))).toMatchObject([
      { kind: 'made', day: '2027-01-13' },
    ]);
    expect(await publishDue(db, [cohort], new Date('2027-01-13T06:00:00.001Z'))).toEqual([]);
    expect(await publishDue(db, [cohort], new Date('2027-01-13T22:59:59.999Z'))).toEqual([]);
    expect(await publishDue(db, [cohort], new Date('2027-01-13T23:00:00.000Z'))).toEqual([]);
  });

  test('that was missed is made up for later on the same day, and not on the next', async () => {
    const db = temporaryDatabase();
    const write = await seatWriter(db);
    const cohort = cohortAt(7);
    expect(await publishDue(db, [cohort], new Date('2027-01-13T22:30:00Z'))).toMatchObject([
      { day: '2027-01-13', kind: 'made', posts: 1 },
    ]);
    await write(new Date('2027-01-13T22:45:00Z'));
    // Down all the next day; the one after carries what came meanwhile.
    expect(await publishDue(db, [cohort], new Date('2027-01-15T05:00:00Z'))).toEqual([]);
    expect(await publishDue(db, [cohort], new Date('2027-01-15T09:00:00Z'))).toMatchObject([
      { day: '2027-01-15', kind: 'made', number: 2, posts: 1 },
    ]);
  });

  test('is the cohort’s own, in its own time zone', async () => {
    const db = temporaryDatabase();
    const cohorts = [
      cohortAt(7, 'Pacific/Auckland', 'auckland'),
      cohortAt(7, 'Europe/Berlin', 'berlin'),
      cohortAt(7, 'America/Los_Angeles', 'los-angeles'),
    ];
    expect(await live(db, cohorts, '2027-01-12T12:00:00Z', '2027-01-13T17:00:00Z', 30 * MINUTE)).toEqual([
      '2027-01-12T12:00:00.000Z berlin 2027-01-12 empty',
      '2027-01-12T15:00:00.000Z los-angeles 2027-01-12 empty',
      '2027-01-12T18:00:00.000Z auckland 2027-01-13 empty',
      '2027-01-13T06:00:00.000Z berlin 2027-01-13 empty',
      '2027-01-13T15:00:00.000Z los-angeles 2027-01-13 empty',
    ]);
  });

  test.each([
    ['that the clocks skip', 2, '2027-03-28', '2027-03-28T01:00:00.000Z'],
    ['before the clocks skip one', 1, '2027-03-28', '2027-03-28T00:00:00.000Z'],
    ['after the clocks have skipped one', 3, '2027-03-28', '2027-03-28T01:00:00.000Z'],
    ['that comes twice', 2, '2027-10-31', '2027-10-31T00:00:00.000Z'],
    ['after one that came twice', 3, '2027-10-31', '2027-10-31T02:00:00.000Z'],
    ['at midnight of a day that lasts 25 hours', 0, '2027-10-31', '2027-10-30T22:00:00.000Z'],
    ['late on a day that lasts 23 hours', 23, '2027-03-28', '2027-03-28T21:00:00.000Z'],
  ])('%s still makes one issue', async (_, hour, day, at) => {
    const db = temporaryDatabase();
    const write = await seatWriter(db);
    const from = `${addDays(day, -1)}T12:00:00Z`;
    await write(new Date(from));
    const cohort = cohortAt(hour);
    const before = instantOf(addDays(day, -1), hour, 'Europe/Berlin');
    await publish(db, cohort, addDays(day, -1), before < new Date(from) ? new Date(from) : before);
    await write(new Date(from));
    const made = await live(db, [cohort], from, `${addDays(day, 1)}T23:30:00Z`, 15 * MINUTE);
    expect(made.filter((each) => each.includes(` ${day} `))).toEqual([`${at} rhizo ${day} made`]);
  });

  test('comes once a day through a whole year, though clocks change by half an hour', async () => {
    const db = temporaryDatabase();
    const cohort = cohortAt(2, 'Australia/Lord_Howe');
    const days: string[] = [];
    for (let at = Date.UTC(2027, 0, 1, 12); at < Date.UTC(2028, 0, 1, 12); at += 5 * HOUR) {
      for (const { day } of await publishDue(db, [cohort], new Date(at))) days.push(day);
    }
    expect(days).toEqual(Array.from({ length: 366 }, (_, n) => addDays('2027-01-01', n)));
  });

  test('in a time zone without the day that the others have: nothing is lost', async () => {
    const db = temporaryDatabase();
    const write = await seatWriter(db);
    // Samoa went to the other side of the date line and had no 30 December 2011.
    await write(new Date('2011-12-30T08:00:00Z'));
    const made = await live(
      db,
      [cohortAt(7, 'Pacific/Apia')],
      '2011-12-28T18:00:00Z',
      '2012-01-01T17:00:00Z',
      HOUR,
    );
    expect(made.map((each) => each.split(' ')[2])).toEqual([
      '2011-12-28',
      '2011-12-29',
      '2011-12-31',
      '2012-01-01',
    ]);
  });
});

describe('several cohorts', () => {
  test('number their issues apart, and one that is broken holds nobody up', async () => {
    const contentDir = temporaryFolder();
    for (const slug of ['alpha', 'broken', 'omega']) writeCohort(contentDir, cohortFiles, slug);
    writeCohort(contentDir, { 'cohort.md': '---\ntitle: [\n---\n' }, 'broken');
    writeCohort(join(contentDir), { 'readme.md': 'Not a cohort.' }, 'empty');
    const db = temporaryDatabase();
    for (const slug of ['alpha', 'broken', 'omega'])
      await seatWithPost(db, `Mira of ${slug}`, { cohort: slug });

    const readable = () => listReadableCohorts(contentDir);
    expect(await publishDue(db, await readable(), NOON)).toMatchObject([
      { cohort: 'alpha', kind: 'made', number: 1, posts: 1 },
      { cohort: 'omega', kind: 'made', number: 1, posts: 1 },
    ]);

    writeCohort(contentDir, cohortFiles, 'broken');
    expect(await publishDue(db, await readable(), later(MINUTE))).toMatchObject([
      { cohort: 'broken', kind: 'made', number: 1, posts: 1 },
    ]);
    expect((await allMails({ db })).map(({ toAddress }) => toAddress)).toEqual([
      'mira-of-alpha@example.org',
      'mira-of-omega@example.org',
      'mira-of-broken@example.org',
    ]);
  });
});
