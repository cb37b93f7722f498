import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { countChanges } from '#core/db/changes.ts';
import { renamePerson } from '#core/people.ts';
import { updatePost } from '#core/posts.ts';
import { makeIssue } from '#core/publishing.ts';
import { cohortFiles, testCohort, writeCohort } from '../support/cohort.ts';
import { seatWithPost } from '../support/participants.ts';
import { useSite } from './site.ts';

/** Already begun, by the clock of the machine. */
const begun = Object.fromEntries(
  Object.entries(cohortFiles).map(([file, source]) => [file, source.replaceAll('2027-01', '2026-01')]),
);
const closed = {
  ...begun,
  'cohort.md': (begun['cohort.md'] ?? '').replace('title: Rhizo', 'title: Kanarienvogel\nopenness: closed'),
};
const TODAY = new Date().toISOString().slice(0, 10);

const site = useSite((contentDir) => {
  writeCohort(contentDir, begun);
  writeCohort(contentDir, closed, 'closed');
  writeCohort(contentDir, begun, 'renamed');
});

const isHit = (answer: Response) => answer.headers.get('cache-status') === 'potluck; hit';

/** Asks twice as a stranger: the second answer is what the cache gives, if it gives any. */
async function second(path: string): Promise<Response> {
  await (await site.get(path)).text();
  return site.get(path);
}

/** Asks again until the answer is as it should be; within the patience of a test. */
async function until(path: string, isRight: (answer: Response, words: string) => boolean): Promise<void> {
  for (;;) {
    const answer = await site.get(path);
    if (isRight(answer, await answer.text())) return;
  }
}

const SHARED = [
  '/',
  '/rhizo/',
  '/rhizo/weeks/',
  '/rhizo/weeks/1',
  '/rhizo/daily/',
  '/rhizo/daily/2026-01-12',
  '/rhizo/daily.atom',
  '/rhizo/posts.json',
  '/rhizo/blogs.opml',
  '/rhizo/people/',
  '/rhizo/live/',
  '/rhizo/calendar.ics',
];

