import { globSync } from 'node:fs';
import { request } from 'node:http';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { limitUses } from '#core/db/schema/door.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { memberships, people, sessions } from '#core/db/schema/people.ts';
import { stopAnswersUrl, unsubscribeToken, unsubscribeUrl } from '#core/mail/unsubscribe.ts';
import { changeWishes, findWishes } from '#core/mail/wishes.ts';
import { changeHearing } from '#core/memberships.ts';
import { listReflections } from '#core/reflections.ts';
import { cohortFiles, writeCohort } from '../support/cohort.ts';
import { useSite } from './site.ts';

const CANARY = 'Kanarienvogel';
const closed = {
  'cohort.md': (cohortFiles['cohort.md'] ?? '').replace('title: Rhizo', `title: ${CANARY}\nopenness: closed`),
  '01-roots.md': (cohortFiles['01-roots.md'] ?? '')
    .replace('title: Roots', `title: ${CANARY}`)
    .replace('2027-01-11', '2020-01-11'),
};

const site = useSite((contentDir) => {
  writeCohort(contentDir);
  writeCohort(contentDir, closed, 'closed');
  writeCohort(
    contentDir,
    { 'cohort.md': '---\ntitle: Oops\nstarts: 2027-13-01\ncolour: red\n---\n' },
    'broken',
  );
});

const UNSAFE = [
  '/rhizo/join',
  '/rhizo/join/some-id',
  '/rhizo/reflect',
  '/rhizo/facilitate/',
  '/rhizo/facilitate/people',
  '/rhizo/facilitate/held',
  '/rhizo/facilitate/live/',
  '/rhizo/live/1',
  '/me/answers',
  '/rhizo/weeks/1',
  '/start/',
  '/me',
  '/sign-in',
  '/sign-in/some-token',
  '/sign-out',
];

describe('a form from elsewhere', () => {
  const callers: [string, Record<string, string>][] = [
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a sibling domain', { 'sec-fetch-site': 'same-site', origin: 'http://other.localhost' }],
    ['another origin, from an old browser', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['something that says nothing', {}],
  ];
  for (const path of UNSAFE) {
    test.each(callers)(`to ${path} by %s is refused`, async (_, headers) => {
      const answer = await fetch(site.url + path, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ name: 'x' }),
        redirect: 'manual',
      });
      expect(answer.status).toBe(403);
    });
  }

  test('as JSON, as text or by another method is refused all the same', async () => {
    for (const [method, type] of [
      ['POST', 'application/json'],
      ['POST', 'text/plain'],
      ['PUT', 'application/json'],
      ['DELETE', 'text/plain'],
    ] as const) {
      const answer = await fetch(`${site.url}/me`, {
        method,
        headers: { 'content-type': type, 'sec-fetch-site': 'cross-site' },
        body: '{}',
      });
      expect(answer.status).toBe(403);
    }
  });

  test('from our own page in a browser without Sec-Fetch-Site is taken', async () => {
    const answer = await fetch(`${site.url}/sign-in`, {
      method: 'POST',
      headers: { origin: site.url },
      body: new URLSearchParams({ email: 'nobody@example.org' }),
    });
    expect(answer.status).toBe(200);
  });
});

describe('a closed cohort', () => {
  const PATHS = [
    '',
    'weeks/',
    'weeks/1',
    'daily/',
    'daily/2026-01-01',
    'daily.atom',
    'daily.rss',
    'daily.json',
    'posts.atom',
    'posts.rss',
    'posts.json',
    'blogs.opml',
    'people/',
    'people/berta',
    'live/',
    'live/1',
    'live/1/events',
    'live/1.ics',
    'calendar.ics',
    'reflect',
    'facilitate/',
    'nothing',
  ];

  test.each(PATHS)('shows a stranger nothing at %s', async (path) => {
    const answer = await site.get(`/closed/${path}`);
    expect([302, 303, 404]).toContain(answer.status);
    expect(await answer.text()).not.toContain(CANARY);
  });

  test.each(['live/1', 'reflect', 'facilitate/'])('answers a form of %s in words', async (path) => {
    const answer = await site.post(`/closed/${path}`, { do: 'answer', text: 'Kept in the form.' });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('nothing was done. Sign in');
  });

  test.each(['/rhizo/reflect', '/me'])('and so does an open one, at %s', async (path) => {
    const answer = await site.post(path, { do: 'write', body: 'Kept in the form.' });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('nothing was done. Sign in');
  });

  test.each(PATHS)('shows the member of another cohort nothing at %s', async (path) => {
    const stranger = await site.member('Anna', 'rhizo');
    const answer = await site.get(`/closed/${path}`, stranger);
    expect([302, 303, 404]).toContain(answer.status);
    expect(await answer.text()).not.toContain(CANARY);
  });

  test('is not named in the list of cohorts, except to its members', async () => {
    expect(await (await site.get('/')).text()).not.toContain(CANARY);
    const member = await site.member('Berta', 'closed');
    expect(await (await site.get('/', member)).text()).toContain(CANARY);
    expect((await site.get('/closed/weeks/1', member)).status).toBe(200);
    expect((await site.get('/closed/daily.atom', member)).status).toBe(200);
  });

  test('lets nobody in through the form', async () => {
    const fields = { name: 'Carl', email: 'carl@example.org', blog: '' };
    expect((await site.post('/closed/join', fields)).status).toBe(403);
    const signedIn = await site.member('Dora', 'rhizo');
    expect((await site.post('/closed/join', fields, signedIn)).status).toBe(403);
    const members = await site.db.select().from(memberships).where(eq(memberships.cohort, 'closed'));
    expect(members.map(({ handle }) => handle)).not.toContain('dora');
  });
});

