import { describe, expect, test } from 'vitest';
import { type Blog, changeFiling, removeBlog } from '#core/blogs.ts';
import { listBlogsToFile } from '#core/blogs-to-file.ts';
import type { Cohort } from '#core/cohorts.ts';
import { weave } from '#core/conversations/weave.ts';
import { answers } from '#core/db/schema/conversations.ts';
import { filings } from '#core/db/schema/issues.ts';
import type { Membership } from '#core/memberships.ts';
import { mute } from '#core/order/mutes.ts';
import { listPosts } from '#core/posts-in-cohort.ts';
import { fileWaitingBlogs } from '../../../aggregator/feeds/file.ts';
import { publish } from '../../../aggregator/publish.ts';
import { cohortFiles, testCohort } from '../../support/cohort.ts';
import { DAY, HOUR, later, seat } from '../../support/participants.ts';
import { bring, type Item, makeWorld, pollAgain, pollDue, post, rss, serve, type World } from '../world.ts';
import { send } from './blog-server.ts';

/** A cohort with a tag and a first day of its own. */
function cohortOf(slug: string, tag: string, starts = '2027-01-11'): Cohort {
  const file = (cohortFiles['cohort.md'] ?? '')
    .replace(/tag: .*/, `tag: ${tag}`)
    .replace(/starts: .*/, `starts: ${starts}`);
  return testCohort({ 'cohort.md': file }, slug);
}

async function startFeed(items: Item[]) {
  const routes = { '/feed': send(rss(items)) };
  const server = await serve(routes);
  return {
    url: `${server.url}/feed`,
    change: (next: Item[]) => {
      routes['/feed'] = send(rss(next));
    },
  };
}

async function titles(world: World, cohort = 'rhizo'): Promise<(string | null)[]> {
  return (await listPosts(world.db, cohort, 100)).map(({ title }) => title).sort();
}

const fileWaiting = (world: World) => fileWaitingBlogs(world.db, world.findCohort, world.now());

describe('the posts of a blog', () => {
  test('that are filed by tag: a category or a hashtag, in capitals or not', async () => {
    const world = makeWorld();
    const { url } = await startFeed([
      post('category', { tags: ['kitchen', 'Rhizo27'] }),
      post('hash category', { tags: ['#rhizo27'] }),
      post('in the title', { title: 'in the title #RHIZO27' }),
      post('in the text', { html: '<p>For #rhizo27, with love.</p>' }),
      post('another tag', { tags: ['rhizo271', 'rhizo'] }),
      post('only the word', { html: '<p>rhizo27 without a hash, and #rhizo271</p>' }),
      post('no tag'),
    ]);
    await bring(world, url, { filing: 'tag' });
    await pollDue(world);
    expect(await titles(world)).toEqual([
      'category',
      'hash category',
      'in the text',
      'in the title #RHIZO27',
    ]);
  });

  test('that are all for the course, whatever their tags', async () => {
    const world = makeWorld();
    const { url } = await startFeed([post('one', { tags: ['kitchen'] }), post('two')]);
    await bring(world, url);
    await pollDue(world);
    expect(await titles(world)).toEqual(['one', 'two']);
  });

  test('from before the course stay out, to the minute, in the cohort’s time zone; those without a date come in', async () => {
    const world = makeWorld();
    const { url } = await startFeed([
      post('before', { date: '2027-01-10T22:59:00Z' }),
      post('at midnight', { date: '2027-01-10T23:00:00Z' }),
      post('undated', { date: undefined }),
      post('of 2003', { date: '2003-05-05T05:05:05Z' }),
    ]);
    await bring(world, url);
    await pollDue(world);
    expect(await titles(world)).toEqual(['at midnight', 'undated']);
  });

  test('of the time between joining and the first day come in', async () => {
    const world = makeWorld({ cohorts: [cohortOf('rhizo', 'rhizo27', '2027-02-01')] });
    const { url } = await startFeed([
      post('early bird', { date: later(DAY) }),
      post('before joining', { date: later(-HOUR) }),
    ]);
    await bring(world, url);
    world.pass(2 * DAY);
    await pollDue(world);
    expect(await titles(world)).toEqual(['early bird']);
  });

  test('go into each of two cohorts as their author chose there', async () => {
    const world = makeWorld({ cohorts: [cohortOf('rhizo', 'rhizo27'), cohortOf('pots', 'pots27')] });
    const { url } = await startFeed([
      post('for rhizo', { tags: ['rhizo27'] }),
      post('for pots', { tags: ['pots27'] }),
      post('for both', { tags: ['rhizo27', 'pots27'] }),
      post('for nobody'),
    ]);
    await bring(world, url, { filing: 'tag' });
    await bring(world, url, { cohort: 'pots' });
    expect(await pollDue(world)).toHaveLength(1);
    expect(await titles(world)).toEqual(['for both', 'for rhizo']);
    expect(await titles(world, 'pots')).toEqual(['for both', 'for nobody', 'for pots', 'for rhizo']);
  });

  test('come in when their author adds the tag, and leave with it, until an issue has carried them', async () => {
    const world = makeWorld();
    const tagged = (slug: string) => post(slug, { tags: ['rhizo27'] });
    const feed = await startFeed([post('late'), tagged('early')]);
    await bring(world, feed.url, { filing: 'tag' });
    await pollDue(world);
    expect(await titles(world)).toEqual(['early']);
    feed.change([tagged('late'), post('early')]);
    await pollAgain(world);
    expect(await titles(world)).toEqual(['late']);
    await publish(world.db, testCohort(), '2027-01-12', world.now());
    feed.change([post('late'), post('early')]);
    await pollAgain(world);
    expect(await titles(world)).toEqual(['late']);
  });
});

