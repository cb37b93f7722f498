import { expect, test } from 'vitest';
import { outbox } from '#core/db/schema/issues.ts';
import { memberships } from '#core/db/schema/people.ts';
import { filePosts } from '#core/posts.ts';
import { writeCohort } from '../support/cohort.ts';
import { bringBlog, writePost } from '../support/participants.ts';
import { useSite } from './site.ts';

const site = useSite((contentDir) => writeCohort(contentDir));
const DESK = '/rhizo/facilitate/';

async function writer(name: string, text: string, daysAgo: number) {
  const { membership, cookie } = await site.member(name, 'rhizo');
  const { feed, blog } = await bringBlog(site.db, membership, `${membership.handle}.example`);
  const at = new Date(Date.now() - daysAgo * 24 * 60 * 60 * 1000);
  const url = `https://${membership.handle}.example/1`;
  const post = await writePost(site.db, feed, {
    url,
    title: `By ${name}`,
    text,
    datedAt: at,
    language: 'en',
  });
  await filePosts(site.db, [{ postId: post.id, cohort: 'rhizo', blogId: blog.id, datedAt: at, filedAt: at }]);
  return { membership, cookie, post };
}

test('the desk, from a full table to a kind word, by two facilitators', async () => {
  const hanne = await site.member('Hanne', 'rhizo', 'facilitator');
  const otto = await site.member('Otto', 'rhizo', 'facilitator');
  expect(await (await site.get(DESK, hanne)).text()).toContain('Nobody is waiting for you.');

  const ada = await writer('Ada', 'My allotment has beehives and a swarm of bees.', 3);
  const bo = await writer('Bo', 'A swarm left our beehives in the allotment.', 4);
  const shown = await (await site.get(DESK, hanne)).text();
  for (const words of ['I have welcomed Ada', 'Ada has an answer', 'Introduce Ada and Bo', '2 newcomers'])
    expect(shown).toContain(words);

  const newcomer = `newcomer ${ada.membership.id}`;
  expect((await site.post(DESK, { do: 'take', entry: newcomer }, hanne)).status).toBe(303);
  expect(await (await site.get(DESK, otto)).text()).toContain('Taken by <bdi>Hanne</bdi>');
  const late = await site.post(DESK, { do: 'take', entry: newcomer }, otto);
  expect(late.status).toBe(409);
  expect(await late.text()).toContain('Hanne has just taken that.');

  const empty = await site.post(DESK, { do: 'note', entry: newcomer, note: ' ' }, hanne);
  expect(empty.status).toBe(400);
  expect(await empty.text()).toContain('Write a line first');
  const long = await site.post(DESK, { do: 'note', entry: newcomer, note: 'Ä'.repeat(1501) }, hanne);
  expect(await long.text()).toContain('Ä'.repeat(1501));

  const did = await site.post(DESK, { do: 'note', entry: newcomer, note: 'So glad!' }, hanne);
  expect(did.status).toBe(303);
  const back = new URL(did.headers.get('location') ?? '', site.url);
  expect(await (await site.get(back.pathname + back.search, hanne)).text()).toContain('You welcomed Ada.');
  const twice = await site.post(DESK, { do: 'done', entry: newcomer }, otto);
  expect(await twice.text()).toContain('Hanne did that a moment ago');
  expect(await site.db.select().from(outbox)).toHaveLength(1);

  const path = `${DESK}introduce?posts=${ada.post.id}+${bo.post.id}`;
  expect((await site.post(path, { do: 'look', note: 'You two!' }, hanne)).status).toBe(200);
  expect(await site.db.select().from(outbox)).toHaveLength(1);
  expect((await site.post(path, { do: 'send', note: 'You two!' }, hanne)).status).toBe(303);
  expect((await site.post(path, { do: 'send', note: '' }, otto)).status).toBe(409);
  expect(await site.db.select().from(outbox)).toHaveLength(3);
  expect((await site.get(`${DESK}introduce?posts=1+999`, hanne)).status).toBe(404);

  for (const entry of [`newcomer ${bo.membership.id}`, `first ${ada.post.id}`, `first ${bo.post.id}`])
    expect((await site.post(DESK, { do: 'done', entry }, otto)).status).toBe(303);
  const after = await (await site.get(DESK, otto)).text();
  expect(after).toContain('Nobody is waiting for you.');
  expect(after).toContain('introduced Ada and Bo');
  expect((await site.post(DESK, { do: 'undo', entry: `first ${bo.post.id}` }, hanne)).status).toBe(303);
  expect(await (await site.get(DESK, hanne)).text()).toContain('Bo has an answer');
  expect((await site.post(DESK, { do: 'done', entry: 'newcomer 999' }, hanne)).status).toBe(409);
});

test('the next issue is shown to facilitators as it stands now', async () => {
  const hanne = await site.member('Hanne', 'rhizo', 'facilitator');
  const page = await (await site.get(`${DESK}tomorrow`, hanne)).text();
  expect(page).toContain('By Ada');
  expect(page).toContain('Looking at it changes nothing.');
});

test('somebody says on their own page that they don’t want introductions', async () => {
  const cy = await writer('Cy', 'Quiet.', 1);
  await site.post('/me', { do: 'introductions', cohort: 'rhizo', introductions: 'no' }, cy);
  const rows = await site.db.select().from(memberships);
  expect(rows.filter(({ mayBeIntroduced }) => !mayBeIntroduced).map(({ handle }) => handle)).toEqual(['cy']);
});
