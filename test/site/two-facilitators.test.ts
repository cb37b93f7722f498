import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { blogs } from '#core/db/schema/feeds.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { memberships } from '#core/db/schema/people.ts';
import { listDeeds } from '#core/desk/log.ts';
import { findHostLine } from '#core/host-lines.ts';
import { listMutes } from '#core/order/mutes.ts';
import { holdPosts } from '#core/order/withheld.ts';
import { filePosts } from '#core/posts.ts';
import { writeCohort } from '../support/cohort.ts';
import { bringBlog, writePost } from '../support/participants.ts';
import { useSite } from './site.ts';

const site = useSite((contentDir) => writeCohort(contentDir));
const DESK = '/rhizo/facilitate/';
const HELD = `${DESK}held`;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Somebody with a blog, a post of three days ago that nobody has answered, and one that is held. */
async function writer(name: string, text = 'Words.') {
  const { membership } = await site.member(name, 'rhizo');
  const { feed, blog } = await bringBlog(site.db, membership, `${membership.handle}.example`);
  const at = new Date(Date.now() - 3 * DAY_MS);
  const write = (page: string) =>
    writePost(site.db, feed, {
      url: `https://${membership.handle}.example/${page}`,
      title: `${page} of ${name}`,
      text,
      language: 'en',
      datedAt: at,
    });
  const [post, held] = [await write('first'), await write('held')];
  const where = { cohort: 'rhizo', blogId: blog.id };
  await filePosts(site.db, [{ postId: post.id, ...where, datedAt: at, filedAt: at }]);
  await holdPosts(site.db, [{ postId: held.id, why: 'first' }], where, at);
  return { membership, blog, post: String(post.id), held: String(held.id) };
}

/** Two facilitators send the same form at once. @returns what the second was told. */
async function atOnce(path: string, form: Record<string, string>): Promise<string> {
  const hosts = [
    await site.member('Hanne', 'rhizo', 'facilitator'),
    await site.member('Ruth', 'rhizo', 'facilitator'),
  ];
  const answers = await Promise.all(hosts.map((host) => site.post(path, form, host)));
  expect(answers.map(({ status }) => status).toSorted(), JSON.stringify(form)).toEqual([303, 409]);
  const late = answers.find(({ status }) => status === 409);
  return /<p class="problem"[^>]*>([^<]*)</.exec((await late?.text()) ?? '')?.[1] ?? '';
}

async function deedsSince(before: number): Promise<string[]> {
  const deeds = await listDeeds(site.db, 'rhizo', 100);
  return deeds.slice(0, deeds.length - before).map(({ deed }) => deed);
}

const countDeeds = async () => (await listDeeds(site.db, 'rhizo', 100)).length;
/** That words which can't be sent any more stand there to be copied. */
const keeps = (words: string) => new RegExp(`<textarea[^>]* readonly[^>]*>${words}</`);
const FASTER = /^(Hanne|Ruth) did that a moment ago, so nothing was done twice\.$/;

test('of two who take, do, or put back the same on the desk, one does, and the other is told', async () => {
  const { membership, post } = await writer('Ada');
  const before = await countDeeds();
  const newcomer = `newcomer ${membership.id}`;
  expect(await atOnce(DESK, { do: 'take', entry: newcomer })).toMatch(/^(Hanne|Ruth) has just taken that\.$/);
  for (const entry of [newcomer, `first ${post}`]) {
    expect(await atOnce(DESK, { do: 'done', entry })).toMatch(FASTER);
    expect(await atOnce(DESK, { do: 'undo', entry })).toContain('That was put back before');
  }
  expect(await deedsSince(before)).toEqual(['saidNotAnswered', 'saidAnswered']);
});

test('of two who welcome or introduce the same people, one does, and no mail goes out twice', async () => {
  const bo = await writer('Bo', 'My allotment has beehives and a swarm of bees.');
  const cy = await writer('Cy', 'A swarm left our beehives in the allotment.');
  const note = { do: 'note', entry: `newcomer ${bo.membership.id}`, note: 'So glad!' };
  expect(await atOnce(DESK, note)).toMatch(FASTER);
  const hanne = await site.member('Hanne', 'rhizo', 'facilitator');
  const kept = await site.post(DESK, { ...note, note: 'Welcome to the bees!' }, hanne);
  const page = await kept.text();
  expect(page).toContain('Your words to Bo');
  expect(page).toMatch(keeps('Welcome to the bees!'));
  const path = `${DESK}introduce?posts=${bo.post}+${cy.post}`;
  expect(await atOnce(path, { do: 'send', note: 'You two!' })).toMatch(
    /^(Hanne|Ruth) has introduced them before you, so nothing was sent\.$/,
  );
  const mails = await site.db.select().from(outbox);
  expect(mails.map(({ toAddress }) => toAddress).toSorted()).toEqual([
    'bo@example.org',
    'bo@example.org',
    'cy@example.org',
  ]);
  await site.db.update(memberships).set({ mayBeIntroduced: false }).where(eq(memberships.handle, 'cy'));
  const unwilling = await site.post(path, { do: 'send', note: 'Bees, both!' }, hanne);
  expect(unwilling.status).toBe(409);
  expect(await unwilling.text()).toMatch(keeps('Bees, both!'));
});

