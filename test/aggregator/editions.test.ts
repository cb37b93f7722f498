import PostalMime from 'postal-mime';
import { describe, expect, onTestFinished, test } from 'vitest';
import { removeBlog } from '#core/blogs.ts';
import { weave } from '#core/conversations/weave.ts';
import { posts } from '#core/db/schema/feeds.ts';
import { people } from '#core/db/schema/people.ts';
import { follow } from '#core/follows.ts';
import { sayOnDay } from '#core/host-lines.ts';
import { unsubscribeToken } from '#core/mail/unsubscribe.ts';
import { changeWishes, goAway } from '#core/mail/wishes.ts';
import { changeHearing } from '#core/memberships.ts';
import { filePosts, updatePost } from '#core/posts.ts';
import { makeWeekly } from '#core/publishing.ts';
import { deliver } from '../../aggregator/deliver.ts';
import { publish } from '../../aggregator/publish.ts';
import { tellOfAnswers } from '../../aggregator/tell.ts';
import { startMailbox } from '../../demo/mailbox.ts';
import { testCohort } from '../support/cohort.ts';
import { bringBlog, DAY, later, NOON, seat, writePost } from '../support/participants.ts';
import { makeWorld, type World } from './world.ts';

const cohort = testCohort();
const SITE = 'https://potluck.example';

/** A course and its mailbox; `day` makes an issue and sends what is owed. */
async function openCourse() {
  const mailbox = await startMailbox();
  onTestFinished(() => mailbox.close());
  const world = makeWorld({ smtpUrl: mailbox.smtpUrl });
  const mailTo = async (name: string, at = -1) => {
    const caught = mailbox.mails.filter(({ envelope }) => envelope.to.includes(`${name}@example.org`)).at(at);
    if (!caught) throw new Error(`There is no mail to ${name}.`);
    return PostalMime.parse(caught.raw);
  };
  const day = async (number: number) => {
    world.set(later((number - 12) * DAY));
    await weave(world.db, cohort, SITE, world.now());
    await publish(world.db, cohort, `2027-01-${number}`, world.now());
    await deliver(world);
  };
  return { world, mailbox, mailTo, day };
}

async function blogger({ db }: World, name: string) {
  const { membership } = await seat(db, name);
  return { membership, ...(await bringBlog(db, membership, `${name}.example`)) };
}

async function writes(
  { db }: World,
  { feed, blog }: Awaited<ReturnType<typeof blogger>>,
  path: string,
  { to = [], day = 12 }: { to?: string[]; day?: number } = {},
) {
  const datedAt = later((day - 12) * DAY - 1000);
  const html = to.map((link) => `<p>I doubt what <a href="${link}">this</a> says.</p>`).join('');
  const url = `${feed.siteUrl}${path}`;
  const post = await writePost(db, feed, { url, title: `On ${path}`, links: to, html, datedAt });
  await filePosts(db, [{ postId: post.id, cohort: 'rhizo', blogId: blog.id, datedAt, filedAt: datedAt }]);
  return post;
}

