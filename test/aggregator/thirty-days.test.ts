import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { eq, ne } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { removeBlog } from '#core/blogs.ts';
import { closeDatabase, connectionOf, openDatabase } from '#core/db/open.ts';
import { feeds } from '#core/db/schema/feeds.ts';
import type { Feed } from '#core/feeds.ts';
import { readRetryAfter } from '../../aggregator/feeds/schedule.ts';
import { seeded } from '../../bench/random.ts';
import { DAY, HOUR, later, MINUTE, NOON } from '../support/participants.ts';
import {
  type Answer,
  type BadFeedServer,
  MISBEHAVIOURS,
  type Misbehaviour,
  type Seen,
  startBadFeedServer,
  type Visit,
} from './bad-feed-server.ts';
import { bring, type Item, makeWorld, pollDue, post, postsOf, rss, type World } from './world.ts';

const DAYS = 30;
/** What is due in the meantime is polled together, as one by one would take too long here. */
const STEP = 20 * MINUTE;
const PEOPLE = 7;
const SEED = 20270112;

/** A blog that posts and edits by the clock, at a server that knows its manners. */
interface Living {
  path: string;
  /** Between its posts, in hours. */
  pace: number;
  manner: 'both' | 'etag' | 'last-modified' | 'gzip' | 'wishes' | 'silent';
}

const LIVING: Living[] = Array.from({ length: 18 }, (_, at) => ({
  path: `/blog/${at}`,
  pace: [5, 11, 30, 75, 170, 400][at % 6] ?? 30,
  manner:
    (['both', 'etag', 'last-modified', 'gzip', 'wishes', 'silent'] as const)[Math.floor(at / 3)] ?? 'both',
}));

/** All that its posts ever were until now, newest first; every third is edited a day and a half later. */
function postsBy({ path, pace }: Living, now: Date): (Item & { at: number })[] {
  const past = (now.getTime() - later(-2 * DAY).getTime()) / HOUR;
  const count = Math.floor(past / pace) + 1;
  return Array.from({ length: count }, (_, at) => {
    const age = past - at * pace;
    const isEdited = at % 3 === 0 && age > 36;
    return {
      ...post(`${path.slice(1)}/${at}`, { date: new Date(now.getTime() - age * HOUR) }),
      html: isEdited ? `<p>Mended words of ${at}.</p>` : `<p>Words of ${at}.</p>`,
      at: now.getTime() - (isEdited ? age - 36 : age) * HOUR,
    };
  }).reverse();
}

/** A feed carries the ten newest. */
const answerOf =
  (living: Living): Misbehaviour =>
  (visit) => {
    const posts = postsBy(living, visit.now).slice(0, 10);
    const lastModified = new Date(Math.max(...posts.map(({ at }) => at))).toUTCString();
    const wishes = '<ttl>180</ttl><skipHours><hour>2</hour><hour>3</hour></skipHours>';
    const body = rss(posts).replace('<item>', `${living.manner === 'wishes' ? wishes : ''}<item>`);
    const etag = `W/"${createHash('sha1').update(body).digest('hex')}"`;
    switch (living.manner) {
      case 'both':
        return unlessMatched(visit, body, {
          etag,
          'last-modified': lastModified,
          'cache-control': 'max-age=7200',
        });
      case 'etag':
      case 'wishes':
        return unlessMatched(visit, body, { etag });
      case 'last-modified':
        return unlessMatched(visit, body, { 'last-modified': lastModified, expires: '0' });
      case 'gzip':
        return unlessMatched(visit, gzipSync(body), { etag, 'content-encoding': 'gzip' });
      case 'silent':
        return { body };
    }
  };

function unlessMatched({ headers }: Visit, body: string | Uint8Array, given: Record<string, string>): Answer {
  const isSame =
    headers['if-none-match'] === given.etag && headers['if-modified-since'] === given['last-modified'];
  return isSame ? { status: 304, headers: given } : { headers: given, body };
}

/** Blogs that are well but for the odd day. */
const HICCUPS: Record<string, Misbehaviour> = {
  '/slow-at-first': (visit) => (visit.times < 2 ? hurryless(visit) : fine(visit)),
  '/broken-in-between': (visit) => (visit.times % 20 === 7 ? { status: 500, body: 'Oh.' } : fine(visit)),
  '/moved-for-a-night': (visit) =>
    visit.times < 2 ? { status: 301, headers: { location: visit.url('/both') } } : fine(visit),
  '/withdrawn': (visit) => fine(visit),
  // To a server that has feeds of its own.
  '/at-a-busy-place': ({ url }) => ({ status: 302, headers: { location: url('/etag-only', 'blog-3') } }),
  '/busy-day': ({ times, ...visit }) =>
    times > 40 && times < 44
      ? { status: 429, headers: { 'retry-after': '40000' } }
      : fine({ times, ...visit }),
};
const fine: Misbehaviour = (visit) => unlessMatched(visit, rss([post('only')]), { etag: '"fine"' });
const hurryless: Misbehaviour = () => ({ wire: () => {} });

