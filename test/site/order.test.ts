import { describe, expect, test } from 'vitest';
import { weave } from '#core/conversations/weave.ts';
import { listDeeds } from '#core/desk/log.ts';
import { listMutes } from '#core/order/mutes.ts';
import { holdPosts, listHeld, listKeptOut } from '#core/order/withheld.ts';
import { cohortFiles, testCohort, writeCohort } from '../support/cohort.ts';
import { comment } from '../support/conversation.ts';
import { bringBlog, NOON, seatWithPost, writePost } from '../support/participants.ts';
import { useSite } from './site.ts';

const site = useSite((contentDir) => {
  writeCohort(contentDir);
  writeCohort(contentDir, cohortFiles, 'other');
});
const HELD = '/rhizo/facilitate/held';

async function seatWithHeld(name: string) {
  const seated = await seatWithPost(site.db, name);
  const url = `https://${name.toLowerCase()}.example/held`;
  const held = await writePost(site.db, seated.feed, { url, title: `Held of ${name}` });
  const where = { blogId: seated.blog.id, cohort: 'rhizo' };
  await holdPosts(site.db, [{ postId: held.id, why: 'first' }], where, NOON);
  return { ...seated, held };
}

const isHeld = async (id: number) => (await listHeld(site.db, 'rhizo')).some(({ postId }) => postId === id);

describe('what is held, hidden and muted', () => {
  test('is for the facilitators of this very course to see and to decide on', async () => {
    const { held, post, membership } = await seatWithHeld('Grace');
    const callers = [
      undefined,
      await site.member('Participant', 'rhizo'),
      await site.member('Outsider', 'other', 'facilitator'),
    ];
    const forms: Record<string, string>[] = [
      { do: 'let-through', post: String(held.id) },
      { do: 'hide', post: String(post.id), reason: 'Spam.' },
      { do: 'mute', person: String(membership.id), blog: '0', reason: 'Spam.' },
      { do: 'hide-comment', comment: '1', reason: 'Spam.' },
    ];
    for (const caller of callers) {
      expect((await site.get(HELD, caller)).status).toBe(caller === undefined ? 303 : 404);
      for (const form of forms) expect((await site.post(HELD, form, caller)).status).toBe(403);
      const page = await (await site.get(`/rhizo/posts/${post.id}`, caller)).text();
      expect(page).not.toContain('Hide this post');
      expect(await (await site.get('/rhizo/people/grace', caller)).text()).not.toContain('facilitate/held');
      expect((await site.get(`/rhizo/posts/${held.id}`, caller)).status).toBe(404);
    }
    // A host of another course may not reach over from their own desk either.
    const outsider = await site.member('Outsider', 'other', 'facilitator');
    for (const form of forms)
      expect((await site.post('/other/facilitate/held', form, outsider)).status).toBe(409);
    expect(await isHeld(held.id)).toBe(true);
    expect(await listMutes(site.db, 'rhizo')).toEqual([]);
    expect(await listKeptOut(site.db, 'rhizo', 10)).toEqual([]);
  });

  test('is let through with one action; who comes second is told who was first', async () => {
    const { held } = await seatWithHeld('Ida');
    const hanne = await site.member('Hanne', 'rhizo', 'facilitator');
    const ruth = await site.member('Ruth', 'rhizo', 'facilitator');
    expect(await (await site.get(HELD, hanne)).text()).toContain('Held of Ida');
    const form = { do: 'let-through', post: String(held.id) };
    const answer = await site.post(HELD, form, hanne);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`${HELD}?done=let-through`);
    expect((await site.get(`/rhizo/posts/${held.id}`)).status).toBe(200);
    const late = await site.post(HELD, { ...form, do: 'keep-out' }, ruth);
    expect(late.status).toBe(409);
    expect(await late.text()).toContain('“Held of Ida” was let through by Hanne before you');
    await site.post(HELD, { ...form, do: 'hold-again' }, ruth);
    expect(await isHeld(held.id)).toBe(true);
  });

  test('is let through or kept out all at once as far as it was seen; what came meanwhile stays held', async () => {
    const hanne = await site.member('Hanne', 'rhizo', 'facilitator');
    const { membership } = await site.member('Nia', 'rhizo');
    const { feed, blog } = await bringBlog(site.db, membership, 'nia.example');
    const hold = async (name: string) => {
      const post = await writePost(site.db, feed, { url: `https://nia.example/${name}` });
      const where = { blogId: blog.id, cohort: 'rhizo' };
      await holdPosts(site.db, [{ postId: post.id, why: 'flood' }], where, NOON);
      return post.id;
    };
    const shownTo = async () =>
      /name="shown" value="([^"]*)"/.exec(await (await site.get(HELD, hanne)).text())?.[1] ?? '';
    const press = async (what: string, shown: string) =>
      (await site.post(HELD, { do: what, blog: String(blog.id), shown }, hanne)).headers.get('location');

    await hold('one');
    await hold('two');
    const first = await shownTo();
    const third = await hold('three');
    expect(await press('let-all-through', first)).toBe(`${HELD}?done=let-through-as-seen`);
    expect(await isHeld(third)).toBe(true);
    const fourth = await hold('four');
    const second = await shownTo();
    const fifth = await hold('five');
    expect(await press('keep-all-out', second)).toBe(`${HELD}?done=kept-out-as-seen`);
    expect(await isHeld(fourth)).toBe(false);
    expect(await isHeld(fifth)).toBe(true);
    const notice = await (await site.get(`${HELD}?done=kept-out-as-seen`, hanne)).text();
    expect(notice).toContain('More of that blog has come meanwhile, and is held.');
    const unknown = { do: 'let-all-through', blog: String(blog.id) };
    expect((await site.post(HELD, unknown, hanne)).status).toBe(400);
    expect(await press('let-all-through', String(fifth))).toBe(`${HELD}?done=let-through`);
  });

  test('leaves every page at once, those that are kept for strangers too, and comes back', async () => {
    const { post } = await seatWithPost(site.db, 'Joan');
    const aggregatorWeaves = () => weave(site.db, testCohort(), site.url, new Date());
    await aggregatorWeaves();
    const hanne = await site.member('Hanne', 'rhizo', 'facilitator');
    const paths = ['/rhizo/posts.atom', '/rhizo/people/joan', '/rhizo/search?q=joan.example'];
    const shows = async () =>
      Promise.all(
        paths.map(async (path) => (await (await site.get(path)).text()).includes('joan.example/first')),
      );
    expect(await shows()).toEqual([true, true, true]);
    const none = await site.post(HELD, { do: 'hide', post: String(post.id), reason: ' ' }, hanne);
    expect(none.status).toBe(400);
    expect(await none.text()).toContain('Say why, in a sentence');
    await site.post(HELD, { do: 'hide', post: String(post.id), reason: 'An advertisement.' }, hanne);
    expect(await shows()).toEqual([false, false, false]);
    await site.post(HELD, { do: 'show-again', post: String(post.id) }, hanne);
    await aggregatorWeaves();
    expect(await shows()).toEqual([true, true, true]);
  });

  test('is said to those whose it is, with the reason, and to nobody else', async () => {
    const hanne = await site.member('Hanne', 'rhizo', 'facilitator');
    const kofi = await site.member('Kofi', 'rhizo');
    const { post } = await seatWithPost(site.db, 'Kofi');
    await site.post(HELD, { do: 'hide', post: String(post.id), reason: 'Pillenwerbung.' }, hanne);
    const whole = { do: 'mute', person: String(kofi.membership.id), blog: '0', reason: 'Unfreundlich.' };
    await site.post(HELD, whole, hanne);
    for (const path of ['/me', '/rhizo/people/kofi']) {
      const own = await (await site.get(path, kofi)).text();
      for (const words of ['Pillenwerbung.', 'Unfreundlich.', 'Hanne']) expect(own).toContain(words);
    }
    const other = await site.member('Ada', 'rhizo');
    for (const visitor of [undefined, other]) {
      const page = await (await site.get('/rhizo/people/kofi', visitor)).text();
      expect(page).not.toMatch(/Pillenwerbung|Unfreundlich|Not at the table/);
    }
    const [row] = await listMutes(site.db, 'rhizo');
    expect((await site.post(HELD, { do: 'unmute', mute: String(row?.id) }, hanne)).status).toBe(303);
    expect((await site.post(HELD, { do: 'unmute', mute: String(row?.id) }, hanne)).status).toBe(409);
    const log = await (await site.get('/rhizo/facilitate/log', hanne)).text();
    expect(log).toContain('Pillenwerbung.');
  });
});

