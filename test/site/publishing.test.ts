import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { provocationAnswers } from '#core/db/schema/conversations.ts';
import { deskLog } from '#core/db/schema/desk.ts';
import { joinings } from '#core/db/schema/door.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { memberships } from '#core/db/schema/people.ts';
import { cohortFiles, writeCohort } from '../support/cohort.ts';
import { seatWithPost } from '../support/participants.ts';
import { useSite, type Visitor } from './site.ts';

const OPEN = `---
title: Roots
opens: 2020-01-11
provocations:
  - question: What holds you where you are?
  - question: Not yet to be seen
    opens: 2999-01-01 09:00
---
An introduction.
`;
const LATER = '---\n# Ask Ada first.\ntitle: Unseenleaves\nopens: 2999-01-01 09:00\n---\nUnseenleaves.\n';
const DRAFT = '---\ntitle: Draftleaves\ndraft: true\n---\nDraftleaves.\n';
const files = { ...cohortFiles, '01-roots.md': OPEN, '02-shoots.md': LATER, '03-draft.md': DRAFT };

const site = useSite((contentDir) => {
  for (const slug of ['rhizo', 'alder', 'broom', 'clover', 'daisy', 'elder'])
    writeCohort(contentDir, files, slug);
});

const fileOf = (slug: string, name: string) => readFileSync(join(site.contentDir, slug, name), 'utf8');
const WEEK = { title: 'Rain', state: 'draft', introduction: 'It *rains*.', attempt: '' };

const baseIn = (html: string) => /name="base" value="([^"]*)"/.exec(html)?.[1] ?? '';

/** The form of a page, as a browser would send it with nothing changed. */
async function form(path: string, visitor: Visitor): Promise<Record<string, string>> {
  return { base: baseIn(await (await site.get(path, visitor)).text()) };
}

async function send(path: string, fields: Record<string, string>, visitor?: Visitor) {
  const answer = await site.post(path, fields, visitor);
  return { status: answer.status, to: answer.headers.get('location'), words: await answer.text() };
}

describe('weeks and questions that have yet to open', () => {
  test('are seen by nobody but facilitators, and drafts only at the desk', async () => {
    const host = await site.member('Ada', 'rhizo', 'facilitator');
    const reader = await site.member('Berta', 'rhizo');
    for (const path of ['/rhizo/', '/rhizo/weeks/', '/rhizo/weeks/1', '/rhizo/weeks/2', '/rhizo/weeks/3']) {
      for (const visitor of [undefined, reader]) {
        const words = await (await site.get(path, visitor)).text();
        expect(words, path).not.toContain('Not yet to be seen');
        expect(words, path).not.toMatch(/<p>Unseenleaves|Draftleaves/);
      }
    }
    expect(await (await site.get('/rhizo/weeks/1', host)).text()).toContain('Not yet to be seen');
    expect(await (await site.get('/rhizo/weeks/2', host)).text()).toContain('<p>Unseenleaves');
    expect((await site.get('/rhizo/weeks/3', host)).status).toBe(404);
    expect(await (await site.get('/rhizo/facilitate/weeks/', host)).text()).toContain('Draftleaves');
  });
});

