import { describe, expect, test } from 'vitest';
import { changeFiling, listBlogs, removeBlog } from '#core/blogs.ts';
import type { Db } from '#core/db/open.ts';
import { type Findings, joinings } from '#core/db/schema/door.ts';
import { blogs } from '#core/db/schema/feeds.ts';
import { memberships, people } from '#core/db/schema/people.ts';
import {
  claimJoinings,
  completeJoining,
  confirmJoining,
  findJoining,
  forgetOldJoinings,
  type NewJoining,
  recordFindings,
  startJoining,
  tryAnotherAddress,
} from '#core/joinings.ts';
import { temporaryDatabase } from '../support/database.ts';
import { bringBlog, later, MINUTE, NOON, seat } from '../support/participants.ts';

const FEED = 'https://ada.example/feed';
const LEASE_MS = 2 * MINUTE;

const findings: Findings = {
  siteUrl: 'https://ada.example/',
  candidates: [{ feedUrl: FEED, title: 'Ada’s notes', siteUrl: null, kind: 'posts', posts: [] }],
};

function wish(more: Partial<NewJoining> = {}): NewJoining {
  return {
    cohort: 'rhizo',
    name: 'Ada',
    email: 'ada@example.org',
    pasted: 'ada.example',
    person: null,
    ...more,
  };
}

async function stateOf(db: Db, id: string) {
  return (await findJoining(db, 'rhizo', id))?.state;
}

/** The whole way up to the last step. */
async function confirmed(db: Db, more: Partial<NewJoining> = {}): Promise<string> {
  const { id } = await startJoining(db, wish(more), NOON);
  for (const joining of await claimJoinings(db, 10, NOON, LEASE_MS)) {
    await recordFindings(db, joining, { kind: 'found', findings });
  }
  await confirmJoining(db, id, { feedUrl: FEED, filing: 'tag' });
  return id;
}

describe('somebody with a blog', () => {
  test('goes the whole way: typed, found, confirmed, in', async () => {
    const db = temporaryDatabase();
    const { id, state } = await startJoining(db, wish(), NOON);
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(state).toBe('waiting');
    const [claimed] = await claimJoinings(db, 10, NOON, LEASE_MS);
    if (!claimed) throw new Error('nothing to look at');
    expect(claimed).toMatchObject({ id, pasted: 'ada.example' });
    await recordFindings(db, claimed, { kind: 'found', findings });
    expect(await findJoining(db, 'rhizo', id)).toMatchObject({ state: 'found', findings, leaseUntil: null });
    expect(await completeJoining(db, id, NOON)).toBeNull();
    await confirmJoining(db, id, { feedUrl: FEED, filing: 'tag' });
    expect(await db.select().from(people)).toEqual([]);

    const joined = await completeJoining(db, id, later(1));
    expect(joined).toMatchObject({
      person: { name: 'Ada', email: 'ada@example.org' },
      membership: { cohort: 'rhizo', role: 'participant', handle: 'ada' },
      cohort: 'rhizo',
      blog: 'added',
    });
    expect(await stateOf(db, id)).toBe('done');
    expect(await listBlogs(db, 'rhizo')).toMatchObject([
      {
        filing: 'tag',
        addedAt: later(1),
        feed: { url: FEED, title: 'Ada’s notes', siteUrl: 'https://ada.example/', state: 'new' },
        author: { handle: 'ada' },
      },
    ]);
  });

  test('is in once, however often the last step is done', async () => {
    const db = temporaryDatabase();
    const id = await confirmed(db);
    const joined = await Promise.all(Array.from({ length: 5 }, () => completeJoining(db, id, NOON)));
    expect(new Set(joined.map((each) => each?.membership.id)).size).toBe(1);
    for (const table of [people, memberships, blogs]) expect(await db.select().from(table)).toHaveLength(1);
  });

  test('keeps what they have changed since, when the last step is done again', async () => {
    const db = temporaryDatabase();
    const id = await confirmed(db);
    const joined = await completeJoining(db, id, NOON);
    const [blog] = await listBlogs(db, 'rhizo');
    if (!joined || !blog) throw new Error('not in');
    await changeFiling(db, joined.membership, blog.id, 'everything');
    expect(await completeJoining(db, id, later(1))).toMatchObject({ membership: joined.membership });
    expect(await listBlogs(db, 'rhizo')).toMatchObject([{ filing: 'everything', addedAt: NOON }]);
    await removeBlog(db, joined.membership, blog.id);
    expect(await completeJoining(db, id, later(2))).toMatchObject({ membership: joined.membership });
    expect(await listBlogs(db, 'rhizo')).toEqual([]);
  });

  test('that another has brought is in without it', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Grace', { cohort: 'alder' });
    await bringBlog(db, membership, 'ada.example');
    const joined = await completeJoining(db, await confirmed(db), NOON);
    expect(joined).toMatchObject({ membership: { cohort: 'rhizo' }, blog: 'taken' });
    expect(await listBlogs(db, 'rhizo')).toEqual([]);
    expect(await listBlogs(db, 'alder')).toHaveLength(1);
  });

  test('that is in another cohort with it already brings it to this one too', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada', { cohort: 'alder' });
    await bringBlog(db, membership, 'ada.example');
    const joined = await completeJoining(db, await confirmed(db), NOON);
    expect(joined).toMatchObject({ person: { id: membership.personId }, blog: 'added' });
    expect(await listBlogs(db, 'rhizo')).toHaveLength(1);
    expect(await listBlogs(db, 'alder')).toMatchObject([{ filing: 'everything' }]);
  });

  test('that is a member may add another', async () => {
    const db = temporaryDatabase();
    const { person, membership } = await seat(db, 'Ada');
    await bringBlog(db, membership, 'other.example');
    const joined = await completeJoining(db, await confirmed(db, { person, email: 'x@example.org' }), NOON);
    expect(joined).toMatchObject({ person: { id: person.id }, membership: { id: membership.id } });
    expect(await listBlogs(db, 'rhizo')).toHaveLength(2);
    expect(await db.select().from(people)).toHaveLength(1);
  });
});