const BAD = [
  ...[
    '/etag-changes-lm-same',
    '/304-no-validators',
    '/304-new-etag',
    '/200-same-body-new-etag',
    '/weak-etag',
  ],
  ...[
    '/unquoted-etag',
    '/expires-0',
    '/301',
    '/308',
    '/302',
    '/307',
    '/301-then-302',
    '/301-to-html',
    '/loop',
  ],
  ...[
    '/hops/5',
    '/hops/6',
    '/cross-origin',
    '/to-private',
    '/404',
    '/410',
    '/429-sec',
    '/429-date',
    '/429-none',
  ],
  ...[
    '/429-huge',
    '/503-ra',
    '/500',
    '/401',
    '/403-cf',
    '/200-html',
    '/empty',
    '/truncated',
    '/short-length',
  ],
  ...['/bad-gzip', '/guid-change', '/edit-big', '/set-cookie'],
];

/** Several blogs of one server, one of which makes it weary of us now and then. */
const SHARED = ['/429-date', '/both', '/blog/0', '/blog/5', '/503-ra'];

interface Life {
  server: BadFeedServer;
  /** Every feed that was ever brought, by its first address. */
  brought: Map<string, Feed>;
  world: World;
  polls: number;
  restarts: { before: number; after: number }[];
  withdrawnAt: number;
  heldAgainst: string[];
}

async function liveThirtyDays(): Promise<Life> {
  const random = seeded(SEED);
  const routes = Object.fromEntries(LIVING.map((living) => [living.path, answerOf(living)]));
  let world: World;
  const server = await startBadFeedServer(() => world.now(), { ...routes, ...HICCUPS });
  const open = (db?: World['db']) => {
    const made = makeWorld({
      db,
      fetching: { resolve: server.resolve, deadlineMs: 1_500, maxBytes: 1_000_000 },
    });
    made.random = random;
    made.userAgent = (readers) => `Potluck/0.1 (+https://potluck.example/; ${readers} subscribers)`;
    return made;
  };
  world = open();

  const urls = [
    ...[...Object.keys(HICCUPS), ...BAD, ...LIVING.map(({ path }) => path)].map((path) => server.url(path)),
    ...SHARED.map((path) => server.url(path, 'shared')),
  ];
  const brought = new Map<string, Feed>();
  let withdraw = async () => {};
  for (const [at, url] of urls.entries()) {
    const { feed, blog, membership } = await bring(world, url, { name: `Person ${at % PEOPLE}` });
    brought.set(url, feed);
    if (url.endsWith('/withdrawn')) withdraw = () => removeBlog(world.db, membership, blog.id);
  }

  const restartsAt = Array.from({ length: 10 }, () => random() * DAYS * DAY).sort((a, b) => a - b);
  const restarts: Life['restarts'] = [];
  const cutFrom = 12 * DAY + 3 * HOUR;
  const cutUntil = cutFrom + 6 * HOUR;
  let withdrawnAt = 0;
  let polls = 0;
  let before: string[] | null = null;
  let heldAgainst: string[] | null = null;

  for (let passed = 0; passed < DAYS * DAY; passed = world.now().getTime() - NOON.getTime()) {
    if (withdrawnAt === 0 && passed >= 10 * DAY) {
      await withdraw();
      withdrawnAt = server.requests.length;
    }
    if (before === null && passed >= cutFrom) {
      before = await reputations(world);
      await server.cutOff();
    }
    if (heldAgainst === null && passed >= cutUntil) {
      const after = await reputations(world);
      heldAgainst = after.filter((reputation, at) => reputation !== before?.[at]);
      server.restore();
    }
    polls += (await pollDue(world)).length;
    if (passed >= (restartsAt[0] ?? Number.POSITIVE_INFINITY)) {
      restartsAt.shift();
      const present = world.now();
      const asked = server.requests.length;
      world = open(openBeside(world));
      world.set(present);
      await pollDue(world);
      restarts.push({ before: asked, after: server.requests.length });
    }
    const [next] = await world.db
      .select({ at: feeds.nextCheckAt })
      .from(feeds)
      .where(ne(feeds.state, 'gone'))
      .orderBy(feeds.nextCheckAt)
      .limit(1);
    world.set(new Date(Math.max(next?.at.getTime() ?? 0, world.now().getTime() + STEP)));
  }
  return { server, brought, world, polls, restarts, withdrawnAt, heldAgainst: heldAgainst ?? ['no outage'] };
}