describe('a week at the desk', () => {
  test('is shown as its page will be before it is saved, with all that was typed', async () => {
    const host = await site.member('Carla', 'alder', 'facilitator');
    const path = '/alder/facilitate/weeks/3';
    const { base } = await form(path, host);
    const question = { 'provocations-0-number': '', 'provocations-0-question': 'Who “asks” <b>?' };
    const preview = await send(path, { base: base ?? '', ...WEEK, ...question, do: 'preview' }, host);
    expect(preview.status).toBe(200);
    expect(preview.words).toContain('<p>It <em>rains</em>.</p>');
    expect(preview.words).toContain('id="provocation-1"');
    expect(preview.words).toContain('Tag for answers: <strong>rhizo27w3</strong>');
    expect(preview.words).toContain('>It *rains*.</textarea>');
    expect(preview.words).toContain('value="Who “asks” <b>?"');
    expect(fileOf('alder', '03-draft.md')).toBe(DRAFT);
    const more = await send(path, { base: base ?? '', ...WEEK, ...question, do: 'add provocations' }, host);
    expect(more.words).toContain('name="provocations-1-question"');
    expect(more.words).toContain('value="Who “asks” <b>?"');
  });

  test('is saved, opens, can be taken back before and not after', async () => {
    const host = await site.member('Dora', 'alder', 'facilitator');
    const path = '/alder/facilitate/weeks/3';
    const later = { ...WEEK, state: 'opens', on: '2999-03-01', time: '09:30' };
    const { base = '' } = await form(path, host);
    expect((await send(path, { base, ...later, do: 'save' }, host)).to).toBe(`${path}?done=week-saved`);
    expect(fileOf('alder', '03-draft.md')).toBe(
      '---\ntitle: Rain\nopens: 2999-03-01 09:30\n---\nIt *rains*.\n',
    );
    const back = await send('/alder/facilitate/weeks/', { do: 'take-back', number: '3' }, host);
    expect(back.to).toContain('week-taken-back');
    expect(fileOf('alder', '03-draft.md')).toContain('draft: true');
    const before = fileOf('alder', '01-roots.md');
    expect((await send('/alder/facilitate/weeks/', { do: 'take-back', number: '1' }, host)).status).toBe(400);
    expect((await send('/alder/facilitate/weeks/', { do: 'down', number: '1' }, host)).status).toBe(400);
    expect((await send('/alder/facilitate/weeks/', { do: 'up', number: '2' }, host)).status).toBe(409);
    expect(fileOf('alder', '01-roots.md')).toBe(before);
    // Nor by the form: what has opened stays open, and what was asked stays asked.
    const opened = await form('/alder/facilitate/weeks/1', host);
    const shut = { ...opened, ...WEEK, title: 'Roots', state: 'draft', on: '2999-01-01', do: 'save' };
    expect((await send('/alder/facilitate/weeks/1', shut, host)).status).toBe(303);
    expect(fileOf('alder', '01-roots.md')).toContain('opens: 2020-01-11\n');
    expect(fileOf('alder', '01-roots.md')).toContain('What holds you where you are?');
    expect(fileOf('alder', '01-roots.md')).not.toMatch(/draft|Not yet to be seen/);
  });

  test('says what is wrong beside the field, also an hour that clocks leave out', async () => {
    const host = await site.member('Emma', 'broom', 'facilitator');
    const path = '/broom/facilitate/weeks/3';
    const { base = '' } = await form(path, host);
    const before = fileOf('broom', '03-draft.md');
    const wrong = {
      base,
      ...WEEK,
      state: 'opens',
      on: '2027-03-28',
      time: '02:30',
      'provocations-0-number': '',
      'provocations-0-question': 'Why?',
      'provocations-0-tag': 'rhizo27w1',
      'readings-0-title': 'A page',
      'readings-0-by': '',
      'readings-0-url': 'javascript:alert(1)',
    };
    const answer = await send(path, { ...wrong, do: 'save' }, host);
    expect(answer.status).toBe(400);
    expect(answer.words).toContain('there is no 02:30. The next time that there is, is 03:00.');
    expect(answer.words).toContain('has the tag rhizo27w1');
    expect(answer.words).toContain('it begins with https://');
    expect(answer.words).toContain('value="02:30"');
    expect(answer.words).toContain('>It *rains*.</textarea>');
    expect(fileOf('broom', '03-draft.md')).toBe(before);
  });

  test('that a co-host changed meanwhile shows both versions, and is overwritten only on purpose', async () => {
    const one = await site.member('Fine', 'clover', 'facilitator');
    const two = await site.member('Gesa', 'clover', 'facilitator');
    const path = '/clover/facilitate/weeks/3';
    const [{ base = '' }, other] = [await form(path, one), await form(path, two)];
    expect(other.base).toBe(base);
    const mine = { base, ...WEEK, introduction: 'Mine.' };
    expect((await send(path, { ...mine, introduction: 'Theirs.', do: 'save' }, two)).status).toBe(303);
    const conflict = await send(path, { ...mine, do: 'save' }, one);
    expect(conflict.status).toBe(409);
    expect(conflict.words).toContain('Somebody else has changed this meanwhile');
    expect(conflict.words).toMatch(/<mark>Theirs\.\n?<\/mark>/);
    expect(conflict.words).toMatch(/<mark>Mine\.\n?<\/mark>/);
    expect(conflict.words).toContain('>Mine.</textarea>');
    expect(fileOf('clover', '03-draft.md')).toContain('Theirs.');
    // Whatever else is pressed in between, such as the Enter key in a field.
    const preview = await send(path, { ...mine, base: baseIn(conflict.words), do: 'preview' }, one);
    const again = await send(path, { ...mine, base: baseIn(preview.words), do: 'save' }, one);
    expect(again.status).toBe(409);
    const theirsIn = (html: string) => /name="theirs" value="([^"]*)"/.exec(html)?.[1] ?? '';
    writeFileSync(join(site.contentDir, 'clover', '03-draft.md'), DRAFT.replace('Draftleaves.', 'By git.'));
    const later = await send(path, { ...mine, theirs: theirsIn(again.words), do: 'keep' }, one);
    expect(later.status).toBe(409);
    expect(later.words).toContain('By git.');
    const kept = await send(path, { ...mine, theirs: theirsIn(later.words), do: 'keep' }, one);
    expect(kept.to).toBe(`${path}?done=week-saved`);
    expect(fileOf('clover', '03-draft.md')).toContain('Mine.');
  });

  test('that is sent from the page of one that was saved says nothing of that', async () => {
    const host = await site.member('Gesine', 'clover', 'facilitator');
    const path = '/clover/facilitate/weeks/2';
    const { base = '' } = await form(path, host);
    const answer = await send(`${path}?done=week-saved`, { base, ...WEEK, title: '', do: 'save' }, host);
    expect(answer.status).toBe(400);
    expect(answer.words).toContain('Not saved');
    expect(answer.words).not.toContain('Saved.');
  });

  test('of two facilitators who save at once, keeps one and tells the other', async () => {
    const one = await site.member('Hanna', 'daisy', 'facilitator');
    const path = '/daisy/facilitate/weeks/2';
    const { base = '' } = await form(path, one);
    const saved = await Promise.all(
      ['A', 'B', 'C', 'D'].map((introduction) =>
        send(path, { base, ...WEEK, state: 'opens', on: '2999-01-01', introduction, do: 'save' }, one),
      ),
    );
    expect(saved.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409]);
    expect(fileOf('daisy', '02-shoots.md')).toContain('# Ask Ada first.');
    expect(readdirSync(join(site.contentDir, 'daisy')).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

test('a course’s own words are previewed and saved, and nothing typed is lost', async () => {
  const host = await site.member('Ines', 'daisy', 'facilitator');
  const path = '/daisy/facilitate/cohort';
  const { base = '' } = await form(path, host);
  const words = {
    base,
    title: 'Daisy: again',
    summary: 'S.',
    about: 'Come **in**!',
    starts: '2027-01-11',
    timezone: 'Mars/Olympus',
    hour: '8',
    openness: 'open',
    robots: 'no',
  };
  const wrong = await send(path, { ...words, do: 'save' }, host);
  expect(wrong.status).toBe(400);
  expect(wrong.words).toContain('That is not a time zone');
  expect(wrong.words).toContain('value="Mars/Olympus"');
  const right = { ...words, timezone: 'Europe/Rome' };
  const noHour = await send(path, { ...right, hour: '', do: 'save' }, host);
  expect(noHour.status).toBe(400);
  expect(noHour.words).toContain('That is not an hour');
  expect((await send(path, { ...right, do: 'preview' }, host)).words).toContain('<strong>in</strong>!');
  expect((await send(path, { ...right, do: 'save' }, host)).status).toBe(303);
  expect(fileOf('daisy', 'cohort.md')).toContain('title: "Daisy: again"');
  const other = { ...right, title: 'Other' };
  const conflict = await send(path, { ...other, do: 'save' }, host);
  expect(conflict.status).toBe(409);
  expect((await send(path, { ...other, base: baseIn(conflict.words), do: 'save' }, host)).status).toBe(409);
  const theirs = /name="theirs" value="([^"]*)"/.exec(conflict.words)?.[1] ?? '';
  expect((await send(path, { ...other, theirs, do: 'keep' }, host)).status).toBe(303);
});