describe('the facilitators’ desk', () => {
  /** Every page of the desk, as the folder has them; what stands in brackets is there or not, it makes no difference. */
  const DESK = globSync('src/pages/[[]cohort[]]/facilitate/**/*.{astro,ts}').map((file) =>
    file
      .replaceAll('\\', '/')
      .replace('src/pages/[cohort]', '/rhizo')
      .replace(/\.(astro|ts)$/, '')
      .replace(/index$/, '')
      .replaceAll(/\[\w+\]/g, '1'),
  );

  test.each(DESK)('is refused to everybody but its own facilitators: %s', async (path) => {
    const callers = [
      undefined,
      await site.member('Emil', 'rhizo'),
      await site.member('Frieda', 'closed', 'facilitator'),
    ];
    for (const caller of callers) {
      const seen = await site.get(path, caller);
      expect(seen.status).toBe(caller === undefined ? 303 : 404);
      expect(await seen.text()).not.toContain('facilitators’ desk">');
      const answer = await site.post(path, { do: 'invite', name: 'X', email: 'x@example.org' }, caller);
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('nothing was done');
    }
    const mails = await site.db.select().from(outbox).where(eq(outbox.toAddress, 'x@example.org'));
    expect(mails).toEqual([]);
  });

  test('invites somebody by mail, who is no member before saying yes', async () => {
    const host = await site.member('Gerda', 'rhizo', 'facilitator');
    const answer = await site.post(
      '/rhizo/facilitate/people',
      { do: 'invite', name: 'Ida', email: 'ida@example.org' },
      host,
    );
    expect(answer.status).toBe(303);
    const [mail] = await site.db.select().from(outbox).where(eq(outbox.toAddress, 'ida@example.org'));
    expect(mail?.text).toContain('Gerda would like to have you');
    expect(await site.db.select().from(people).where(eq(people.email, 'ida@example.org'))).toEqual([]);
    const link = /http\S+\/sign-in\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
    expect((await site.post(new URL(link).pathname, {})).headers.get('location')).toBe(
      '/rhizo/?done=welcome',
    );
    expect((await site.post(new URL(link).pathname, {})).status).toBe(410);
  });
});

describe('what one person wrote for themselves', () => {
  test('can be read, changed and removed by nobody else', async () => {
    const owner = await site.member('Jana', 'rhizo');
    await site.post('/rhizo/reflect', { do: 'write', prompt: 'intention', body: 'My secret hope.' }, owner);
    const [secret] = await listReflections(site.db, owner.membership);
    if (!secret) throw new Error('nothing was written');
    const other = await site.member('Karl', 'rhizo', 'facilitator');
    expect(await (await site.get('/rhizo/reflect', other)).text()).not.toContain('My secret hope.');
    await site.post('/rhizo/reflect', { do: 'change', id: String(secret.id), body: 'hacked' }, other);
    await site.post('/rhizo/reflect', { do: 'delete', id: String(secret.id) }, other);
    expect(await (await site.get('/rhizo/reflect', owner)).text()).toContain('My secret hope.');
  });
});