describe('blogs that wait to be filed', () => {
  test('a blog added on a feed that we know gets the posts we have', async () => {
    const world = makeWorld({ cohorts: [cohortOf('rhizo', 'rhizo27'), cohortOf('pots', 'pots27')] });
    const { url } = await startFeed([post('one'), post('two', { tags: ['pots27'] })]);
    await bring(world, url);
    await pollDue(world);
    world.pass(HOUR / 2);
    await bring(world, url, { cohort: 'pots', filing: 'tag' });
    expect(await titles(world, 'pots')).toEqual([]);
    await fileWaiting(world);
    expect(await titles(world, 'pots')).toEqual(['two']);
    expect(await titles(world)).toEqual(['one', 'two']);
    expect(await listBlogsToFile(world.db)).toEqual([]);
  });

  test('an author who changes the filing has their posts filed anew, except what an issue has carried', async () => {
    const world = makeWorld();
    const feed = await startFeed([post('carried')]);
    const { membership, blog } = await bring(world, feed.url);
    await pollDue(world);
    await fileWaiting(world);
    await publish(world.db, testCohort(), '2027-01-12', world.now());
    feed.change([post('plain'), post('tagged', { tags: ['rhizo27'] }), post('carried')]);
    await pollAgain(world);
    expect(await titles(world)).toEqual(['carried', 'plain', 'tagged']);

    await changeFiling(world.db, membership, blog.id, 'tag');
    await fileWaiting(world);
    expect(await titles(world)).toEqual(['carried', 'tagged']);

    await changeFiling(world.db, membership, blog.id, 'everything');
    await fileWaiting(world);
    expect(await titles(world)).toEqual(['carried', 'plain', 'tagged']);
    world.pass(DAY);
    expect(await publish(world.db, testCohort(), '2027-01-13', world.now())).toMatchObject({ posts: 2 });
  });

  test('an author who changes it again in the middle of the filing is heard', async () => {
    const world = makeWorld();
    const { url } = await startFeed([post('plain')]);
    const { membership, blog } = await bring(world, url, { filing: 'tag' });
    await pollDue(world);
    const findCohort: World['findCohort'] = async (slug) => {
      await changeFiling(world.db, membership, blog.id, 'everything');
      return world.findCohort(slug);
    };
    await fileWaitingBlogs(world.db, findCohort, world.now());
    expect(await titles(world)).toEqual([]);
    await fileWaiting(world);
    expect(await titles(world)).toEqual(['plain']);
  });

  test('an author who is muted, or takes the blog away, in the middle of the filing is kept out', async () => {
    const world = makeWorld();
    const host = await seat(world.db, 'Hanna', { role: 'facilitator' });
    const doing = {
      Mira: (membership: Membership) =>
        mute(
          world.db,
          { cohort: 'rhizo', membershipId: membership.id, blogId: null },
          { reason: 'Advertisements.', hidesAll: false },
          host.membership.id,
          world.now(),
        ),
      Olu: (membership: Membership, blog: Blog) => removeBlog(world.db, membership, blog.id),
    };
    for (const [name, act] of Object.entries(doing)) {
      const { url } = await startFeed([post(`by ${name}`)]);
      const { membership, blog } = await bring(world, url, { name, filing: 'tag' });
      await pollDue(world);
      await changeFiling(world.db, membership, blog.id, 'everything');
      const findCohort: World['findCohort'] = async (slug) => {
        await act(membership, blog);
        return world.findCohort(slug);
      };
      await fileWaitingBlogs(world.db, findCohort, world.now());
    }
    const filed = await world.db.select({ blogId: filings.blogId }).from(filings);
    expect(filed).toEqual([]);
  });

  test('a blog of a cohort that can’t be read just now waits, and the others don’t', async () => {
    const world = makeWorld({ cohorts: [testCohort()] });
    const pots = await startFeed([post('for pots')]);
    const rhizo = await startFeed([post('for rhizo')]);
    await bring(world, pots.url, { name: 'Polly', cohort: 'pots' });
    await bring(world, rhizo.url);
    await pollDue(world);
    await fileWaiting(world);
    expect(await titles(world)).toEqual(['for rhizo']);
    expect(await titles(world, 'pots')).toEqual([]);
    pots.change([post('in between'), post('for pots')]);
    await pollAgain(world);
    world.cohorts.set('pots', testCohort({}, 'pots'));
    await fileWaiting(world);
    expect(await titles(world, 'pots')).toEqual(['for pots', 'in between']);
  });

  test('a blog that was filed before its cohort’s words broke gets what came meanwhile', async () => {
    const world = makeWorld();
    const feed = await startFeed([post('before')]);
    await bring(world, feed.url);
    await pollDue(world);
    await fileWaiting(world);
    const cohort = testCohort();
    world.cohorts.delete('rhizo');
    feed.change([post('meanwhile'), post('before')]);
    await pollAgain(world);
    world.cohorts.set('rhizo', cohort);
    await fileWaiting(world);
    expect(await titles(world)).toEqual(['before', 'meanwhile']);
  });

  test('what is withdrawn after an issue has carried it is quoted no longer', async () => {
    const world = makeWorld();
    const theirs = await startFeed([post('theirs')]);
    const html = '<p>I was sad, as <a href="https://mira.example/theirs">Grace</a> says.</p>';
    const mine = await startFeed([post('mine', { html, tags: ['rhizo27'] })]);
    await bring(world, theirs.url, { name: 'Grace' });
    await bring(world, mine.url, { filing: 'tag' });
    await pollDue(world);
    await weave(world.db, testCohort(), world.settings.siteUrl, world.now());
    await publish(world.db, testCohort(), '2027-01-12', world.now());
    expect(await world.db.select().from(answers)).toHaveLength(1);
    mine.change([post('mine', { html: '<p>Gone.</p>' })]);
    await pollAgain(world);
    await weave(world.db, testCohort(), world.settings.siteUrl, world.now());
    expect(await world.db.select().from(answers)).toEqual([]);
  });

  test('a blog that is taken away takes its posts along', async () => {
    const world = makeWorld();
    const { url } = await startFeed([post('one')]);
    const { membership, blog } = await bring(world, url);
    await pollDue(world);
    await removeBlog(world.db, membership, blog.id);
    expect(await titles(world)).toEqual([]);
  });
});