describe('a preview', () => {
  const LINKS = '[up](../zz.opml) [beside](zz) [here](#zz) ![a](zz.png)';
  const linksOf = (html: string) =>
    [...html.matchAll(/<(?:a|img) (?:href|src)="([^"]+)"/g)]
      .map(([, address = '']) => address)
      .filter((address) => address.includes('zz'));

  test.each([
    ['weeks/2', { ...WEEK, state: 'opens', on: '2020-01-18', introduction: LINKS }, 'weeks/2'],
    [
      'cohort',
      {
        title: 'Elder',
        summary: '',
        about: LINKS,
        starts: '2020-01-11',
        timezone: 'Europe/Berlin',
        hour: '7',
        openness: 'open',
        robots: 'yes',
      },
      '',
    ],
    ['conduct', { text: LINKS }, 'conduct'],
  ])('of %s leads where its page leads', async (editor, words, page) => {
    const host = await site.member('Rita', 'elder', 'facilitator');
    const path = `/elder/facilitate/${editor}`;
    const fields = { ...(await form(path, host)), ...words };
    const preview = await send(path, { ...fields, do: 'preview' }, host);
    const mainOf = (html: string) => html.replace(/^[\s\S]*?<main/, '').replace(/<footer[\s\S]*$/, '');
    expect((await send(path, { ...fields, do: 'save' }, host)).status).toBe(303);
    const shown = linksOf(mainOf(await (await site.get(`/elder/${page}`)).text()));
    expect(shown).toHaveLength(4);
    expect(linksOf(mainOf(preview.words))).toEqual(shown);
    for (const address of shown) expect(address).toMatch(/^[/#]/);
  });
});

describe('an answer', () => {
  test('is taken away and added on the week’s page by facilitators of this course only, and that is logged', async () => {
    const host = await site.member('Jule', 'rhizo', 'facilitator');
    const { post, membership } = await seatWithPost(site.db, 'Karo');
    const path = '/rhizo/weeks/1';
    const add = { do: 'add', provocation: 'rhizo27w1', post: String(post.id) };
    const callers = [
      undefined,
      await site.member('Lisa', 'rhizo'),
      await site.member('Mia', 'alder', 'facilitator'),
    ];
    for (const caller of callers) expect((await send(path, add, caller)).status).toBe(403);
    expect(await site.db.select().from(provocationAnswers)).toEqual([]);
    expect((await send(path, add, host)).to).toContain('answer-added');
    expect(await (await site.get(path, host)).text()).toContain('It doesn’t answer this');
    expect(await (await site.get(path)).text()).not.toContain('It doesn’t answer this');
    expect((await send(path, { ...add, do: 'take-away' }, host)).to).toContain('answer-taken-away');
    expect(await site.db.select().from(provocationAnswers)).toMatchObject([{ facilitator: false }]);
    const logged = await site.db.select().from(deskLog).where(eq(deskLog.aboutId, membership.id));
    expect(logged.map(({ deed }) => deed)).toEqual(['saidOnQuestion', 'saidNotOnQuestion']);
  });
});

describe('another course', () => {
  test('is made from one before, and its maker hosts it', async () => {
    const host = await site.member('Nele', 'rhizo', 'facilitator');
    const next = { do: 'duplicate', title: 'Next', slug: 'next', tag: 'next27', firstOn: '2999-02-11' };
    const path = '/rhizo/facilitate/duplicate';
    const over = await send(path, { ...next, firstOn: '2020-02-10' }, host);
    expect(over.status).toBe(400);
    expect(over.words).toContain('That day is over');
    const same = await send(path, { ...next, tag: '#RHIZO27' }, host);
    expect(same.status).toBe(400);
    expect(same.words).toContain('That is this course’s tag');
    expect((await send(path, { ...next, slug: '../x' }, host)).status).toBe(400);
    expect((await send(path, { ...next, slug: 'alder' }, host)).status).toBe(409);
    expect((await send(path, next, host)).to).toBe('/next/facilitate/weeks/?done=cohort-duplicated');
    expect((await site.get('/next/facilitate/weeks/', host)).status).toBe(200);
    expect(fileOf('next', '01-roots.md')).toContain('opens: 2999-02-11');
  });

  test('is started from a few questions by facilitators, and by nobody else', async () => {
    const callers = [undefined, await site.member('Olga', 'rhizo')];
    for (const caller of callers) {
      expect((await site.get('/start/', caller)).status).toBe(caller ? 404 : 303);
      expect((await send('/start/', { do: 'make 7', slug: 'sneaky' }, caller)).status).toBe(403);
    }
    const host = await site.member('Paula', 'alder', 'facilitator');
    const said = { 'words-better': 'Telling bad news kindly', 'choice-voices': 'none' };
    const next = await send('/start/', { ...said, do: 'go 2' }, host);
    expect(next.words).toContain('How do they share what they know today?');
    expect(next.words).toContain('name="words-better" value="Telling bad news kindly"');
    const draft = await send('/start/', { ...said, do: 'go 6' }, host);
    expect(draft.words).toContain('value="telling-bad-news-kindly"');
    expect(draft.words).toContain('Win one of them before the first week opens');
    const fields = Object.fromEntries(
      [...draft.words.matchAll(/<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    );
    const whole = {
      ...fields,
      ...said,
      summary: 'S.',
      every: '7',
      firstOn: '2027-02-01',
      timezone: 'Europe/Berlin',
      hour: '7',
      openness: 'closed',
      hosts: 'quinn@example.org, quinn@example.org',
    };
    const taken = await send('/start/', { ...whole, slug: 'alder', do: 'make 7' }, host);
    expect(taken.status).toBe(409);
    expect(taken.words).toContain('There is, or was, a course with this address.');
    expect(taken.words).toContain('name="hosts" value="quinn@example.org, quinn@example.org"');
    const lost = await send('/start/', { ...whole, 'week-1': '', 'question-1': 'Why?', do: 'make 7' }, host);
    expect(lost.status).toBe(400);
    expect(lost.words).toContain('Its question has no topic yet');
    expect(lost.words).toContain('Why?');
    const made = await send('/start/', { ...whole, do: 'make 7' }, host);
    expect(made.to).toBe('/telling-bad-news-kindly/facilitate/weeks/?done=cohort-made');
    expect(fileOf('telling-bad-news-kindly', '01-where-we-are.md')).toContain('draft: true');
    expect(await (await site.get('/telling-bad-news-kindly/facilitate/notes', host)).text()).toContain(
      'Win one of them before the first week opens',
    );
    const mine = await site.db
      .select()
      .from(memberships)
      .where(eq(memberships.cohort, 'telling-bad-news-kindly'));
    expect(mine).toMatchObject([{ personId: host.person.id, role: 'facilitator' }]);
    const asked = await site.db.select().from(joinings).where(eq(joinings.cohort, 'telling-bad-news-kindly'));
    expect(asked).toMatchObject([{ email: 'quinn@example.org', role: 'facilitator' }]);
    const mails = await site.db.select().from(outbox).where(eq(outbox.toAddress, 'quinn@example.org'));
    expect(mails).toHaveLength(1);
    expect(readdirSync(site.contentDir)).not.toContain('sneaky');
  });
});