describe('somebody’s own edition', () => {
  test('begins with who answers and mentions them, and nobody else’s does', async () => {
    const { world, mailTo, day } = await openCourse();
    const [ada, grace, eve] = [
      await blogger(world, 'ada'),
      await blogger(world, 'grace'),
      await blogger(world, 'eve'),
    ];
    await writes(world, ada, 'roots');
    await day(12);
    await writes(world, grace, 'doubts', { to: ['https://ada.example/roots'], day: 13 });
    await writes(world, eve, 'people', { to: ['https://ada.example/'], day: 13 });
    await day(13);
    const toAda = await mailTo('ada');
    expect(toAda.text).toMatch(
      /TO YOU[\s\S]*grace answers[\s\S]*I doubt what this says[\s\S]*eve mentions you/,
    );
    expect(toAda.html).toContain('To you');
    expect((await mailTo('eve')).text).not.toContain('TO YOU');
    expect((await mailTo('grace')).text).not.toContain('TO YOU');
    expect(ada.membership.id).not.toBe(grace.membership.id);
  });

  test('leaves that to a mail of its own, or out, as they chose; and an answer is told of once', async () => {
    const { world, mailbox, mailTo, day } = await openCourse();
    const [ada, grace] = [await blogger(world, 'ada'), await blogger(world, 'grace')];
    await changeHearing(world.db, ada.membership.id, 'mail');
    await writes(world, ada, 'roots');
    await day(12);
    const answer = await writes(world, grace, 'doubts', { to: ['https://ada.example/roots'], day: 13 });
    world.set(later(DAY));
    const tell = async () => {
      await weave(world.db, cohort, SITE, world.now());
      await tellOfAnswers({ ...world, listCohorts: async () => [cohort] });
      await deliver(world);
    };
    await tell();
    const letter = await mailTo('ada');
    expect(letter.subject).toBe('grace answers you: Rhizo');
    expect(letter.text).toContain('I doubt what this says.');
    expect(letter.text).toContain(`${SITE}/rhizo/posts/${answer.id}`);
    const token = await unsubscribeToken(world.db, ada.membership.id);
    expect(letter.text).toContain(`${SITE}/mail/${token}`);
    const header = (name: string) => letter.headers.find(({ key }) => key === name)?.value;
    expect(header('list-unsubscribe')).toBe(`<${SITE}/unsubscribe/${token}?of=answers>`);
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    const before = mailbox.mails.length;
    await updatePost(world.db, answer.id, { title: 'Doubts again' });
    await filePosts(world.db, [
      { postId: answer.id, cohort: 'rhizo', blogId: grace.blog.id, datedAt: NOON, filedAt: NOON },
    ]);
    await tell();
    expect(mailbox.mails).toHaveLength(before);
    await day(13);
    expect((await mailTo('ada')).text).not.toContain('TO YOU');
  });

  test('has what else is to them, also where answers come by mail', async () => {
    const { world, mailTo, day } = await openCourse();
    const [ada, eve] = [await blogger(world, 'ada'), await blogger(world, 'eve')];
    await changeHearing(world.db, ada.membership.id, 'mail');
    await writes(world, ada, 'roots');
    await day(12);
    await writes(world, eve, 'people', { to: ['https://ada.example/'], day: 13 });
    await day(13);
    expect((await mailTo('ada')).text).toMatch(/TO YOU[\s\S]*eve mentions you/);
  });

  test('has the answers in it that came while somebody was away, however they hear of them', async () => {
    const { world, mailTo, day } = await openCourse();
    const [ada, grace] = [await blogger(world, 'ada'), await blogger(world, 'grace')];
    await changeHearing(world.db, ada.membership.id, 'mail');
    await writes(world, ada, 'roots');
    await day(12);
    await goAway(world.db, ada.membership.id, '2027-01-18', world.now());
    await writes(world, grace, 'doubts', { to: ['https://ada.example/roots'], day: 13 });
    await day(13);
    await writes(world, grace, 'leaves', { day: 18 });
    await day(18);
    expect((await mailTo('ada')).text).toMatch(/TO YOU[\s\S]*grace answers/);
  });

  test.each<[string, (world: World, membershipId: number) => Promise<unknown>]>([
    ['who is away', ({ db, now }, id) => goAway(db, id, '2027-02-01', now())],
    ['whose mail comes back', ({ db, now }) => db.update(people).set({ mailPausedAt: now() })],
  ])('isn’t told of an answer by mail: somebody %s', async (_, change) => {
    const { world, mailbox, day } = await openCourse();
    const [ada, grace] = [await blogger(world, 'ada'), await blogger(world, 'grace')];
    await changeHearing(world.db, ada.membership.id, 'mail');
    await writes(world, ada, 'roots');
    await day(12);
    const before = mailbox.mails.length;
    await change(world, ada.membership.id);
    await writes(world, grace, 'doubts', { to: ['https://ada.example/roots'], day: 13 });
    world.set(later(DAY));
    await weave(world.db, cohort, SITE, world.now());
    await tellOfAnswers({ ...world, listCohorts: async () => [cohort] });
    await deliver(world);
    expect(mailbox.mails).toHaveLength(before);
  });

  test('holds five posts, people they follow among them, and says what is left', async () => {
    const { world, mailTo, day } = await openCourse();
    const reader = await seat(world.db, 'ulla');
    const writers = [];
    for (let n = 0; n < 12; n += 1) writers.push(await blogger(world, `writer${n}`));
    for (const each of writers) await writes(world, each, 'first', { day: 11 });
    await day(11);
    const last = writers.at(-1);
    if (!last) throw new Error('nobody');
    await changeWishes(world.db, reader.membership.id, { budget: 'five' }, cohort.timezone);
    await follow(world.db, reader.membership.id, last.membership.id, true);
    for (const each of writers) await writes(world, each, 'second', { day: 12 });
    await day(12);
    const { text = '' } = await mailTo('ulla');
    expect(text.match(/^ *\d+\. /gm)).toHaveLength(5);
    expect(text).toContain('writer11');
    expect(text).toContain('And 7 more on the issue’s page');
    expect((await mailTo('writer1')).text).not.toContain('more on the issue’s page');
  });

  test('is titles only for whoever wants no more', async () => {
    const { world, mailTo, day } = await openCourse();
    const reader = await seat(world.db, 'ulla');
    await changeWishes(world.db, reader.membership.id, { budget: 'titles' }, cohort.timezone);
    await writes(world, await blogger(world, 'ada'), 'roots');
    await day(12);
    expect((await mailTo('ulla')).text).toContain('On roots');
    expect((await mailTo('ulla')).text).not.toContain('Words.');
    expect((await mailTo('ada')).text).toContain('Words.');
  });

  test('tells whoever was away of all that time in one', async () => {
    const { world, mailTo, day } = await openCourse();
    const reader = await seat(world.db, 'ulla');
    await goAway(world.db, reader.membership.id, '2027-01-14', later(-2 * DAY));
    const ada = await blogger(world, 'ada');
    for (const number of [12, 13, 14]) {
      await writes(world, ada, `of-${number}`, { day: number });
      await day(number);
    }
    const mail = await mailTo('ulla');
    expect(mail.subject).toMatch(/^Since you were away: /);
    for (const number of [12, 13, 14]) expect(mail.text).toContain(`of-${number}`);
    expect(mail.text).toContain(`${SITE}/rhizo/daily/`);
  });

  test('is of the week for whoever wants it so, as an issue of its own', async () => {
    const { world, mailTo, day } = await openCourse();
    const reader = await seat(world.db, 'ulla');
    await changeWishes(world.db, reader.membership.id, { rhythm: 'weekly' }, cohort.timezone);
    const [ada, grace] = [await blogger(world, 'ada'), await blogger(world, 'grace')];
    await writes(world, ada, 'roots');
    await day(12);
    await writes(world, grace, 'doubts', { to: ['https://ada.example/roots'], day: 14 });
    await day(14);
    world.set(later(6 * DAY));
    await makeWeekly(world.db, cohort, '2027-01-18', world.now());
    await deliver(world);
    const mail = await mailTo('ulla', 0);
    expect(mail.subject).toMatch(/^The week to 18 January: /);
    expect(mail.text).toContain('On roots');
    expect(mail.text).toContain('On doubts');
    expect(mail.text).toContain(`${SITE}/rhizo/weekly/2027-01-18`);
  });
});

