import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { people } from '#core/db/schema/people.ts';
import { listFollowed } from '#core/follows.ts';
import { findHostLine, lineVersion } from '#core/host-lines.ts';
import { unsubscribeToken } from '#core/mail/unsubscribe.ts';
import { findWishes } from '#core/mail/wishes.ts';
import { writeCohort } from '../support/cohort.ts';
import { NOON, seatWithPost } from '../support/participants.ts';
import { useSite } from './site.ts';

const site = useSite((contentDir) => writeCohort(contentDir));

describe('the controls at the foot of a mail', () => {
  test('change how it comes, and nothing else, without a session', async () => {
    const { membership } = await site.member('Ada', 'rhizo');
    const path = `/mail/${await unsubscribeToken(site.db, membership.id)}`;
    const page = await site.get(path);
    expect(page.status).toBe(200);
    expect(page.headers.get('set-cookie')).toBeNull();
    const saved = await site.post(path, { do: 'wishes', rhythm: 'weekly', budget: 'five', hour: '6' });
    expect(saved.status).toBe(303);
    expect(saved.headers.get('set-cookie')).toBeNull();
    expect(await findWishes(site.db, membership.id)).toMatchObject({
      rhythm: 'weekly',
      budget: 'five',
      mailHour: 6,
    });
    await site.post(path, { do: 'away', until: '2030-02-01' });
    expect((await findWishes(site.db, membership.id))?.awayUntil).toBe('2030-02-01');
    expect(await (await site.get(path)).text()).toContain('No mail until Friday, 1 February 2030');
    await site.post(path, { do: 'back' });
    expect((await findWishes(site.db, membership.id))?.awayUntil).toBeNull();
  });

  test('say when no mail comes, and offer to stop only what comes', async () => {
    const { person, membership } = await site.member('Rosa', 'rhizo');
    const path = `/mail/${await unsubscribeToken(site.db, membership.id)}`;
    const words = async () => (await site.get(path)).text();
    expect(await words()).toContain('Stop this mail');
    expect(await words()).not.toContain('just now');
    await site.post(path, { do: 'wishes', rhythm: 'feed', budget: 'all', hour: '' });
    expect(await words()).not.toContain('Stop this mail');
    await site.db.update(people).set({ mailPausedAt: NOON }).where(eq(people.id, person.id));
    expect(await words()).toContain('It doesn’t come just now: what we sent you came back.');
  });

  test('say where one hears of answers, to whoever has a blog', async () => {
    const { membership } = await seatWithPost(site.db, 'Orla');
    const path = `/mail/${await unsubscribeToken(site.db, membership.id)}`;
    expect(await (await site.get(path)).text()).toContain('When somebody answers you');
    expect((await site.post(path, { do: 'answers', answers: 'mail' })).status).toBe(303);
    expect(await findWishes(site.db, membership.id)).toMatchObject({ hearsOfAnswers: 'mail' });
    expect((await site.post(path, { do: 'answers', answers: 'often' })).status).toBe(400);
    const reader = (await site.member('Paul', 'rhizo')).membership;
    const readers = `/mail/${await unsubscribeToken(site.db, reader.id)}`;
    expect(await (await site.get(readers)).text()).not.toContain('When somebody answers you');
  });

  test('keep what was typed and say what is wrong with it', async () => {
    const { membership } = await site.member('Grace', 'rhizo');
    const path = `/mail/${await unsubscribeToken(site.db, membership.id)}`;
    const answer = await site.post(path, { do: 'away', until: 'soon' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('Say on which day you are back, such as 2027-01-11.');
    expect((await findWishes(site.db, membership.id))?.awayUntil).toBeNull();
  });

  test('work for nobody whose link is not whole', async () => {
    const { membership } = await site.member('Eve', 'rhizo');
    const token = await unsubscribeToken(site.db, membership.id);
    for (const bad of [token.slice(0, -1), token.replace(/^\d+/, '1'), 'nothing']) {
      if (bad === token) continue;
      const answer = await site.post(`/mail/${bad}`, {
        do: 'wishes',
        rhythm: 'none',
        budget: 'all',
        hour: '',
      });
      expect(answer.status).toBe(404);
    }
    expect((await findWishes(site.db, membership.id))?.rhythm).toBe('daily');
  });
});

test('one’s own page changes the same, where one’s clocks are, and who one is', async () => {
  const ada = await site.member('Mary', 'rhizo');
  await site.post('/me', { do: 'zone', timezone: 'Asia/Tokyo' }, ada);
  await site.post('/me', { do: 'wishes', cohort: 'rhizo', rhythm: 'daily', budget: 'titles', hour: '' }, ada);
  await site.post('/me', { do: 'about', cohort: 'rhizo', about: 'I mend bells.' }, ada);
  expect(await findWishes(site.db, ada.membership.id)).toMatchObject({
    budget: 'titles',
    timezone: 'Asia/Tokyo',
    mailHour: null,
  });
  const wrong = await site.post('/me', { do: 'zone', timezone: 'Atlantis' }, ada);
  expect(wrong.status).toBe(400);
  expect(await (await site.get('/rhizo/people/mary', ada)).text()).toContain('I mend bells.');
});

test('somebody is followed quietly: only the follower’s page says so', async () => {
  const { membership } = await seatWithPost(site.db, 'Hedy');
  const [ada, eve] = [await site.member('Ada', 'rhizo'), await site.member('Eve', 'rhizo')];
  expect((await site.post('/rhizo/people/hedy', { follow: 'yes' })).status).toBe(403);
  await site.post('/rhizo/people/hedy', { follow: 'yes' }, ada);
  expect([...(await listFollowed(site.db, ada.membership.id))]).toEqual([membership.id]);
  expect(await (await site.get('/rhizo/people/hedy', ada)).text()).toContain('no longer follow');
  expect(await (await site.get('/rhizo/people/hedy', eve)).text()).not.toContain('no longer follow');
  await site.post('/rhizo/people/hedy', { follow: 'no' }, ada);
  expect((await listFollowed(site.db, ada.membership.id)).size).toBe(0);
});

test('the host writes a line for a day, moves it to another, and takes it back', async () => {
  const host = await site.member('Host', 'rhizo', 'facilitator');
  const guest = await site.member('Guest', 'rhizo');
  const [on, next] = ['2030-01-12', '2030-01-13'];
  const line = { do: 'say', on, text: 'Good morning.', stood: on, was: '', over: '' };
  const textOn = async (day: string) => (await findHostLine(site.db, 'rhizo', day))?.text ?? null;
  const version = async (day: string) => lineVersion(await findHostLine(site.db, 'rhizo', day));
  const desk = '/rhizo/facilitate/';
  expect((await site.post(desk, line, guest)).status).toBe(403);
  expect((await site.post(desk, line, host)).status).toBe(303);
  expect((await site.post(desk, line, host)).status).toBe(303);
  expect(await textOn(on)).toBe('Good morning.');
  expect((await site.post(desk, { ...line, text: 'x'.repeat(2000) }, host)).status).toBe(400);

  const moved = { ...line, on: next, was: await version(on) };
  expect((await site.post(desk, moved, host)).status).toBe(303);
  expect((await site.post(desk, moved, host)).status).toBe(303);
  expect([await textOn(on), await textOn(next)]).toEqual([null, 'Good morning.']);

  await site.post(desk, { ...line, text: 'Another.' }, host);
  const empty = { ...line, on, stood: next, was: await version(next), over: await version(on), text: '' };
  await site.post(desk, empty, host);
  expect([await textOn(on), await textOn(next)]).toEqual(['Another.', null]);
});