test('a comment is hidden on its post’s page, with a reason, and shown again at the desk', async () => {
  const { post } = await seatWithPost(site.db, 'Olga');
  const grace = await site.member('Grace Hill', 'rhizo');
  const hanne = await site.member('Hanne', 'rhizo', 'facilitator');
  await comment(site.db, post.id, { text: 'Buy pills.', personId: grace.membership.personId });
  const page = async (who = hanne) => (await site.get(`/rhizo/posts/${post.id}`, who)).text();
  const [, id = ''] = /name="comment" value="(\d+)"/.exec(await page()) ?? [];
  expect(await page(grace)).not.toContain('name="comment"');

  const form = { do: 'hide-comment', comment: id, reason: '' };
  const refused = await site.post(HELD, form, hanne);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('Say why, in a sentence');
  expect((await site.post(HELD, { ...form, reason: 'No adverts.' }, hanne)).status).toBe(303);
  expect(await page()).not.toContain('Buy pills.');
  for (const path of ['/me', '/rhizo/people/grace-hill'])
    expect(await (await site.get(path, grace)).text()).toContain('“No adverts.”');

  expect(await (await site.get(HELD, hanne)).text()).toContain('Hidden comments');
  await site.post(HELD, { do: 'show-comment-again', comment: id }, hanne);
  expect(await page(grace)).toContain('Buy pills.');
  expect((await site.post(HELD, { do: 'show-comment-again', comment: id }, hanne)).status).toBe(409);
});

test('what a facilitator says of somebody’s post stands in the log, once; what its author says doesn’t', async () => {
  const hanne = await site.member('Hanne', 'rhizo', 'facilitator');
  const author = await site.member('Lina', 'rhizo');
  const { post } = await seatWithPost(site.db, 'Lina');
  const path = `/rhizo/posts/${post.id}`;
  const before = await listDeeds(site.db, 'rhizo', 100);
  await site.post(path, { do: 'answered', says: 'yes' }, hanne);
  await site.post(path, { do: 'answered', says: 'yes' }, hanne);
  await site.post(path, { do: 'provocation', provocation: 'rhizo27w1', says: 'yes' }, author);
  await site.post(path, { do: 'answered', says: 'nothing' }, hanne);
  const deeds = await listDeeds(site.db, 'rhizo', 100);
  expect(deeds.slice(0, deeds.length - before.length).map(({ deed }) => deed)).toEqual([
    'saidNotAnswered',
    'saidAnswered',
  ]);
});