describe('at the door', () => {
  test('known and unknown addresses get the same answer', async () => {
    await site.member('Lena', 'rhizo');
    const [known, unknown] = await Promise.all(
      ['lena@example.org', 'nobody-at-all@example.org'].map(async (email) => {
        const answer = await site.post('/sign-in', { email });
        const words = (await answer.text()).replaceAll(email, '').replace(/<strong>\d{6}<\/strong>/, '');
        return { status: answer.status, words };
      }),
    );
    expect(known).toEqual(unknown);
  });

  test('a thousand posts for one address make at most three mails', async () => {
    await site.member('Mona', 'rhizo');
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(
        Array.from({ length: 50 }, () => site.post('/sign-in', { email: 'mona@example.org' })),
      );
    }
    const mails = await site.db.select().from(outbox).where(eq(outbox.toAddress, 'mona@example.org'));
    expect(mails).toHaveLength(3);
    await site.db.delete(limitUses);
  }, 60_000);

  test('a link that one browser asked for wants the code in another', async () => {
    await site.member('Nora', 'rhizo');
    const asked = await site.post('/sign-in', { email: 'nora@example.org' });
    const code = /<strong>(\d{6})<\/strong>/.exec(await asked.text())?.[1] ?? '';
    const [mail] = await site.db.select().from(outbox).where(eq(outbox.toAddress, 'nora@example.org'));
    const path = /\/sign-in\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
    expect(await (await site.get(path)).text()).toContain('The code');
    const wrong = await site.post(path, { code: code === '000000' ? '111111' : '000000' });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('4 tries are left');
    expect((await site.post(path, { code })).status).toBe(303);
  });

  test('a wrong mail address gets a sentence, and what was typed stays', async () => {
    const answer = await site.post('/rhizo/join', { name: 'Otto "<3', email: 'otto', blog: 'otto.example' });
    expect(answer.status).toBe(400);
    const words = await answer.text();
    expect(words).toContain('That is not a mail address.');
    expect(words).toContain('value="Otto &quot;<3"');
    expect(words).toContain('value="otto.example"');
  });

  test('signing out ends every session', async () => {
    const member = await site.member('Paul', 'rhizo');
    await site.post('/sign-out', {}, member);
    const left = await site.db.select().from(sessions).where(eq(sessions.personId, member.person.id));
    expect(left).toEqual([]);
    expect((await site.get('/me', member)).status).toBe(303);
  });
});

describe('one-click unsubscribe', () => {
  test('works without cookie, Origin and redirect; a GET changes nothing; it can be undone', async () => {
    const { person, membership } = await site.member('Quentin', 'rhizo');
    const url = unsubscribeUrl(site.url, await unsubscribeToken(site.db, membership.id));
    const rhythm = async () => {
      const [row] = await site.db.select().from(memberships).where(eq(memberships.personId, person.id));
      return row?.rhythm;
    };
    await fetch(url);
    expect(await rhythm()).toBe('daily');
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    expect((await fetch(url, { method: 'POST', body, redirect: 'error' })).status).toBe(200);
    expect(await rhythm()).toBe('feed');
    await fetch(url, { method: 'POST', body: new URLSearchParams({ rhythm: 'daily' }) });
    expect(await rhythm()).toBe('daily');
    // Some mail programs don't say what they send.
    expect((await fetch(url, { method: 'POST', body: Buffer.from(String(body)) })).status).toBe(200);
    expect(await rhythm()).toBe('feed');
    await fetch(url, { method: 'POST', body: new URLSearchParams({ rhythm: 'daily' }) });
    const forged = url.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await fetch(forged, { method: 'POST', body })).status).toBe(404);
    expect(await rhythm()).toBe('daily');
  });
});

test('no more mail means none of answers either, and one button undoes both', async () => {
  const { membership } = await site.member('Quirin', 'rhizo');
  await changeHearing(site.db, membership.id, 'mail');
  const path = `/unsubscribe/${await unsubscribeToken(site.db, membership.id)}`;
  const answer = await (await site.post(path, {})).text();
  const wishes = () => findWishes(site.db, membership.id);
  expect(await wishes()).toMatchObject({ rhythm: 'feed', hearsOfAnswers: 'digest' });
  const undo = [...answer.matchAll(/type="hidden" name="(\w+)" value="(\w+)"/g)];
  await site.post(path, Object.fromEntries(undo.map(([, name, value]) => [name, value])));
  expect(await wishes()).toMatchObject({ rhythm: 'daily', hearsOfAnswers: 'mail' });
});

test('who only hears of answers by mail can stop that, and undo it, and gets no daily by it', async () => {
  const { membership } = await site.member('Quinta', 'rhizo');
  await changeWishes(site.db, membership.id, { rhythm: 'none' }, 'UTC');
  await changeHearing(site.db, membership.id, 'mail');
  const path = `/unsubscribe/${await unsubscribeToken(site.db, membership.id)}`;
  const wishes = () => findWishes(site.db, membership.id);
  expect(await (await site.get(path)).text()).toContain('Stop the mail?');
  const answer = await (await site.post(path, {})).text();
  expect(answer).toContain('No more mail');
  expect(await wishes()).toMatchObject({ rhythm: 'none', hearsOfAnswers: 'digest' });
  const undo = [...answer.matchAll(/type="hidden" name="(\w+)" value="(\w+)"/g)];
  await site.post(path, Object.fromEntries(undo.map(([, name, value]) => [name, value])));
  expect(await wishes()).toMatchObject({ rhythm: 'none', hearsOfAnswers: 'mail' });
});

