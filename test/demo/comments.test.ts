import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { listRemarks } from '#core/conversations/remarks.ts';
import { weave } from '#core/conversations/weave.ts';
import { posts } from '#core/db/schema/feeds.ts';
import { cast } from '../../demo/cast.ts';
import { bring, makeWorld, pollDue } from '../aggregator/world.ts';
import { testCohort } from '../support/cohort.ts';
import { feedPaths, NOON, startWorld } from './world.ts';

const PEOPLE = ['amina', 'dilys', 'maeve', 'tomasz'];

test('what people say on each other’s blogs stands under the posts, as theirs where that is certain', async () => {
  const blogs = await startWorld(PEOPLE);
  const world = makeWorld();
  world.set(NOON);
  for (const name of PEOPLE) {
    const person = cast.find((each) => each.name === name);
    await bring(world, blogs.originOf(name) + feedPaths[name], { name: person?.author });
  }
  await pollDue(world);
  await weave(world.db, testCohort(), 'https://potluck.example', NOON);
  await pollDue(world);

  const saidUnder = async (title: string) => {
    const [post] = await world.db.select({ id: posts.id }).from(posts).where(eq(posts.title, title));
    const remarks = await listRemarks(world.db, 'rhizo', [post?.id ?? 0]);
    return remarks.map(({ author, member }) => [author, member?.name ?? null]);
  };
  expect(await saidUnder('First day in a hairnet')).toEqual([
    ['maeve bakes', 'Maeve Doyle'],
    ['Bethan', null],
    ['Dilys Pritchard', 'Dilys Pritchard'],
  ]);
  // Without the snippet of the post that links there, which is an answer by itself.
  expect(await saidUnder('Where do I put my coat')).toEqual([
    ['Femi’s mum', null],
    ['Tomasz Wisniewski', 'Tomasz Wiśniewski'],
  ]);
  await blogs.close();
});