test('of two who decide on the same post, one does, and the other is told who and what', async () => {
  const { post, held, blog } = await writer('Dee');
  const before = await countDeeds();
  const done = (what: string, name = 'held') =>
    new RegExp(`^“${name} of Dee” was ${what} by (Hanne|Ruth) before you, so nothing was done\\.$`);
  expect(await atOnce(HELD, { do: 'let-through', post: held })).toMatch(done('let through'));
  expect(await atOnce(HELD, { do: 'hold-again', post: held })).toMatch(done('held again'));
  expect(await atOnce(HELD, { do: 'keep-out', post: held, reason: 'No.' })).toMatch(done('kept out'));
  const hanne = await site.member('Hanne', 'rhizo', 'facilitator');
  const kept = await site.post(HELD, { do: 'keep-out', post: held, reason: 'A sales pitch.' }, hanne);
  expect(await kept.text()).toMatch(keeps('A sales pitch.'));
  expect(await atOnce(HELD, { do: 'show-again', post: held })).toMatch(done('let through'));
  expect(await atOnce(HELD, { do: 'hide', post, reason: 'No.' })).toMatch(done('hidden', 'first'));
  await site.db.update(blogs).set({ question: 'It moved.' }).where(eq(blogs.id, blog.id));
  expect(await atOnce(HELD, { do: 'still-theirs', blog: String(blog.id) })).toContain(
    'Somebody has said so before',
  );
  expect(await deedsSince(before)).toEqual([
    'confirmed',
    'hid',
    'showedAgain',
    'keptOut',
    'heldAgain',
    'letThrough',
  ]);
});

test('of two who mute the same person, or end it, one does, and the other is told', async () => {
  const { membership } = await writer('Eli');
  const before = await countDeeds();
  const mute = { do: 'mute', person: String(membership.id), blog: '0', reason: 'Unkind.' };
  expect(await atOnce(HELD, mute)).toMatch(
    /^Eli was muted by (Hanne|Ruth) before you, so nothing was done\.$/,
  );
  const [muted] = await listMutes(site.db, 'rhizo');
  expect(await atOnce(HELD, { do: 'unmute', mute: String(muted?.id) })).toContain('somebody was faster');
  expect(await deedsSince(before)).toEqual(['unmuted', 'muted']);
});

test('of two who let through all of a blog, one does, and nothing is let through twice', async () => {
  const { blog, held } = await writer('Fay');
  const before = await countDeeds();
  const form = { do: 'let-all-through', blog: String(blog.id), shown: held };
  expect(await atOnce(HELD, form)).toContain('somebody was faster');
  expect(await deedsSince(before)).toEqual(['letThrough']);
});

test('of two who write for the same day, or move a line onto it, nobody overwrites what they haven’t seen', async () => {
  const hanne = await site.member('Hanne', 'rhizo', 'facilitator');
  const ruth = await site.member('Ruth', 'rhizo', 'facilitator');
  const [on, next] = ['2030-01-12', '2030-01-13'];
  const say = (text: string) => ({ do: 'say', on, text, stood: on, was: '', over: '' });
  const textOn = async (day: string) => (await findHostLine(site.db, 'rhizo', day))?.text ?? null;
  /** What the form of a day sends, as a page shows it. */
  const formOf = (page: string, day: string) => {
    const form = page.split('<form').find((each) => each.includes(`name="stood" value="${day}"`)) ?? '';
    const value = (name: string) => new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(form)?.[1] ?? '';
    const text = /<textarea[^>]*>([^<]*)</.exec(form)?.[1] ?? '';
    return { do: 'say', on: value('on'), text, stood: day, was: value('was'), over: value('over') };
  };
  await site.post(DESK, say('From Ruth.'), ruth);
  const late = await site.post(DESK, say('From Hanne.'), hanne);
  expect(late.status).toBe(409);
  const both = await late.text();
  expect(both).toContain('<p dir="auto">From Ruth.</p>');
  expect(await textOn(on)).toBe('From Ruth.');
  expect(formOf(both, on)).toMatchObject({ on, text: 'From Hanne.' });
  expect((await site.post(DESK, formOf(both, on), hanne)).status).toBe(303);
  expect(await textOn(on)).toBe('From Hanne.');

  await site.post(DESK, { ...say('For the day after.'), on: next, stood: next }, ruth);
  const desk = await (await site.get(DESK, hanne)).text();
  const onto = await site.post(DESK, { ...formOf(desk, on), on: next }, hanne);
  expect(onto.status).toBe(409);
  const moving = formOf(await onto.text(), on);
  expect(await textOn(next)).toBe('For the day after.');
  expect((await site.post(DESK, moving, hanne)).status).toBe(303);
  expect([await textOn(on), await textOn(next)]).toEqual([null, 'From Hanne.']);

  const gone = formOf(await (await site.get(DESK, hanne)).text(), next);
  await site.post(DESK, { ...gone, text: '' }, ruth);
  const back = await site.post(DESK, { ...gone, text: 'Mended.' }, hanne);
  expect(back.status).toBe(409);
  expect(await back.text()).toContain('Nothing stands there any more');
  expect(await textOn(next)).toBeNull();
});
