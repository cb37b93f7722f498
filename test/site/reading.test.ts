import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { weave } from '#core/conversations/weave.ts';
import { pages } from '#core/db/schema/conversations.ts';
import { filePosts } from '#core/posts.ts';
import { cohortFiles, testCohort, writeCohort } from '../support/cohort.ts';
import { bringBlog, later, MINUTE, NOON, seat, writePost } from '../support/participants.ts';
import { useSite } from './site.ts';

const closed = {
  ...cohortFiles,
  'cohort.md': (cohortFiles['cohort.md'] ?? '').replace('title: Rhizo', 'title: Rhizo\nopenness: closed'),
};

const site = useSite((contentDir) => {
  writeCohort(contentDir);
  writeCohort(contentDir, closed, 'closed');
  writeCohort(contentDir, cohortFiles, 'empty');
});

/** Pages that two people share: the first of them has a title, the others are known by their addresses. */
async function share(cohort: string, urls: string[]): Promise<void> {
  const { db } = site;
  for (const [at, name] of ['Mira <b>', 'Jo'].entries()) {
    const { membership } = await seat(db, name, { cohort });
    const { feed, blog } = await bringBlog(db, membership, `${cohort}${at}.example`);
    for (const [n, url] of urls.entries()) {
      const datedAt = later(n * MINUTE);
      const html = `<p>${at === 0 ? 'Read' : 'أعجبني'} <a href="${url}">this &lt;i&gt;</a> twice. And more.</p>`;
      const language = at === 0 ? 'en' : 'ar';
      const post = await writePost(db, feed, {
        url: `${feed.siteUrl}${n}`,
        title: at === 0 ? null : `Post ${n}`,
        links: [url],
        html,
        language,
        datedAt,
      });
      await filePosts(db, [{ postId: post.id, cohort, blogId: blog.id, datedAt, filedAt: NOON }]);
    }
  }
  await weave(db, testCohort({}, cohort), site.url, NOON);
}

const read = async (path: string) => (await site.get(path)).text();
const titles = (html: string) =>
  [...html.matchAll(/class="titleLink"[^>]*>([^<]*)</g)].map(([, title]) => title);

beforeAll(async () => {
  await share(
    'rhizo',
    Array.from({ length: 23 }, (_, n) => `https://elsewhere.example/essay/${n}/über?x=1`),
  );
  await share('closed', ['https://secret.example/essay']);
  await site.db
    .update(pages)
    .set({ title: 'On <sharing> & caring' })
    .where(eq(pages.url, 'https://elsewhere.example/essay/22/%C3%BCber?x=1'));
});

describe('what a cohort is reading', () => {
  test('stands there newest first, with who said what', async () => {
    const html = await read('/rhizo/reading');
    const [first, second] = titles(html);
    expect(first).toBe('On &lt;sharing&gt; &amp; caring');
    expect(second).toBe('elsewhere.example/essay/21/über');
    expect(html).toContain('href="https://elsewhere.example/essay/22/%C3%BCber?x=1"');
    expect(html).toContain('<a class="name" href="/rhizo/people/mira-b"><bdi>Mira &lt;b&gt;</bdi></a>');
    expect(html).toMatch(/<blockquote class="quote" lang="en" dir="auto">\s*Read this &lt;i&gt; twice\.\s*</);
    expect(html).toMatch(/<blockquote class="quote" lang="ar" dir="auto">\s*أعجبني/);
    expect(html).toMatch(/<a href="\/rhizo\/posts\/\d+"><span lang="ar">Post 22</);
    expect(html).toMatch(/<a href="\/rhizo\/posts\/\d+">The whole note</);
  });

  test('goes on with what is older, and ends', async () => {
    const html = await read('/rhizo/reading');
    expect(titles(html)).toHaveLength(20);
    const older = /href="(\?before=[^"]+)"/.exec(html)?.[1] ?? '';
    const rest = await read(`/rhizo/reading${older.replaceAll('&amp;', '&')}`);
    expect(titles(rest)).toEqual([2, 1, 0].map((n) => `elsewhere.example/essay/${n}/über`));
    expect(rest).not.toContain('?before=');
  });

  test.each(['', 'yesterday', '-1', '99999999999999999999-x', '%00', '1e3-x'])(
    'begins at the beginning with “before=%s”',
    async (before) => {
      expect(titles(await read(`/rhizo/reading?before=${before}`))).toHaveLength(20);
    },
  );

  test('says kindly that there is nothing yet', async () => {
    const html = await read('/empty/reading');
    expect(html).toContain('As soon as two people link to the same page');
    expect(titles(html)).toEqual([]);
  });

  test('is for the members of a closed cohort alone', async () => {
    const stranger = await site.get('/closed/reading');
    expect([stranger.status, stranger.headers.get('location')]).toEqual([302, '/sign-in']);
    const other = await site.member('Other', 'rhizo');
    expect((await site.get('/closed/reading', other)).status).toBe(404);
    const member = await site.member('Member', 'closed');
    expect(await (await site.get('/closed/reading', member)).text()).toContain('secret.example/essay');
  });
});