test('mail of answers can be stopped alone, by one click or by a button, and undone', async () => {
  const { membership } = await site.member('Quirina', 'rhizo');
  await changeHearing(site.db, membership.id, 'mail');
  const url = stopAnswersUrl(site.url, await unsubscribeToken(site.db, membership.id));
  const wishes = () => findWishes(site.db, membership.id);
  expect(await (await fetch(url)).text()).toContain('Stop the mail of answers?');
  expect(await wishes()).toMatchObject({ rhythm: 'daily', hearsOfAnswers: 'mail' });
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  const answer = await fetch(url, { method: 'POST', body, redirect: 'error' });
  expect(await answer.text()).toContain('No more mail of answers');
  expect(await wishes()).toMatchObject({ rhythm: 'daily', hearsOfAnswers: 'digest' });
  expect(await (await fetch(url)).text()).toContain('No more mail of answers');
  await fetch(url, { method: 'POST', body: new URLSearchParams({ answers: 'mail' }) });
  expect(await wishes()).toMatchObject({ rhythm: 'daily', hearsOfAnswers: 'mail' });
});

describe('what nobody would send', () => {
  test.each(['valueOf', '__proto__', 'constructor', 'hasOwnProperty'])(
    '?done=%s says nothing',
    async (done) => {
      const answer = await site.get(`/?done=${done}`);
      expect(answer.status).toBe(200);
      expect(await answer.text()).not.toContain('[object');
    },
  );

  test.each(['text/plain', 'application/json', 'multipart/form-data'])(
    'a form as %s is one with nothing in it',
    async (type) => {
      const headers = { 'content-type': type, origin: site.url };
      const answer = await fetch(`${site.url}/sign-in`, { method: 'POST', headers, body: 'odd' });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('<form');
    },
  );

  test.each(['-5', 'x', '1e3'])('a week of the number %s', async (number) => {
    const host = await site.member('Rudi', 'rhizo', 'facilitator');
    const path = `/rhizo/facilitate/weeks/${number}`;
    expect((await site.get(path, host)).status).toBe(404);
    expect((await site.post(path, { do: 'save', title: 'A' }, host)).status).toBe(404);
  });
});

describe('content with a mistake in it', () => {
  test('takes only its own cohort down, and names file, line and field', async () => {
    const answer = await site.get('/broken/');
    expect(answer.status).toBe(503);
    const words = await answer.text();
    expect(words).toContain('broken/cohort.md, line 3');
    expect(words).toContain('There is no field &quot;colour&quot;');
    expect((await site.get('/rhizo/')).status).toBe(200);
  });

  test('shows at once when it is mended', async () => {
    writeCohort(site.contentDir, cohortFiles, 'broken');
    expect((await site.get('/broken/')).status).toBe(200);
    writeCohort(
      site.contentDir,
      { ...cohortFiles, '01-roots.md': '---\ntitle: A\nopen: 2027\n---\n' },
      'broken',
    );
    expect((await site.get('/broken/')).status).toBe(200);
    const host = await site.member('Rosa', 'broken', 'facilitator');
    expect(await (await site.get('/broken/facilitate/', host)).text()).toContain(
      'broken/01-roots.md, line 3',
    );
  });
});

describe('every answer', () => {
  test('carries the headers that browsers need, pages, feeds and refusals alike', async () => {
    for (const path of [
      '/',
      '/rhizo/',
      '/rhizo/daily.atom',
      '/nothing',
      '/closed/',
      '/healthz',
      '/broken/',
    ]) {
      const { headers } = await site.get(path);
      const policy = headers.get('content-security-policy')?.split('; ');
      expect(policy, path).toEqual(
        expect.arrayContaining(["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]),
      );
      // Scripts come from here or from nowhere, and nothing else is said of them.
      expect(
        policy?.filter(
          (rule) => /script|object|frame-src|unsafe|\*/.test(rule) && rule !== "script-src 'self'",
        ),
        path,
      ).toEqual([]);
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    }
  });

  test('links to the address of the settings, whatever Host the request names', async () => {
    const body = await new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(site.url);
      request({ hostname, port, path: '/rhizo/daily.atom', headers: { host: 'evil.example' } }, (answer) => {
        let text = '';
        answer
          .setEncoding('utf8')
          .on('data', (more) => (text += more))
          .on('end', () => resolve(text));
      })
        .on('error', reject)
        .end();
    });
    expect(body).toContain(site.url);
    expect(body).not.toContain('evil.example');
  });

  test('has no script in the page', async () => {
    for (const path of ['/', '/rhizo/', '/rhizo/join', '/sign-in']) {
      expect(await (await site.get(path)).text()).not.toMatch(/<script|\son\w+=|style="/);
    }
  });

  test('refuses a body of more than a megabyte', async () => {
    const answer = await site.post('/sign-in', { email: 'x'.repeat(1_200_000) });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await site.get('/')).status).toBe(200);
  });
});
