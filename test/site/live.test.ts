import ICAL from 'ical.js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dayIn } from '#core/calendar.ts';
import { weave } from '#core/conversations/weave.ts';
import { feedKey } from '#core/feed-keys.ts';
import { listAnswers, writeAnswer } from '#core/live/answers.ts';
import { planWithQuestions } from '#core/live/edit.ts';
import { listQuestions, openQuestion } from '#core/live/questions.ts';
import { findSession, type LiveSession, listForCalendar } from '#core/live/sessions.ts';
import { changeTimezone } from '#core/mail/wishes.ts';
import { updatePost } from '#core/posts.ts';
import { makeIssue } from '#core/publishing.ts';
import { cohortFiles, testCohort, writeCohort } from '../support/cohort.ts';
import { seatWithPost } from '../support/participants.ts';
import { type Member, useSite } from './site.ts';

const closed = {
  ...cohortFiles,
  'cohort.md': (cohortFiles['cohort.md'] ?? '').replace(
    'title: Rhizo',
    'title: Kanarienvogel\nopenness: closed',
  ),
};

const site = useSite((contentDir) => {
  writeCohort(contentDir);
  writeCohort(contentDir, closed, 'closed');
  writeCohort(contentDir, cohortFiles, 'without');
});

const MINUTE = 60_000;
const PLAN = {
  title: 'An hour <on> asking',
  introduction: 'Bring **one** question.',
  minutes: 60,
  timezone: 'Europe/Berlin',
  roomUrl: 'https://meet.example.org/asking',
};

/** A session that is going on, with its first question open. */
async function underway(cohort = 'rhizo') {
  const host = await site.member(`Hanne-${cohort}`, cohort, 'facilitator');
  const plan = { ...PLAN, startsAt: new Date(Date.now() - 10 * MINUTE) };
  const session = await planWithQuestions(site.db, plan, ['One?', 'Two?'], host.membership, new Date());
  const [first, second] = await listQuestions(site.db, session.id);
  if (!first || !second) throw new Error('There are no questions.');
  await openQuestion(site.db, session.id, first.id, new Date());
  return {
    host,
    session,
    path: `/${cohort}/live/${session.id}`,
    first: String(first.id),
    second: String(second.id),
  };
}

const answersOf = async ({ id }: LiveSession) => (await listAnswers(site.db, id)).map(({ text }) => text);