function openBeside({ db }: World): World['db'] {
  const other = openDatabase(`file:${connectionOf(db).sqlite.name}`);
  onTestFinished(() => closeDatabase(other));
  return other;
}

/** What would tell the author of a feed that it is in trouble, and keep us from asking. */
async function reputations({ db }: World): Promise<string[]> {
  const all = await db.select().from(feeds).orderBy(feeds.id);
  return all.map(({ url, state, problem, failures, troubledSince, goneSince }) =>
    JSON.stringify({ url, state, problem, failures, troubledSince, goneSince }),
  );
}

const addressOf = ({ host, path }: Seen) => `${host}${path}`;
const describeSeen = (seen: Seen) => `${seen.at.toISOString()} ${addressOf(seen)}`;
const isGiven = ({ given }: Seen) => given.etag !== undefined || given['last-modified'] !== undefined;
/** The second try of a poll whose answer was compressed badly. */
const isSecondTry = ({ headers }: Seen) => headers['accept-encoding'] === 'identity';

/** What went against a rule; nothing, if all is well. */
type Rule = (requests: Seen[]) => string[];

/** For rules on all requests to one address. */
const byAddress =
  (rule: Rule): Rule =>
  (requests) =>
    [...Map.groupBy(requests, addressOf).values()].flatMap(rule);

const each =
  (isWrong: (seen: Seen) => boolean): Rule =>
  (requests) =>
    requests.filter(isWrong).map(describeSeen);

const oneUnconditional = byAddress((requests) => {
  const given = requests.findIndex((seen) => seen.status === 200 && isGiven(seen));
  if (given < 0) return [];
  const asked = requests.slice(given + 1);
  return asked
    .filter(({ headers }) => !('if-none-match' in headers) && !('if-modified-since' in headers))
    .map(describeSeen);
});

const validatorsToTheByte = byAddress((requests) => {
  let last: Record<string, string> = {};
  const wrong: string[] = [];
  for (const seen of requests) {
    const { headers, status, given } = seen;
    if (headers['if-none-match'] !== last.etag || headers['if-modified-since'] !== last['last-modified']) {
      wrong.push(describeSeen(seen));
    }
    if (status === 200) last = given;
    if (status === 304) last = { ...last, ...given };
  }
  return wrong;
});

const anHourApart = byAddress((requests) => {
  const polls = requests.filter((seen) => !isSecondTry(seen));
  return polls
    .filter(({ at }, nth) => at.getTime() - (polls[nth - 1]?.at.getTime() ?? 0) < HOUR)
    .map(describeSeen);
});

/** Nothing more comes from `same` until the time that a refusal gave has passed; a week is enough for everybody. */
const retryAfterKept =
  (status: number, same: (seen: Seen) => string): Rule =>
  (requests) => {
    const until = new Map<string, number>();
    return requests.flatMap((seen) => {
      const { at, given } = seen;
      const isTooEarly = at.getTime() < (until.get(same(seen)) ?? 0);
      if (seen.status === status && given['retry-after'] !== undefined) {
        const pause = Math.min(readRetryAfter(given['retry-after'], at), 7 * DAY);
        until.set(same(seen), at.getTime() + pause);
      }
      return isTooEarly ? [describeSeen(seen)] : [];
    });
  };

const goneForGood = byAddress((requests) => {
  const [first, second, ...more] = requests.filter(({ status }) => status === 410);
  if (!first) return [];
  const isConfirmed = second && second.at.getTime() - first.at.getTime() >= DAY;
  return [...(isConfirmed ? [] : [describeSeen(first)]), ...more.map(describeSeen)];
});

