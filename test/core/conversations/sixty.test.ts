import { and, eq, isNotNull, ne } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Db } from '#core/db/open.ts';
import { answers, links } from '#core/db/schema/conversations.ts';
import { filings } from '#core/db/schema/issues.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { type CoursePost, makeCourse } from './sixty/course.ts';
import { DECOYS } from './sixty/decoys.ts';
import { play } from './sixty/play.ts';
import { SPELLINGS } from './sixty/spellings.ts';

/** One run's choice of who answers whom; any other should do as well. */
const SEED = 60;

/** Which posts belong together, each as “this one to that one”. */
interface Understanding {
  answers: Set<string>;
  'stands under': Set<string>;
  'is of the conversation': Set<string>;
}

test('sixty people who link to each other in every sloppy way are understood, and nothing is invented', async () => {
  const db = temporaryDatabase();
  const course = makeCourse(SEED);
  const posts = course.posts.filter(({ cohort }) => cohort === 'rhizo');
  expect(posts.length).toBeGreaterThan(300);
  expect(unused(posts)).toEqual([]);
  await play(db, course);

  const [known, found] = [meant(posts), await understood(db)];
  expect(known.answers.size).toBeGreaterThan(300);
  for (const what of ['answers', 'stands under', 'is of the conversation'] as const) {
    const right = known[what].intersection(found[what]).size;
    const [precision, recall] = [right / found[what].size, right / known[what].size];
    console.log(`${what}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
    expect(named(known[what].difference(found[what]), course.posts)).toEqual([]);
    expect(named(found[what].difference(known[what]), course.posts)).toEqual([]);
    expect([precision, recall]).toEqual([1, 1]);
  }
  const silent = await db
    .select({ url: links.url })
    .from(answers)
    .innerJoin(links, and(eq(links.postId, answers.postId), eq(links.position, answers.position)))
    .where(and(eq(links.isReply, false), ne(links.quote, 'I think of this often.')));
  expect(silent).toEqual([]);
}, 60_000);

/** The spellings and decoys that nobody in the course uses: they would prove nothing. */
function unused(posts: CoursePost[]): string[] {
  const used = new Set(posts.flatMap((post) => [...post.links, ...post.declares].map(({ how }) => how)));
  return [...Object.keys(SPELLINGS), ...Object.keys(DECOYS)].filter((how) => !used.has(how));
}

function pair(post: number, other: number): string {
  return `${post} to ${other}`;
}

function meant(posts: CoursePost[]): Understanding {
  const pairs = (others: (post: CoursePost) => CoursePost[]) =>
    new Set(posts.flatMap((post) => others(post).map(({ id }) => pair(post.id, id))));
  const beginningOf = ({ answers: [first], ...post }: CoursePost): number =>
    first ? beginningOf(first) : post.id;
  return {
    answers: pairs((post) => post.answers),
    'stands under': pairs((post) => post.answers.slice(0, 1)),
    'is of the conversation': new Set(posts.map((post) => pair(post.id, beginningOf(post)))),
  };
}

async function understood(db: Db): Promise<Understanding> {
  const filed = await db
    .select()
    .from(filings)
    .where(and(eq(filings.cohort, 'rhizo'), isNotNull(filings.conversationId)));
  const answered = await db.select().from(answers);
  return {
    answers: new Set(answered.map(({ postId, answersId }) => pair(postId, answersId))),
    'stands under': new Set(
      filed.flatMap(({ postId, parentId }) => (parentId === null ? [] : [pair(postId, parentId)])),
    ),
    'is of the conversation': new Set(
      filed.map(({ postId, conversationId }) => pair(postId, conversationId ?? postId)),
    ),
  };
}

/** With what one needs to see why. */
function named(pairs: Set<string>, posts: CoursePost[]): string[] {
  return [...pairs].map((each) => {
    const [post, other] = each.split(' to ').map((id) => posts[Number(id) - 1]);
    const said = [...(post?.declares ?? []), ...(post?.links ?? [])].map(({ how, url }) => `${how}: ${url}`);
    return `${post?.url} to ${other?.url} (${other?.cohort}) with ${said.slice(0, 10).join(', ')}`;
  });
}
