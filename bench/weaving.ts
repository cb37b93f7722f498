import { findCohort } from '#core/cohorts.ts';
import { listConversations } from '#core/conversations/conversations.ts';
import { findThread } from '#core/conversations/threads.ts';
import { weave } from '#core/conversations/weave.ts';
import type { Connection } from '#core/db/connection.ts';
import { connectionOf, openDatabase } from '#core/db/open.ts';
import { BEGINNING, COHORT, contentIn, databaseIn, SITE_URL } from './cohort.ts';
import { conversation, countPeople, coursePosts } from './course.ts';
import type { WeavingCost } from './figures.ts';
import { endWithParent } from './process.ts';
import { storePosts } from './store-course.ts';
import { expectCount, measure } from './workloads.ts';

// What a course that is woven costs its aggregator and its site: one new post after the other, and what pages show.

export type WeavingReply = { kind: 'ready' } | { kind: 'done'; cost: WeavingCost };

/** Woven anew, as all are when provocations change. */
const ANEW = 1_000;
/** One after the other, after some to warm up. */
const NEW_POSTS = 200;
const WARMING = 50;
const READINGS = 200;
/** What a page of conversations lists, and how long a thread may well become. */
const LISTED = 20;
const THREAD = 50;

const [folder = '', postsAsked] = process.argv.slice(2);
const posts = Number(postsAsked);
const people = countPeople(posts);

const db = openDatabase(databaseIn(folder));
const found = await findCohort(contentIn(folder), COHORT);
if (found?.kind !== 'cohort') throw new Error('The cohort of the benchmark cannot be read.');
const { cohort } = found;

async function weaveAll(expected: number): Promise<number> {
  const { cpuMs } = await measure(async () => {
    expectCount('posts woven', await weave(db, cohort, SITE_URL, BEGINNING), expected);
    return expected;
  });
  return cpuMs;
}

/** The newest of the course. It was stored as woven without having been, so this shows too whether it was so. */
async function weaveAnew(): Promise<number> {
  const { sqlite } = connectionOf(db);
  const before = countWoven(sqlite);
  sqlite.prepare('UPDATE filings SET is_woven = 0 WHERE post_id > ?').run(posts - ANEW);
  const cpuMs = await weaveAll(ANEW);
  const after = countWoven(sqlite);
  for (const [what, count] of Object.entries(after)) expectCount(what, count, before[what] ?? 0);
  return cpuMs / ANEW;
}

function countWoven(sqlite: Connection['sqlite']): Record<string, number> {
  const count = (rows: string) => Number(sqlite.prepare(`SELECT count(*) FROM ${rows}`).pluck().get());
  return {
    links: count('links'),
    quotes: count("links WHERE quote <> ''"),
    addresses: count('post_addresses'),
    answers: count('answers'),
    'posts that stand under another': count('filings WHERE parent_id IS NOT NULL'),
    conversations: count('conversations'),
    'posts of conversations': count('filings JOIN conversations ON root_id = conversation_id'),
    mentions: count('mentions'),
    'shared pages': count('shared_pages'),
  };
}

/** Each by itself, as they come. */
async function weaveNew(from: number, count: number): Promise<number> {
  let cpuMs = 0;
  for (let id = from; id < from + count; id += 1) {
    storePosts(db, coursePosts(id, id, people));
    cpuMs += await weaveAll(1);
  }
  return cpuMs / count;
}

async function read(reading: () => Promise<void>): Promise<number> {
  for (let warming = 0; warming < WARMING; warming += 1) await reading();
  const { cpuMs } = await measure(async () => {
    for (let time = 0; time < READINGS; time += 1) await reading();
    return READINGS;
  });
  return cpuMs / READINGS;
}

async function readList(): Promise<void> {
  expectCount('conversations', (await listConversations(db, COHORT, LISTED)).length, LISTED);
}

async function readThread(rootId: number): Promise<void> {
  const thread = await findThread(db, COHORT, rootId);
  const shown = thread?.branches.flatMap(({ top, rest }) => [top, ...rest]) ?? [];
  expectCount('posts of the thread', 1 + shown.length, THREAD);
}

process.on('message', async () => {
  const anewMs = await weaveAnew();
  await weaveNew(posts + 1, WARMING);
  const oneMs = await weaveNew(posts + WARMING + 1, NEW_POSTS);
  const rootId = posts + WARMING + NEW_POSTS + 1;
  storePosts(db, conversation(rootId, THREAD, people));
  await weaveAll(THREAD);
  const listMs = await read(readList);
  const threadMs = await read(() => readThread(rootId));
  const peakMb = process.resourceUsage().maxRSS / 1_024;
  const cost = { posts, anewMs, oneMs, listMs, threadMs, peakMb };
  process.send?.({ kind: 'done', cost } satisfies WeavingReply);
});
endWithParent();
process.send?.({ kind: 'ready' } satisfies WeavingReply);