test('thirty days among sixty blogs and servers of every make, scored by the rules that feed hosts publish', async () => {
  const { server, brought, world, polls, restarts, withdrawnAt, heldAgainst } = await liveThirtyDays();
  const { requests } = server;
  const now = async (path: string, host?: string) => {
    const id = brought.get(server.url(path, host))?.id ?? 0;
    const [feed] = await world.db.select().from(feeds).where(eq(feeds.id, id));
    if (!feed) throw new Error(`Nobody brought ${path}.`);
    return feed;
  };

  /** A feed is asked at its old address until it was told of the new one often and long enough; never later. */
  const adopted = async (path: string, target: string) => {
    const old = server.requestsTo(path);
    const span = (old.at(-1)?.at.getTime() ?? 0) - (old[0]?.at.getTime() ?? 0);
    const { url } = await now(path);
    const isRight =
      url === server.url(target, path.slice(1)) && old.length >= 3 && span >= DAY && span < 3 * DAY;
    return isRight ? [] : [`${path} is at ${url} after ${old.length} sightings`];
  };
  const kept = async (path: string) => {
    const { url } = await now(path);
    return url === server.url(path) ? [] : [`${path} is at ${url}`];
  };
  const all = async (paths: string[], rule: (path: string) => Promise<string[]>) =>
    (await Promise.all(paths.map(rule))).flat();

  const known = new Set([
    ...[...brought.keys()].map((url) => new URL(url).pathname),
    ...[
      '/both',
      '/etag-only',
      '/302',
      '/200-html',
      '/loop/back',
      ...[0, 1, 2, 3, 4, 5].map((hop) => `/hops/${hop}`),
    ],
  ]);
  const score: [string, string[]][] = [
    ['one unconditional request a feed', oneUnconditional(requests)],
    ['validators as last given, to the byte', validatorsToTheByte(requests)],
    ['an hour at least between two polls', anHourApart(requests)],
    ['no cookie', each(({ headers }) => 'cookie' in headers)(requests)],
    ['no referer', each(({ headers }) => 'referer' in headers)(requests)],
    ['no query added', each(({ path }) => !known.has(path))(requests)],
    [
      'name, address and readers in the User-Agent',
      each(
        ({ headers }) =>
          headers['user-agent'] !== `Potluck/0.1 (+https://potluck.example/; ${PEOPLE} subscribers)`,
      )(requests),
    ],
    ['Retry-After of 429 kept, for the whole host', retryAfterKept(429, ({ host }) => host)(requests)],
    ['Retry-After of 503 kept, for the feed', retryAfterKept(503, addressOf)(requests)],
    [
      'one request at a time for each host',
      server.mostAtOnce() === 1 ? [] : [`${server.mostAtOnce()} at once`],
    ],
    ['410 confirmed a day later, then silence', goneForGood(requests)],
    [
      '301 adopted after 3 sightings and a day',
      await all(['/301', '/308'], (path) => adopted(path, '/both')),
    ],
    ['301 then 302: adopted as far as it is for good', await adopted('/301-then-302', '/302')],
    ['301 to a page, or for a night: not adopted', await all(['/301-to-html', '/moved-for-a-night'], kept)],
    ['302 and 307 never adopted', await all(['/302', '/307', '/cross-origin'], kept)],
    [
      'a withdrawn blog is never asked again',
      requests
        .slice(withdrawnAt)
        .filter(({ path }) => path === '/withdrawn')
        .map(describeSeen),
    ],
    [
      'ten restarts, no request more',
      restarts.length === 10
        ? restarts.flatMap(({ before, after }) => (after > before ? [`${after - before}`] : []))
        : ['fewer'],
    ],
    ['six hours without a line, held against nobody', heldAgainst],
  ];

  // Nothing of this is kept only because it was never put to the test.
  const count = (isOne: (seen: Seen) => boolean) => requests.filter(isOne).length;
  const answered = (status: number) => count((seen) => seen.status === status);
  const answers = [200, 304, 301, 302, 410, 429, 503, 500].map((status) => `${answered(status)} × ${status}`);
  for (const status of [304, 301, 302, 429, 503]) expect(answered(status)).toBeGreaterThan(10);
  expect(answered(410)).toBe(2);
  expect(count(({ path, at }) => path === '/withdrawn' && at < later(10 * DAY))).toBeGreaterThan(20);

  const well = (await world.db.select().from(feeds)).filter(({ state }) => state === 'well').length;
  console.log(
    [
      '',
      `${brought.size} feeds, ${DAYS} days, ${polls} polls, ${requests.length} requests, ${well} feeds well at the end`,
      `answers: ${answers.join(', ')}`,
      ...score.map(
        ([rule, wrong]) =>
          `${rule.padEnd(48)} ${wrong.length === 0 ? 'kept' : `broken ${wrong.length} times`}`,
      ),
    ].join('\n'),
  );
  expect(Object.fromEntries(score.map(([rule, wrong]) => [rule, wrong.slice(0, 5)]))).toEqual(
    Object.fromEntries(score.map(([rule]) => [rule, []])),
  );

  // What all the asking was for: each post is there, once, with its latest words.
  for (const living of LIVING) {
    const feed = await now(living.path);
    const posts = await postsOf(world, feed);
    const written = postsBy(living, feed.checkedAt ?? NOON);
    expect(posts.length).toBe(new Set(posts.map(({ identity }) => identity)).size);
    const missing = postsBy(living, NOON).length > 10 ? postsBy(living, NOON).length - 10 : 0;
    expect([living.path, posts.length]).toEqual([living.path, written.length - missing]);
    const newest = Object.fromEntries(posts.map(({ title, text }) => [title, text]));
    for (const { title, html } of written.slice(0, 10)) expect(newest[title ?? '']).toBe(html?.slice(3, -4));
  }
  expect(
    new Set(Object.keys(MISBEHAVIOURS)).isSupersetOf(
      new Set(BAD.filter((path) => !path.startsWith('/hops/'))),
    ),
  ).toBe(true);
}, 60_000);