describe('a page that says the same to everybody', () => {
  test.each(SHARED)('%s is made once, and is the same from the cache', async (path) => {
    const made = await site.get(path);
    const kept = await site.get(path);
    expect(isHit(kept)).toBe(true);
    expect(await kept.text()).toBe(await made.text());
    const headersOf = ({ headers }: Response) =>
      [...headers].filter(([name]) => !['date', 'cache-status', 'connection', 'keep-alive'].includes(name));
    expect(headersOf(kept)).toEqual(headersOf(made));
    expect(kept.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(kept.headers.get('vary')).toBe('Cookie');
  });

  test('is made anew when another process has written what it shows', async () => {
    const { post } = await seatWithPost(site.db, 'Ada', { filedAt: new Date(0) });
    await makeIssue(site.db, testCohort(begun), TODAY, new Date());
    for (const path of ['/rhizo/', `/rhizo/daily/${TODAY}`, '/rhizo/posts.atom', '/rhizo/people/ada']) {
      await updatePost(site.db, post.id, { title: `Before ${path}` });
      expect(await (await second(path)).text()).toContain(`Before ${path}`);
      await updatePost(site.db, post.id, { title: `After ${path}` });
      const answer = await site.get(path);
      expect(isHit(answer)).toBe(false);
      expect(await answer.text()).toContain(`After ${path}`);
    }
  });

  test('is made anew when somebody has sent a form', async () => {
    const ada = await site.member('Ada', 'rhizo');
    await second('/rhizo/people/');
    await site.post('/me', { do: 'rename', name: 'Ada Lovelace' }, ada);
    expect(await (await site.get('/rhizo/people/')).text()).toContain('Ada Lovelace');
    await renamePerson(site.db, ada.person.id, 'Ada');
  });

  test('has nothing of a former name, nor its address, once somebody leaves both behind', async () => {
    await seatWithPost(site.db, 'Former', { cohort: 'renamed', filedAt: new Date(0) });
    const member = await site.member('Former', 'renamed');
    await makeIssue(site.db, testCohort(begun, 'renamed'), TODAY, new Date());
    const paths = ['', 'people/', `daily/${TODAY}`, 'daily.atom', 'daily.rss', 'daily.json'];
    const words = async (path: string) => (await second(`/renamed/${path}`)).text();
    const rename = (more: Record<string, string>) =>
      site.post('/me', { do: 'rename', name: 'Night Owl', ...more }, member);
    expect(await (await site.get('/me', member)).text()).toContain('Change the address of my page too');
    await rename({});
    for (const path of paths) expect(await words(path), path).toContain('/renamed/people/former');
    expect((await second('/renamed/people/former')).status).toBe(200);
    await rename({ pages: 'yes' });
    for (const path of paths) {
      expect(await words(path), path).toContain('/renamed/people/night-owl');
      expect(await words(path), path).not.toMatch(/people\/former|Former/);
    }
    expect((await site.get('/renamed/people/former')).status).toBe(404);
    expect(await words('people/night-owl')).toContain('<bdi>Night Owl</bdi>');
  });

  test('follows an edit of its words, and leaves the cache when its course is closed', async () => {
    writeCohort(site.contentDir, begun, 'edited');
    await until('/edited/', isHit);
    writeCohort(
      site.contentDir,
      { 'cohort.md': (begun['cohort.md'] ?? '').replace('Come **in**', 'Sit down') },
      'edited',
    );
    await until('/edited/', (_, words) => words.includes('Sit down'));
    writeCohort(site.contentDir, { 'cohort.md': closed['cohort.md'] ?? '' }, 'edited');
    await until('/edited/', ({ status }) => status === 302);
    expect(isHit(await second('/edited/'))).toBe(false);
  });

  test('answers 304 to whoever has it, from the cache and when it is made anew', async () => {
    const etag = (await second('/rhizo/weeks/1')).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    const again = () =>
      fetch(`${site.url}/rhizo/weeks/1`, { headers: { 'if-none-match': `W/"x", W/${etag}` } });
    expect((await again()).status).toBe(304);
    // A change that this page doesn't show: it is made anew, and is the same.
    await seatWithPost(site.db, 'Zoe', { cohort: 'closed' });
    const answer = await again();
    expect([answer.status, isHit(answer), answer.headers.get('etag')]).toEqual([304, false, etag]);
  });

  test('has no body for HEAD, and the same headers', async () => {
    const kept = await second('/rhizo/weeks/');
    const { length } = Buffer.from(await kept.arrayBuffer());
    const head = await fetch(`${site.url}/rhizo/weeks/`, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(length));
    expect(head.headers.get('etag')).toBe(kept.headers.get('etag'));
    expect(isHit(head)).toBe(true);
    expect(await head.text()).toBe('');
  });
});

describe('nobody gets what was made for somebody else', () => {
  test('a stranger after a member, a member after a stranger, and one member after another', async () => {
    const berta = await site.member('Berta-Kanari', 'rhizo');
    const carl = await site.member('Carl-Kanari', 'rhizo', 'facilitator');
    const other = await site.member('Dora-Kanari', 'closed');
    const masthead = async (path: string, visitor?: typeof berta) => {
      const answer = await site.get(path, visitor);
      expect(isHit(answer) && visitor !== undefined).toBe(false);
      return /<header class="masthead">[\s\S]*?<\/header>/.exec(await answer.text())?.[0] ?? '';
    };
    for (const path of ['/', '/rhizo/', '/rhizo/weeks/1', `/rhizo/daily/${TODAY}`]) {
      for (let round = 0; round < 2; round += 1) {
        expect(await masthead(path, berta)).toContain('Berta-Kanari');
        const strangers = await masthead(path);
        expect(strangers).toContain('Sign in');
        expect(strangers).not.toContain('Kanari');
        const carls = await masthead(path, carl);
        expect(carls).toContain('Carl-Kanari');
        expect(carls).not.toContain('Berta');
        expect(await masthead(path, other)).toContain('Dora-Kanari');
        expect(await masthead(path)).toBe(strangers);
      }
    }
  });

  test('the answer to a member who names the stranger’s ETag is the member’s page', async () => {
    const etag = (await second('/rhizo/')).headers.get('etag') ?? '';
    const emil = await site.member('Emil', 'rhizo');
    const answer = await fetch(`${site.url}/rhizo/`, {
      headers: { cookie: emil.cookie, 'if-none-match': etag },
    });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Emil');
  });

  test.each(['', 'weeks/1', `daily/${TODAY}`, 'daily.atom', 'posts.rss', 'people/', 'blogs.opml'])(
    'of a closed course nothing is kept, at %s',
    async (path) => {
      const member = await site.member('Frieda', 'closed');
      for (let round = 0; round < 2; round += 1) {
        const answer = await site.get(`/closed/${path}`, member);
        expect([answer.status, isHit(answer)]).toEqual([200, false]);
        const refused = await site.get(`/closed/${path}`);
        expect(isHit(refused)).toBe(false);
        expect(refused.status).not.toBe(200);
        expect(await refused.text()).not.toContain('Kanarienvogel');
      }
    },
  );

  test('the list of courses names a closed one to its members, before and after a stranger came', async () => {
    const member = await site.member('Gerd', 'closed');
    for (let round = 0; round < 2; round += 1) {
      expect(await (await site.get('/', member)).text()).toContain('Kanarienvogel');
      expect(await (await site.get('/')).text()).not.toContain('Kanarienvogel');
    }
  });

  test('an answer that sets a cookie is not kept', async () => {
    const gone = { cookie: 'potluck=a-session-that-is-over' };
    for (let round = 0; round < 2; round += 1) {
      const answer = await site.get('/rhizo/weeks/', gone);
      expect(answer.headers.get('set-cookie')).toContain('potluck=;');
      expect(isHit(answer)).toBe(false);
    }
    expect((await second('/rhizo/weeks/')).headers.get('set-cookie')).toBeNull();
  });

  test('what is said once after a form is said to nobody else', async () => {
    for (let round = 0; round < 2; round += 1) {
      const answer = await site.get('/rhizo/?done=saved');
      expect(isHit(answer)).toBe(false);
      expect(await answer.text()).toContain('Saved.');
      expect(await (await site.get('/rhizo/')).text()).not.toContain('Saved.');
    }
  });

  test.each([
    ['cookie', 'anything=at-all'],
    ['authorization', 'Basic eDp5'],
  ])('whoever sends a %s header is not answered from the cache', async (name, value) => {
    await second('/rhizo/');
    expect(isHit(await fetch(`${site.url}/rhizo/`, { headers: { [name]: value } }))).toBe(false);
  });

  test('pages for one’s own business are made for each who asks', async () => {
    for (const path of [
      '/sign-in',
      '/rhizo/join',
      '/sign-in/x',
      '/unsubscribe/x',
      '/me',
      '/healthz',
      '/nothing',
    ])
      expect(isHit(await second(path)), path).toBe(false);
  });

  test('a page that a Host header asks for under another name is the same page', async () => {
    const { port } = new URL(site.url);
    const words = await new Promise<string>((resolve, reject) => {
      const headers = { host: 'evil.example' };
      const asked = request({ port, path: '/rhizo/people/', headers }, async (answer) => {
        resolve((await answer.setEncoding('utf8').toArray()).join(''));
      });
      asked.on('error', reject).end();
    });
    expect(words).not.toContain('evil.example');
    expect(await (await site.get('/rhizo/people/')).text()).toBe(words);
  });
});

describe('the cache can’t be filled', () => {
  test('by queries, known or made up', async () => {
    for (const query of ['?', '?x=1', '?done=', '?done=nonsense', '?utm_source=mail', '?a[]=%00'])
      expect(isHit(await second(`/rhizo/${query}`)), query).toBe(false);
  });

  test('by addresses of any length, or that lead nowhere', async () => {
    for (const path of [`/rhizo/people/${'x'.repeat(400)}`, '/rhizo/people/nobody', '/rhizo/weeks/99'])
      expect(isHit(await second(path)), path).toBe(false);
  });

  test('and a thousand odd days leave the site as it was', async () => {
    const days = Array.from({ length: 1_100 }, (_, i) =>
      new Date(Date.UTC(2020, 0, i)).toISOString().slice(0, 10),
    );
    for (const day of days) await (await site.get(`/rhizo/daily/${day}`)).text();
    expect(isHit(await second('/rhizo/'))).toBe(true);
    expect(await countChanges(site.db)).not.toBeNull();
  }, 60_000);
});