describe('somebody without a blog', () => {
  test('needs no looking, and is in', async () => {
    const db = temporaryDatabase();
    const { id } = await startJoining(db, wish({ pasted: null }), NOON);
    expect(await claimJoinings(db, 10, NOON, LEASE_MS)).toEqual([]);
    expect(await completeJoining(db, id, NOON)).toMatchObject({ blog: 'none', person: { name: 'Ada' } });
  });

  test('may decide so before anything was found', async () => {
    const db = temporaryDatabase();
    const { id } = await startJoining(db, wish(), NOON);
    const [claimed] = await claimJoinings(db, 10, NOON, LEASE_MS);
    await confirmJoining(db, id, null);
    if (claimed) await recordFindings(db, claimed, { kind: 'found', findings });
    expect(await stateOf(db, id)).toBe('confirmed');
    expect(await completeJoining(db, id, NOON)).toMatchObject({ blog: 'none' });
  });

  test('who was invited as a facilitator is one', async () => {
    const db = temporaryDatabase();
    const { id } = await startJoining(db, wish({ pasted: null, role: 'facilitator' }), NOON);
    expect(await completeJoining(db, id, NOON)).toMatchObject({ membership: { role: 'facilitator' } });
  });

  test('who is known by the same address stays the same person, with the same name', async () => {
    const db = temporaryDatabase();
    const { person } = await seat(db, 'Ada', { cohort: 'alder' });
    const { id } = await startJoining(db, wish({ name: 'Another name', pasted: null }), NOON);
    expect((await completeJoining(db, id, NOON))?.person).toEqual(person);
  });
});

