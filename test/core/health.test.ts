import { describe, expect, test } from 'vitest';
import type { Db } from '#core/db/open.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { listHealthProblems } from '#core/health.ts';
import { markFailed, markSent, oweLetter } from '#core/mail/outbox.ts';
import { recordPoll } from '#core/polls.ts';
import { cohortFiles, writeCohort } from '../support/cohort.ts';
import { temporaryDatabase, temporaryFolder } from '../support/database.ts';
import { bringBlog, HOUR, later, NOON, seat } from '../support/participants.ts';

const letter = { subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };
const ada = { name: 'Ada', email: 'ada@example.org' };

/** What there is to look at where no course is. */
const problemsOf = (db: Db, now: Date) => listHealthProblems(db, temporaryFolder(), now);

test('all is well where there is nothing to do', async () => {
  expect(await problemsOf(temporaryDatabase(), NOON)).toEqual([]);
});

describe('a problem', () => {
  test('is a feed that has waited over an hour, each time', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { feed } = await bringBlog(db, membership, 'ada.example');
    const at = (ms: number) => problemsOf(db, later(ms));
    expect(await at(HOUR)).toEqual([]);
    expect(await at(HOUR + 1)).toEqual([
      '1 feeds should have been polled over an hour ago. Is the aggregator running?',
    ]);
    const outcome = { kind: 'unchanged', etag: null, lastModified: null, validatorsUrl: null } as const;
    await recordPoll(db, feed, outcome, { now: later(HOUR), nextCheckAt: later(2 * HOUR) });
    expect(await at(3 * HOUR)).toEqual([]);
    expect(await at(3 * HOUR + 1)).toHaveLength(1);
  });

  test('is mail that has waited over an hour, and whether the mail server is the reason', async () => {
    const db = temporaryDatabase();
    await oweLetter(db, ada, letter, NOON);
    await oweLetter(db, ada, letter, later(HOUR));
    const at = (ms: number) => problemsOf(db, later(ms));
    expect(await at(HOUR)).toEqual([]);
    expect(await at(HOUR + 1)).toEqual([
      '2 mails wait, the oldest for over an hour. Is the aggregator running?',
    ]);
    const [first] = await db.select().from(outbox);
    if (!first) throw new Error('no mail');
    await markFailed(db, first, { problem: '535 password hunter2', forGood: false }, later(HOUR));
    expect(await at(HOUR + 1)).toEqual([
      '2 mails wait, the oldest for over an hour. The mail server does not take them.',
    ]);
    await markSent(db, first.id, later(HOUR));
    expect(await at(2 * HOUR)).toEqual([]);
    expect(await at(2 * HOUR + 1)).toHaveLength(1);
  });

  test('is not mail that one provider puts off, as long as it is tried again in time', async () => {
    const db = temporaryDatabase();
    await oweLetter(db, ada, letter, NOON);
    const [mail] = await db.select().from(outbox);
    if (!mail) throw new Error('no mail');
    await markFailed(
      db,
      { ...mail, attempts: 9 },
      { problem: '450 Greylisted', forGood: false },
      later(HOUR),
    );
    expect(await problemsOf(db, later(3 * HOUR))).toEqual([]);
    expect(await problemsOf(db, later(3 * HOUR + 1))).toHaveLength(1);
  });

  test('is not mail that was refused for good', async () => {
    const db = temporaryDatabase();
    await oweLetter(db, ada, letter, NOON);
    const [mail] = await db.select().from(outbox);
    if (!mail) throw new Error('no mail');
    await markFailed(db, mail, { problem: '550', forGood: true }, NOON);
    expect(await problemsOf(db, later(24 * HOUR))).toEqual([]);
  });

  test('is a course that stands still, whose name is told to nobody, until it is mended', async () => {
    const db = temporaryDatabase();
    const contentDir = temporaryFolder();
    const look = () => listHealthProblems(db, contentDir, NOON);
    writeCohort(contentDir, { ...cohortFiles, '02-shoots.md': 'No fields.' });
    writeCohort(contentDir, { 'cohort.md': '---\ntitle: [\n---\n' }, 'secret');
    expect(await look()).toEqual([
      'A course stands still: its file can’t be read. npx potluck check says why.',
    ]);
    writeCohort(contentDir, cohortFiles, 'secret');
    expect(await look()).toEqual([]);
  });
});
