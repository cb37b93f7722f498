import { describe, expect, test } from 'vitest';
import { weave } from '#core/conversations/weave.ts';
import { updatePost } from '#core/posts.ts';
import { makeIssue } from '#core/publishing.ts';
import { cohortFiles, testCohort, writeCohort } from '../support/cohort.ts';
import { seatWithPost } from '../support/participants.ts';
import { useSite } from './site.ts';

const begun = Object.fromEntries(
  Object.entries(cohortFiles).map(([file, source]) => [file, source.replaceAll('2027-01', '2026-01')]),
);
const later = {
  ...begun,
  '03-leaves.md': '---\ntitle: Unseenleaves\nopens: 2999-01-01\n---\nUnseenleaves.\n',
};
const closed = {
  ...begun,
  'cohort.md': (begun['cohort.md'] ?? '').replace('title: Rhizo', 'title: Closed\nopenness: closed'),
};
const TODAY = new Date().toISOString().slice(0, 10);

const site = useSite((contentDir) => {
  writeCohort(contentDir, later);
  writeCohort(contentDir, closed, 'closed');
});

const search = async (typed: string, cohort = 'rhizo', visitor?: { cookie: string }) => {
  const answer = await site.get(`/${cohort}/search?${new URLSearchParams({ q: typed })}`, visitor);
  return { status: answer.status, words: await answer.text() };
};

describe('the search page', () => {
  test('asks for words, and says kindly when nothing has them', async () => {
    expect((await search('')).words).not.toContain('role="status"');
    expect((await search('nonesuch')).words).toContain('Nothing here has all of these words.');
    expect((await search('?!')).words).toContain('There is no word in that');
  });

  test('marks what it found, escaped, and names the issue that carried it', async () => {
    const { post } = await seatWithPost(site.db, 'Ada', { filedAt: new Date(0) });
    await updatePost(site.db, post.id, {
      title: 'Rhizomes <b>& co</b>',
      text: 'So many "rhizomes" <script>',
    });
    await weave(site.db, testCohort(begun), site.url, new Date());
    await makeIssue(site.db, testCohort(begun), TODAY, new Date());
    const { status, words } = await search('rhizome');
    expect(status).toBe(200);
    expect(words).toContain('<mark>Rhizomes</mark> &lt;b&gt;&amp; co&lt;/b&gt;');
    expect(words).toContain('&lt;script&gt;');
    expect(words).toContain(`href="/rhizo/daily/${TODAY}"`);
    expect((await search(TODAY)).words).toContain('No. 1');
  });

  test('finds weeks that are open; those to come are for facilitators', async () => {
    expect((await search('planted')).words).toContain('href="/rhizo/weeks/2"');
    expect((await search('unseenleaves')).words).not.toContain('/rhizo/weeks/3');
    const host = await site.member('Hanne', 'rhizo', 'facilitator');
    expect((await search('unseenleaves', 'rhizo', host)).words).toContain('/rhizo/weeks/3');
  });

  test.each(['"', '<script>alert(1)</script>', "' OR 1=1 --", 'a AND (', '\u0000', '%', 'x'.repeat(3000)])(
    'takes %j for words',
    async (typed) => {
      const { status, words } = await search(typed);
      expect(status).toBe(200);
      expect(words.replace(/ value="[^"]*"/, '')).not.toContain('<script');
    },
  );

  test('of a closed course is for its members, and finds nothing of it elsewhere', async () => {
    const { post } = await seatWithPost(site.db, 'Berta', { cohort: 'closed' });
    await updatePost(site.db, post.id, { title: 'Kanarienvogel' });
    await weave(site.db, testCohort(closed, 'closed'), site.url, new Date());
    const stranger = await site.member('Carl', 'rhizo');
    expect((await search('kanarienvogel', 'closed')).status).toBe(302);
    expect((await search('kanarienvogel', 'closed', stranger)).status).toBe(404);
    for (const visitor of [undefined, stranger])
      expect((await search('kanarienvogel', 'rhizo', visitor)).words).not.toContain('<mark>');
    const member = await site.member('Dora', 'closed');
    expect((await search('kanarienvogel', 'closed', member)).words).toContain('<mark>Kanarienvogel</mark>');
  });
});