describe('planning a session', () => {
  const form = {
    do: 'plan',
    title: 'An hour on maps',
    introduction: '',
    on: '2027-02-04',
    at: '19:00',
    timezone: 'Europe/Berlin',
    minutes: '60',
    room: '',
    questions: ' One? \r\n\r\nTwo?',
  };
  const sent = async (fields: Record<string, string>, path = '/rhizo/facilitate/live/') => {
    const host = await site.member('Hanne-rhizo', 'rhizo', 'facilitator');
    const answer = await site.post(path, { ...form, ...fields }, host);
    return {
      status: answer.status,
      location: answer.headers.get('location') ?? '',
      words: await answer.text(),
    };
  };

  test('stores it with its questions and shows it to strangers, in the cohort’s zone', async () => {
    const { status, location } = await sent({});
    expect(status).toBe(303);
    const id = Number(/live\/(\d+)\?done=planned$/.exec(location)?.[1]);
    const session = await findSession(site.db, 'rhizo', id);
    expect(session).toMatchObject({ startsAt: new Date('2027-02-04T18:00:00Z'), sequence: 0, roomUrl: null });
    expect((await listQuestions(site.db, id)).map(({ text }) => text)).toEqual(['One?', 'Two?']);
    const page = await (await site.get(`/rhizo/live/${id}`)).text();
    expect(page).toContain('Thursday, 4 February 2027, 19:00–20:00 CET');
    expect(page).not.toContain('One?');
    const reader = await site.member('Moana', 'rhizo');
    await changeTimezone(site.db, reader.person.id, 'Pacific/Auckland');
    expect(await (await site.get(`/rhizo/live/${id}`, reader)).text()).toContain(
      'Friday, 5 February 2027, 07:00–08:00 GMT+13',
    );
  });

  test('a time that clocks leap over is answered with a sentence, and nothing is lost', async () => {
    const { status, words } = await sent({ on: '2027-03-28', at: '02:30' });
    expect(status).toBe(400);
    expect(words).toContain('Clocks in Europe/Berlin leap over 02:30 on that day');
    expect(words).toContain('03:30 is there');
    expect(words).toContain('value="An hour on maps"');
    expect(words).toContain('Two?</textarea>');
  });

  test.each([
    ['first', '2027-10-31T00:30:00Z'],
    ['second', '2027-10-31T01:30:00Z'],
  ])('a time that comes twice is asked about; the %s is taken', async (which, instant) => {
    const asked = await sent({ on: '2027-10-31', at: '02:30' });
    expect(asked.status).toBe(400);
    expect(asked.words).toContain('show 02:30 twice');
    const { location } = await sent({ on: '2027-10-31', at: '02:30', which });
    const session = await findSession(site.db, 'rhizo', Number(/live\/(\d+)/.exec(location)?.[1]));
    expect(session?.startsAt).toEqual(new Date(instant));
  });

  test.each([
    ['title', ' ', 'Give it a title'],
    ['on', '2027-02-30', 'That is not a day'],
    ['at', '25:00', 'That is not a time of day'],
    ['minutes', 'an hour', 'That is not a number of minutes'],
    ['minutes', '5', 'Ten minutes are the shortest'],
    ['timezone', 'Moon/Base', 'Choose one from the list'],
    ['room', 'javascript:alert(1)', 'That is no address'],
    ['questions', Array.from({ length: 11 }, (_, i) => `${i}?`).join('\n'), '10 are the most'],
  ])('a wrong %s (%s) is answered with a sentence', async (field, value, sentence) => {
    const { status, words } = await sent({ [field]: value });
    expect(status).toBe(400);
    expect(words).toContain(sentence);
  });

  test('two facilitators who edit at once are shown each other’s words', async () => {
    const { session, host } = await underway();
    const path = `/rhizo/facilitate/live/${session.id}`;
    const page = await (await site.get(path, host)).text();
    const seen = /name="seen" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const change = { do: 'change', seen, questions: 'Three?' };
    expect((await sent({ ...change, title: 'Hers' }, path)).status).toBe(303);
    const late = await sent({ ...change, title: 'Mine' }, path);
    expect(late.status).toBe(409);
    expect(late.words).toContain('Somebody has changed it meanwhile');
    expect(late.words).toContain('value="Mine"');
    expect((await findSession(site.db, 'rhizo', session.id))?.title).toBe('Hers');
  });

  test('calling off and bringing back show on the page and at home', async () => {
    const { session, host, path } = await underway();
    const desk = `/rhizo/facilitate/live/${session.id}`;
    await site.post(desk, { do: 'call-off' }, host);
    expect(await (await site.get(path)).text()).toContain('It is called off');
    expect(await (await site.get('/rhizo/')).text()).toContain(`Called off: <a href="${path}"`);
    await site.post(desk, { do: 'bring-back' }, host);
    expect(await (await site.get(path)).text()).not.toContain('It is called off');
    expect(await (await site.get('/rhizo/')).text()).toContain('Live now');
  });
});

test('who calls a session off is told whether an issue says so before it begins', async () => {
  const { session, host } = await underway();
  const plan = { ...PLAN, startsAt: new Date(Date.now() + 5 * 24 * 60 * MINUTE) };
  const later = await planWithQuestions(site.db, plan, [], host.membership, new Date());
  for (const [{ id }, late] of [
    [session, true],
    [later, false],
  ] as const) {
    const desk = `/rhizo/facilitate/live/${id}`;
    const says = 'No issue can tell of it in time, so write to people yourself';
    expect((await (await site.get(desk, host)).text()).includes(says)).toBe(late);
    const done = (await site.post(desk, { do: 'call-off' }, host)).headers.get('location') ?? '';
    const page = await (await site.get(done, host)).text();
    expect([page.includes(says), page.includes('and the next issue if one')]).toEqual([late, !late]);
  }
});