test('a mail holds the ways to change how it comes, which sign nobody in', async () => {
  const { world, mailTo, day } = await openCourse();
  await writes(world, await blogger(world, 'ada'), 'roots');
  await day(12);
  const { html = '', text = '' } = await mailTo('ada');
  const [address] = /https:\/\/potluck\.example\/mail\/[\w.-]+/.exec(text) ?? [];
  for (const part of ['rhythm', 'budget', 'pause']) expect(html).toContain(`${address}#${part}`);
  expect(html).not.toContain('/sign-in/');
});

test('the host’s line stands on top, and makes an issue of a day without posts', async () => {
  const { world, mailTo, day } = await openCourse();
  const { membership } = await seat(world.db, 'ulla', { role: 'facilitator' });
  const line = { cohort: 'rhizo', on: '2027-01-12', text: 'Good morning.', membershipId: membership.id };
  await sayOnDay(world.db, line, NOON);
  await day(12);
  expect((await mailTo('ulla')).text).toMatch(/FROM YOUR HOST\s+Good morning\./);
});

test('a blog that was taken away meanwhile is in nobody’s mail', async () => {
  const { world, mailTo, day } = await openCourse();
  const [ada, grace] = [await blogger(world, 'ada'), await blogger(world, 'grace')];
  await writes(world, ada, 'roots');
  await writes(world, grace, 'doubts', { to: ['https://ada.example/roots'] });
  await weave(world.db, cohort, SITE, NOON);
  await removeBlog(world.db, grace.membership, grace.blog.id);
  await day(12);
  expect((await mailTo('ada')).text).not.toContain('doubts');
  expect(await world.db.select().from(posts)).toHaveLength(2);
});
