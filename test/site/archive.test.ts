import { beforeAll, expect, test } from 'vitest';
import { addDays, dayIn } from '#core/calendar.ts';
import { issues } from '#core/db/schema/issues.ts';
import { cohortFiles, writeCohort } from '../support/cohort.ts';
import { useSite } from './site.ts';

const arabic = { 'cohort.md': (cohortFiles['cohort.md'] ?? '').replace('tag: ', 'language: ar\ntag: ') };
/** The test cohort with its second week, the last one, so many days ago. */
function lastOpened(daysAgo: number): Record<string, string> {
  const day = (back: number) => addDays(dayIn('Europe/Berlin', new Date()), -back);
  const moved = (source: string) =>
    source.replaceAll('2027-01-11', day(daysAgo + 7)).replaceAll('2027-01-18', day(daysAgo));
  return Object.fromEntries(Object.entries(cohortFiles).map(([file, source]) => [file, moved(source)]));
}

const site = useSite((contentDir) => {
  writeCohort(contentDir, cohortFiles);
  writeCohort(contentDir, { ...cohortFiles, ...arabic }, 'judhur');
  writeCohort(contentDir, lastOpened(2), 'running');
  writeCohort(contentDir, lastOpened(900), 'alumni');
});

/** 31 December to 2 January, and a day in March; the first of January had nothing to tell. */
const DAYS = ['2024-12-31', '2025-01-02', '2025-03-05'];

beforeAll(async () => {
  await site.db
    .insert(issues)
    .values([
      ...DAYS.map((publishedOn, i) => ({ cohort: 'rhizo', publishedOn, number: i + 1, madeAt: new Date(0) })),
      { cohort: 'rhizo', publishedOn: '2025-01-01', number: null, madeAt: new Date(0) },
      { cohort: 'other', publishedOn: '2019-01-01', number: 1, madeAt: new Date(0) },
    ]);
});

const hrefs = (words: string, pattern: RegExp) => [...words.matchAll(pattern)].map(([, href]) => href);

test('the archive shows the newest year by months, and leads to the others', async () => {
  const words = await (await site.get('/rhizo/daily/')).text();
  expect(hrefs(words, /href="\/rhizo\/daily\/(\d[^"]+)"/g)).toEqual(['2025-03-05', '2025-01-02']);
  expect(hrefs(words, /href="\/rhizo\/daily\/year\/([^"]+)"/g)).toEqual(['2025', '2024']);
  expect(words).toContain('March 2025</h2>');
});

test('a year has its own page; one without issues has none', async () => {
  const words = await (await site.get('/rhizo/daily/year/2024')).text();
  expect(hrefs(words, /href="\/rhizo\/daily\/(\d[^"]+)"/g)).toEqual(['2024-12-31']);
  expect(words).toContain('<link rel="next" href="/rhizo/daily/year/2025">');
  for (const year of ['2019', '2026', 'x', '2024-12'])
    expect((await site.get(`/rhizo/daily/year/${year}`)).status, year).toBe(404);
});

test('an issue leads to the ones before and after it, over quiet days and the turn of the year', async () => {
  const words = await (await site.get('/rhizo/daily/2025-01-02')).text();
  expect(words).toContain('<link rel="prev" href="/rhizo/daily/2024-12-31">');
  expect(words).toContain('<link rel="next" href="/rhizo/daily/2025-03-05">');
  const quiet = await (await site.get('/rhizo/daily/2025-01-01')).text();
  expect(quiet).toContain('<link rel="prev" href="/rhizo/daily/2024-12-31">');
  const first = await (await site.get('/rhizo/daily/2024-12-31')).text();
  expect(first).not.toContain('rel="prev"');
});

test('the pages of a course in a language that runs from right to left do so, too', async () => {
  expect(await (await site.get('/judhur/daily/')).text()).toContain('<html lang="ar" dir="rtl">');
  expect(await (await site.get('/rhizo/daily/')).text()).toContain('<html lang="en">');
});

test('a course speaks of this week until its last one has passed, and of its questions ever after', async () => {
  const page = async (path: string) => (await site.get(path)).text();
  const running = await page('/running/');
  expect(running).toMatch(/aria-current="page">\s*This week\s*</);
  expect(running).toContain('This week’s question');
  const alumni = await page('/alumni/');
  expect(alumni).toMatch(/aria-current="page">\s*Home\s*</);
  expect(alumni).toContain('The question still on the table');
  const quiet = await page(`/alumni/daily/${dayIn('Europe/Berlin', new Date())}`);
  for (const words of [alumni, quiet]) expect(words).not.toMatch(/this week/i);
});