describe('a session’s page', () => {
  test('takes answers of members, shows them as text, and lets their writers change and remove them', async () => {
    const { path, first, session } = await underway();
    const ada = await site.member('Ada', 'rhizo');
    const text = '<img src=x onerror=alert(1)> & "me"';
    const answer = await site.post(path, { do: 'answer', question: first, text }, ada);
    expect(answer.headers.get('location')).toMatch(/\?done=answered#answer-\d+$/);
    const page = await (await site.get(path)).text();
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;me&quot;');
    expect(page).not.toContain('<img');
    expect(page).toContain('An hour &lt;on&gt; asking');
    const [written] = await listAnswers(site.db, session.id);
    const id = String(written?.id);
    await site.post(path, { do: 'change', answer: id, text: 'Better.' }, ada);
    expect(await answersOf(session)).toEqual(['Better.']);
    await site.post(path, { do: 'delete', answer: id }, ada);
    expect(await answersOf(session)).toEqual([]);
  });

  test('what is too long, or comes too late, stays to be read', async () => {
    const { path, first, second } = await underway();
    const ada = await site.member('Ada', 'rhizo');
    const long = await site.post(path, { do: 'answer', question: first, text: 'y'.repeat(501) }, ada);
    expect(long.status).toBe(400);
    const words = await long.text();
    expect(words).toContain('more than 500 letters');
    expect(words).toContain('y'.repeat(501));
    const shut = await site.post(path, { do: 'answer', question: second, text: 'Too soon.' }, ada);
    expect(shut.status).toBe(409);
    expect(await shut.text()).toContain('Too soon.</textarea>');
  });

  test('opens questions at a facilitator’s click, and two at once are fine', async () => {
    const { path, second, host } = await underway();
    const other = await site.member('Cohost', 'rhizo', 'facilitator');
    expect(await (await site.get(path)).text()).not.toContain('Two?');
    const clicks = [host, other].map((who) => site.post(path, { do: 'open', question: second }, who));
    expect((await Promise.all(clicks)).map(({ status }) => status)).toEqual([303, 303]);
    expect(await (await site.get(path)).text()).toContain('Two?');
    expect((await site.post(path, { do: 'close', question: second }, host)).status).toBe(303);
    expect(await (await site.get(path)).text()).not.toContain('Two?');
  });

  test('refuses every form to those whose business it isn’t', async () => {
    const { path, first, second, session } = await underway();
    const ada = await site.member('Ada', 'rhizo');
    const target = { sessionId: session.id, questionId: Number(first) };
    const answer = String((await writeAnswer(site.db, target, ada.membership, 'Mine.', new Date()))?.id);
    const friend = await site.member('Frieda', 'closed', 'facilitator');
    const callers: [Member | undefined, 'none' | 'participant'][] = [
      [undefined, 'none'],
      [friend, 'none'],
      [await site.member('Emil', 'rhizo'), 'participant'],
    ];
    const forms: ({ do: string } & Record<string, string>)[] = [
      { do: 'answer', question: first, text: 'Intruder' },
      { do: 'open', question: second },
      { do: 'close', question: first },
      { do: 'mark', answer },
      { do: 'unmark', answer },
      { do: 'hide', answer, reason: 'Intruder' },
      { do: 'open', question: 'nonsense' },
    ];
    for (const [caller, rights] of callers) {
      for (const form of forms.filter((each) => rights === 'none' || each.do !== 'answer')) {
        expect((await site.post(path, form, caller)).status, JSON.stringify(form)).toBe(403);
      }
      await site.post(path, { do: 'change', answer, text: 'Hacked' }, caller);
      await site.post(path, { do: 'delete', answer }, caller);
    }
    expect(await listAnswers(site.db, session.id)).toMatchObject([{ text: 'Mine.', markedAt: null }]);
    expect((await listQuestions(site.db, session.id)).map(({ openedAt }) => openedAt !== null)).toEqual([
      true,
      false,
    ]);
    // An id of one cohort says nothing in another, not even to its own facilitator.
    expect((await site.post(`/closed/live/${session.id}`, { do: 'mark', answer }, friend)).status).toBe(404);
  });

  test('leads facilitators to the issue that brought a best line, in place of taking the mark away', async () => {
    const { path, first, host } = await underway();
    const ada = await site.member('Ada', 'rhizo');
    const said = await site.post(path, { do: 'answer', question: first, text: 'The bus driver.' }, ada);
    const answer = /#answer-(\d+)$/.exec(said.headers.get('location') ?? '')?.[1] ?? '';
    const page = async (who?: Member) => (await site.get(path, who)).text();
    await site.post(path, { do: 'mark', answer }, host);
    expect(await page(host)).toContain('Take the mark away');
    const today = dayIn('Europe/Berlin', new Date());
    await makeIssue(site.db, testCohort(), today, new Date());
    expect(await page(host)).toContain(`It stood in <a href="/rhizo/daily/${today}">an issue</a>`);
    expect(await page(host)).not.toContain('Take the mark away');
    for (const who of [ada, undefined]) expect(await page(who)).not.toContain('It stood in');
    expect(await (await site.get(`/rhizo/daily/${today}`)).text()).toContain('The bus driver.');
    const late = await site.post(path, { do: 'unmark', answer }, host);
    expect(late.status).toBe(409);
    expect(await late.text()).toContain('An issue has brought it by now, so the mark stays.');
  });

  test('shows the video room to members only', async () => {
    const { path } = await underway();
    expect(await (await site.get(path)).text()).not.toContain('meet.example.org');
    const ada = await site.member('Ada', 'rhizo');
    const page = await (await site.get(path, ada)).text();
    expect(page).toContain('href="https://meet.example.org/asking"');
    expect(page).not.toContain('<iframe');
  });

  test('lists the posts that link to it, which say so on their pages', async () => {
    const { path } = await underway();
    const { post } = await seatWithPost(site.db, 'Linker');
    await updatePost(site.db, post.id, { title: 'After the hour', links: [`${site.url}${path}#answer-1`] });
    await weave(site.db, testCohort(), site.url, new Date());
    const page = await (await site.get(path)).text();
    expect(page).toContain('Posts that speak of it');
    expect(page).toContain('After the hour');
    const its = await (await site.get(`/rhizo/posts/${post.id}`)).text();
    expect(its).toContain('It speaks of a live session');
    expect(its).toContain(`href="${path}"`);
  });

  test('stands in the navigation only where there are sessions, also for whoever got the page before', async () => {
    const nav = async () => (await (await site.get('/without/')).text()).includes('href="/without/live/"');
    expect([await nav(), await nav()]).toEqual([false, false]);
    const host = await site.member('Wilma', 'without', 'facilitator');
    const plan = { ...PLAN, startsAt: new Date(Date.now() + 60 * MINUTE) };
    await planWithQuestions(site.db, plan, [], host.membership, new Date());
    expect([await nav(), await nav()]).toEqual([true, true]);
  });
});

describe('the stream', () => {
  test('isn’t opened by who asks for its head alone', async () => {
    const { session } = await underway();
    const url = `${site.url}/rhizo/live/${session.id}/events`;
    const answer = await fetch(url, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
  });

  /** Listens to a session's changes; gives what has come so far. */
  async function listen(path: string, visitor?: Member, lastSeen?: string) {
    const ending = new AbortController();
    onTestFinished(() => ending.abort());
    const headers = {
      ...(visitor ? { cookie: visitor.cookie } : {}),
      ...(lastSeen ? { 'last-event-id': lastSeen } : {}),
    };
    const answer = await fetch(`${site.url}${path}/events`, {
      headers,
      signal: ending.signal,
      redirect: 'manual',
    });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let words = '';
    const until = async (wanted: RegExp) => {
      for (let found = wanted.exec(words); ; found = wanted.exec(words)) {
        if (found) return found;
        const next = await reader?.read();
        if (!next || next.done) throw new Error(`It ended, saying: ${words}`);
        words += next.value;
      }
    };
    return { answer, until, forget: () => (words = ''), end: () => ending.abort() };
  }

  test('tells members and strangers of each change, and never what it is', async () => {
    const { path, first, second, host } = await underway();
    const ada = await site.member('Ada', 'rhizo');
    const both = await Promise.all([listen(path, ada), listen(path)]);
    for (const { answer } of both) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('text/event-stream');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    const seen = new Set<string | undefined>();
    const changes = async () => {
      const told = await Promise.all(both.map(({ until }) => until(/event: change\ndata: (\S+)\n\n/)));
      for (const { forget } of both) forget();
      for (const { input } of told) expect(input).not.toContain('Secret');
      expect(told[0]?.[1]).toBe(told[1]?.[1]);
      expect(seen.has(told[0]?.[1])).toBe(false);
      seen.add(told[0]?.[1]);
    };
    await changes();
    await site.post(path, { do: 'answer', question: first, text: 'Secret' }, ada);
    await changes();
    await site.post(path, { do: 'open', question: second }, host);
    await changes();
  });

  test('tells what another process has written, and whoever comes back of what they missed', async () => {
    const { path, first, session } = await underway();
    const ada = await site.member('Ada', 'rhizo');
    const target = { sessionId: session.id, questionId: Number(first) };
    const page = await (await site.get(path)).text();
    const seen = /events\?seen=([\w-]+)/.exec(page)?.[1] ?? '';
    expect(seen).not.toBe('');
    const stream = await listen(path, undefined, seen);
    await stream.until(/retry: \d+/);
    await writeAnswer(site.db, target, ada.membership, 'From elsewhere.', new Date());
    const [, mark = ''] = await stream.until(/id: (\S+)\nevent: change/);
    stream.end();
    await writeAnswer(site.db, target, ada.membership, 'Missed.', new Date());
    const again = await listen(path, undefined, mark);
    const [, next] = await again.until(/id: (\S+)\nevent: change/);
    expect(next).not.toBe(mark);
  });

  test('of a session that is long over has nothing to tell, and one of a closed course is for members', async () => {
    const { host, path: secret } = await underway('closed');
    const open = await underway();
    const plan = { ...PLAN, startsAt: new Date(Date.now() - 24 * 60 * MINUTE) };
    const old = await planWithQuestions(site.db, plan, [], open.host.membership, new Date());
    expect((await listen(`/rhizo/live/${old.id}`)).answer.status).toBe(204);
    expect((await listen(secret)).answer.status).toBe(302);
    expect((await listen(secret, await site.member('Ada', 'rhizo'))).answer.status).toBe(404);
    expect((await listen(secret, host)).answer.status).toBe(200);
    expect((await listen('/rhizo/live/99999')).answer.status).toBe(404);
  });

  test('has room for six of one member, the latest, and for others still', async () => {
    const { path } = await underway();
    const greedy = await site.member('Greta', 'rhizo');
    const first = await listen(path, greedy);
    for (let i = 0; i < 6; i += 1) expect((await listen(path, greedy)).answer.status).toBe(200);
    await expect(first.until(/nothing comes any more/)).rejects.toThrow('It ended');
    expect((await listen(path, await site.member('Ada', 'rhizo'))).answer.status).toBe(200);
  });
});

describe('the calendar', () => {
  const eventsOf = (text: string) =>
    new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((each) => new ICAL.Event(each));

  test('has every session by a UID that stays while its SEQUENCE rises', async () => {
    const { session, host, path } = await underway();
    const event = async () => {
      const answer = await site.get('/rhizo/calendar.ics');
      expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
      const events = eventsOf(await answer.text());
      expect(events).toHaveLength((await listForCalendar(site.db, 'rhizo')).length);
      return events.find(({ uid }) => uid.startsWith(`live-${session.id}.`));
    };
    const before = await event();
    expect(before?.startDate.toJSDate().getTime()).toBe(Math.floor(session.startsAt.getTime() / 1000) * 1000);
    await site.post(`/rhizo/facilitate/live/${session.id}`, { do: 'call-off' }, host);
    const after = await event();
    expect(after?.uid).toBe(before?.uid);
    expect([before?.sequence, after?.sequence]).toEqual([0, 1]);
    expect(after?.component.getFirstPropertyValue('status')).toBe('CANCELLED');
    expect(eventsOf(await (await site.get(`${path}.ics`)).text())).toHaveLength(1);
  });

  test('of a closed course opens with a member’s key, and with no other', async () => {
    const { host, session } = await underway('closed');
    for (const path of ['/closed/calendar.ics', `/closed/live/${session.id}.ics`]) {
      expect((await site.get(path)).status).toBe(404);
      expect((await site.get(`${path}?key=1-nonsense`)).status).toBe(404);
      const stranger = await site.member('Ada', 'rhizo');
      const foreign = await feedKey(site.db, stranger.membership);
      expect((await site.get(`${path}?key=${foreign}`)).status).toBe(404);
      const answer = await site.get(`${path}?key=${await feedKey(site.db, host.membership)}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('private, no-cache');
      expect(await answer.text()).toContain('meet.example.org');
    }
  });
});

describe('what somebody said', () => {
  test('is theirs to see, to download and to remove, and nobody else’s', async () => {
    const { path, first, session } = await underway();
    const ada = await site.member('Ada', 'rhizo');
    const emil = await site.member('Emil', 'rhizo');
    await site.post(path, { do: 'answer', question: first, text: 'Mine alone.' }, ada);
    expect(await (await site.get('/me', ada)).text()).toContain('href="/me/answers"');
    expect(await (await site.get('/me/answers', ada)).text()).toContain('Mine alone.');
    expect(await (await site.get('/me/answers', emil)).text()).not.toContain('Mine alone.');
    expect((await site.get('/me/answers')).status).toBe(303);
    expect((await site.get('/me/answers.json')).status).toBe(303);
    const download = await site.get('/me/answers.json', ada);
    expect(download.headers.get('content-disposition')).toContain('attachment');
    const { answers } = await download.json();
    expect(answers[0]).toMatchObject({ course: 'rhizo', question: 'One?', number: 1, answer: 'Mine alone.' });
    const [written] = await listAnswers(site.db, session.id);
    const form = { do: 'delete', cohort: 'rhizo', answer: String(written?.id) };
    await site.post('/me/answers', form, emil);
    expect(await answersOf(session)).toEqual(['Mine alone.']);
    expect((await site.post('/me/answers', form, ada)).status).toBe(303);
    expect(await answersOf(session)).toEqual([]);
  });
});

test('an issue’s page says the hour in the zone of whoever reads it', async () => {
  const { host } = await underway();
  const startsAt = new Date(Date.now() + 24 * 60 * MINUTE);
  await planWithQuestions(
    site.db,
    { ...PLAN, title: 'Tomorrow', startsAt },
    [],
    host.membership,
    new Date(0),
  );
  const reader = await site.member('Moana', 'rhizo');
  await changeTimezone(site.db, reader.person.id, 'Pacific/Auckland');
  const yesterday = dayIn('Europe/Berlin', new Date(Date.now() - 24 * 60 * MINUTE));
  const page = async (who?: Member) => (await site.get(`/rhizo/daily/${yesterday}`, who)).text();
  const lineOf = (words: string) => /<p class="coming">([^<]*)<a[^>]*><bdi>Live: Tomorrow/.exec(words)?.[1];
  expect(lineOf(await page())).toMatch(/CE[S]?T: $/);
  expect(lineOf(await page(reader))).toMatch(/GMT\+1[23]: $/);
  expect(lineOf(await page())).toMatch(/CE[S]?T: $/);
});

test('the server stops in order while somebody listens', async () => {
  const { path } = await underway();
  const answer = await fetch(`${site.url}${path}/events`);
  expect(answer.status).toBe(200);
  const [{ status }] = await Promise.all([site.running.stop(), answer.text()]);
  expect(status).toBe(0);
});