describe('an address to look at', () => {
  test('that led nowhere is told, and another can be typed', async () => {
    const db = temporaryDatabase();
    const { id } = await startJoining(db, wish({ pasted: 'typo.example' }), NOON);
    const [first] = await claimJoinings(db, 10, NOON, LEASE_MS);
    if (!first) throw new Error('nothing to look at');
    await recordFindings(db, first, { kind: 'failed', problem: 'There is no such site.' });
    expect(await findJoining(db, 'rhizo', id)).toMatchObject({
      state: 'failed',
      problem: 'There is no such site.',
    });
    await tryAnotherAddress(db, id, 'ada.example');
    expect(await findJoining(db, 'rhizo', id)).toMatchObject({ state: 'waiting', problem: null });
    expect(await claimJoinings(db, 10, NOON, LEASE_MS)).toMatchObject([{ id, pasted: 'ada.example' }]);
  });

  test('typed anew while the first is looked at is the one that counts', async () => {
    const db = temporaryDatabase();
    const { id } = await startJoining(db, wish({ pasted: 'first.example' }), NOON);
    const [first] = await claimJoinings(db, 10, NOON, LEASE_MS);
    await tryAnotherAddress(db, id, 'ada.example');
    const [second] = await claimJoinings(db, 10, NOON, LEASE_MS);
    if (!first || !second) throw new Error('nothing to look at');
    await recordFindings(db, first, { kind: 'failed', problem: 'of the first' });
    expect(await findJoining(db, 'rhizo', id)).toMatchObject({ state: 'waiting', problem: null });
    await recordFindings(db, second, { kind: 'found', findings });
    await recordFindings(db, first, { kind: 'failed', problem: 'of the first' });
    expect(await findJoining(db, 'rhizo', id)).toMatchObject({ state: 'found', findings, problem: null });
  });

  test('is not typed anew once the joining is confirmed', async () => {
    const db = temporaryDatabase();
    const id = await confirmed(db);
    await tryAnotherAddress(db, id, 'other.example');
    expect(await findJoining(db, 'rhizo', id)).toMatchObject({ state: 'confirmed', pasted: 'ada.example' });
  });

  test('is given to one of two who ask at once', async () => {
    const db = temporaryDatabase();
    for (let n = 0; n < 6; n += 1) await startJoining(db, wish({ email: `a${n}@example.org` }), later(n));
    const claims = await Promise.all([
      claimJoinings(db, 4, later(10), LEASE_MS),
      claimJoinings(db, 4, later(10), LEASE_MS),
      claimJoinings(db, 4, later(10), LEASE_MS),
    ]);
    expect(claims.map((claim) => claim.length).sort()).toEqual([0, 2, 4]);
    expect(new Set(claims.flat().map(({ id }) => id)).size).toBe(6);
  });

  test('is given again when its lease has run out, each time', async () => {
    const db = temporaryDatabase();
    await startJoining(db, wish(), NOON);
    const claimed = async (ms: number) => (await claimJoinings(db, 1, later(ms), LEASE_MS)).length;
    const claims = [];
    for (const ms of [0, 1, LEASE_MS - 1, LEASE_MS, LEASE_MS + 1, 2 * LEASE_MS - 1, 2 * LEASE_MS]) {
      claims.push(await claimed(ms));
    }
    expect(claims).toEqual([1, 0, 0, 1, 0, 0, 1]);
  });
});

describe('a joining', () => {
  test('is found in its own cohort alone', async () => {
    const db = temporaryDatabase();
    const { id } = await startJoining(db, wish(), NOON);
    expect(await findJoining(db, 'rhizo', id)).not.toBeNull();
    expect(await findJoining(db, 'alder', id)).toBeNull();
    expect(await findJoining(db, 'rhizo', `${id}x`)).toBeNull();
    expect(await completeJoining(db, `${id}x`, NOON)).toBeNull();
  });

  test('that is done is not confirmed once more with another blog', async () => {
    const db = temporaryDatabase();
    const id = await confirmed(db);
    await completeJoining(db, id, NOON);
    await confirmJoining(db, id, { feedUrl: 'https://other.example/feed', filing: 'everything' });
    expect(await findJoining(db, 'rhizo', id)).toMatchObject({ state: 'done', feedUrl: FEED });
  });

  test('is forgotten with the address in it when it is too old, and not before', async () => {
    const db = temporaryDatabase();
    await startJoining(db, wish(), NOON);
    await forgetOldJoinings(db, later(-1));
    expect(await db.select().from(joinings)).toHaveLength(1);
    await forgetOldJoinings(db, later(0));
    expect(await db.select().from(joinings)).toEqual([]);
  });
});
