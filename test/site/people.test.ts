import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { listAsking } from '#core/asking.ts';
import { listBlogsOf } from '#core/blogs.ts';
import { feeds } from '#core/db/schema/feeds.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { memberships } from '#core/db/schema/people.ts';
import { listDeeds } from '#core/desk/log.ts';
import { listFacilitators } from '#core/facilitators.ts';
import { invite } from '#core/invitations.ts';
import { recordFindings, startJoining } from '#core/joinings.ts';
import { findMember } from '#core/memberships.ts';
import { cohortFiles, testCohort, writeCohort } from '../support/cohort.ts';
import { bringBlog, seatWithPost } from '../support/participants.ts';
import { type Member, useSite, type Visitor } from './site.ts';

const withFields = (fields: string) => ({
  ...cohortFiles,
  'cohort.md': (cohortFiles['cohort.md'] ?? '').replace('title: Rhizo', `title: Rhizo\n${fields}`),
});

const site = useSite((contentDir) => {
  writeCohort(contentDir);
  writeCohort(contentDir, withFields('joining: request'), 'asking');
  writeCohort(contentDir, withFields('joining: invitation'), 'invited');
  writeCohort(contentDir, cohortFiles, 'handed');
  writeCohort(contentDir, { ...cohortFiles, 'conduct.md': 'Be *kind*.\n' }, 'kind');
  writeCohort(contentDir, cohortFiles, 'other');
});

let hosts = 0;
const host = (cohort: string) => {
  hosts += 1;
  return site.member(`Host${hosts}`, cohort, 'facilitator');
};
const people = (cohort: string) => `/${cohort}/facilitate/people`;
const mailsTo = (email: string) => site.db.select().from(outbox).where(eq(outbox.toAddress, email));

/** Follows the link of the newest mail to somebody, and presses its button. */
async function comeIn(email: string): Promise<Response> {
  const mail = (await mailsTo(email)).at(-1);
  return site.post(/\/sign-in\/\S+/.exec(mail?.text ?? '')?.[0] ?? '/nothing', {});
}

function sendFile(path: string, bytes: Uint8Array<ArrayBuffer>, visitor: Visitor): Promise<Response> {
  const body = new FormData();
  body.set('do', 'look');
  body.set('list', '');
  body.set('file', new Blob([bytes], { type: 'text/csv' }), 'people.csv');
  const headers = { 'sec-fetch-site': 'same-origin', cookie: visitor.cookie };
  return fetch(site.url + path, { method: 'POST', headers, body, redirect: 'manual' });
}

test('every form about people is refused to a participant, a stranger and another cohort’s facilitator', async () => {
  const ada = await host('rhizo');
  await site.member('Victim', 'rhizo');
  const guest = { name: 'Gustav', email: 'gustav@example.org' };
  await invite(site.db, site.url, testCohort(), ada, guest, new Date());
  const forms: [string, Record<string, string>][] = [
    [people('rhizo'), { do: 'invite', name: 'X', email: 'x@example.org' }],
    [people('rhizo'), { do: 'again', email: guest.email }],
    [people('rhizo'), { do: 'take-back', email: guest.email }],
    [people('rhizo'), { do: 'let-in', id: 'some' }],
    [people('rhizo'), { do: 'refuse', id: 'some', word: '' }],
    [`${people('rhizo')}/list`, { do: 'invite', list: 'X,x@example.org' }],
    [`${people('rhizo')}/member/victim`, { do: 'role', role: 'facilitator' }],
    [`${people('rhizo')}/member/victim`, { do: 'remove', reason: 'So.', sure: 'yes' }],
    [`${people('rhizo')}/hand-over`, { to: 'victim', sure: 'yes' }],
    ['/rhizo/facilitate/conduct', { do: 'save', text: 'Mine.', base: '' }],
  ];
  const callers = [undefined, await site.member('Nosy', 'rhizo'), await host('other')];
  for (const [path, fields] of forms) {
    for (const caller of callers) expect((await site.post(path, fields, caller)).status, path).toBe(403);
  }
  expect(await mailsTo('x@example.org')).toEqual([]);
  expect(await mailsTo(guest.email)).toHaveLength(1);
  expect((await findMember(site.db, 'rhizo', 'victim'))?.role).toBe('participant');
  expect((await listFacilitators(site.db, 'rhizo')).map(({ id }) => id)).toContain(ada.membership.id);
});

test('a facilitator’s rights end at their own cohort, whatever they name', async () => {
  const theirs = await host('other');
  await site.member('Ursula', 'rhizo');
  const forms: Record<string, string>[] = [
    { do: 'role', role: 'facilitator' },
    { do: 'remove', reason: 'So.', sure: 'yes' },
  ];
  for (const fields of forms) {
    expect((await site.post(`${people('other')}/member/ursula`, fields, theirs)).status).toBe(404);
  }
  expect((await site.get(`${people('other')}/member/ursula`, theirs)).status).toBe(404);
  const handed = await site.post(`${people('other')}/hand-over`, { to: 'ursula', sure: 'yes' }, theirs);
  expect(handed.status).toBe(400);
  expect((await findMember(site.db, 'rhizo', 'ursula'))?.role).toBe('participant');
});

describe('a list of people', () => {
  const LIST =
    'Name;Email\nZoë;zoe@example.org\nBad;bad at example.org\nYann;yann@example.org\nZoë;zoe@example.org';

  test('is shown first, from a file in windows-1252, and sends nothing', async () => {
    const answer = await sendFile(
      `${people('rhizo')}/list`,
      new Uint8Array(Buffer.from(LIST, 'latin1')),
      await host('rhizo'),
    );
    expect(answer.status).toBe(200);
    const words = await answer.text();
    expect(words).toContain('2 will be invited, 1 line is doubled, 1 line can’t be read.');
    expect(words).toContain('“bad at example.org” is not a mail address.');
    expect(words).toContain('Stands in line 2 already.');
    expect(words).toContain('Zoë;zoe@example.org');
    expect(await mailsTo('zoe@example.org')).toEqual([]);
  });

  test('invites each once when it is confirmed, and again nobody', async () => {
    const ada = await host('rhizo');
    const send = async () =>
      (await site.post(`${people('rhizo')}/list`, { do: 'invite', list: LIST }, ada)).text();
    expect(await send()).toContain('2 are invited, 1 line is doubled, 1 line can’t be read.');
    expect(await send()).toContain('2 were invited before, 1 line is doubled, 1 line can’t be read.');
    for (const email of ['zoe@example.org', 'yann@example.org']) expect(await mailsTo(email)).toHaveLength(1);
    const page = await (await site.get(people('rhizo'), ada)).text();
    expect(page).toContain('Invited, and not here yet');
    expect(page).toContain('yann@example.org');
    expect((await comeIn('zoe@example.org')).headers.get('location')).toBe('/rhizo/?done=welcome');
    expect(await (await site.get(people('rhizo'), ada)).text()).not.toContain('zoe@example.org');
    expect(await send()).toContain('1 is here already, 1 was invited before');
  });

  test('that is empty or too long loses nothing', async () => {
    const ada = await host('rhizo');
    const empty = await site.post(`${people('rhizo')}/list`, { do: 'look', list: ' ' }, ada);
    expect(empty.status).toBe(400);
    expect(await empty.text()).toContain('Please paste a list, or choose a file.');
    const long = await site.post(
      `${people('rhizo')}/list`,
      { do: 'look', list: 'Ada,ada@x.example\n'.repeat(12_000) },
      ada,
    );
    expect(long.status).toBe(400);
    const words = await long.text();
    expect(words).toContain('That is a long list.');
    expect(words).toContain('Ada,ada@x.example');
  });

  test('whose headings aren’t known, or that is a spreadsheet’s own file, invites nobody', async () => {
    const ada = await host('rhizo');
    const list = 'When,Who,Where\n2026/11/01 10:00,Grace Hopper,grace@example.com';
    const unknown = await site.post(`${people('rhizo')}/list`, { do: 'invite', list }, ada);
    expect(await unknown.text()).toContain('These headings aren’t known: “When”, “Who”, “Where”.');
    const book = await sendFile(`${people('rhizo')}/list`, Buffer.from('PK\x03\x04\x14', 'latin1'), ada);
    expect(book.status).toBe(400);
    expect(await book.text()).toContain('This is a spreadsheet. Save it as CSV');
    expect(await mailsTo('grace@example.com')).toEqual([]);
  });

  test('shows names as text', async () => {
    const list =
      '</textarea><script>alert(1)</script>,eve@example.org\n"<img src=x onerror=alert(1)>",a"b@example.org';
    const answer = await site.post(`${people('rhizo')}/list`, { do: 'look', list }, await host('rhizo'));
    const outsideOfValues = (await answer.text()).replaceAll(/value="[^"]*"/g, '');
    expect(outsideOfValues).toContain('&lt;img src=x');
    expect(outsideOfValues).not.toMatch(/<script>alert|<img src=x/);
  });
});

describe('an invitation', () => {
  test('can be sent again and taken back, and its link stops working', async () => {
    const ada = await host('rhizo');
    const guest = { name: 'Gina', email: 'gina@example.org' };
    const send = (fields: Record<string, string>) => site.post(people('rhizo'), fields, ada);
    expect((await send({ do: 'invite', ...guest })).status).toBe(303);
    const twice = await send({ do: 'invite', ...guest });
    expect(twice.status).toBe(400);
    expect(await twice.text()).toContain('invited already and have not come yet');
    expect((await send({ do: 'again', email: guest.email })).status).toBe(303);
    expect((await send({ do: 'take-back', email: guest.email })).headers.get('location')).toContain(
      'done=invitation-taken-back',
    );
    const gone = await send({ do: 'take-back', email: guest.email });
    expect(await gone.text()).toContain('That has been done already');
    expect((await comeIn(guest.email)).status).toBe(410);
    expect(await findMember(site.db, 'rhizo', 'gina')).toBeNull();
    expect((await listDeeds(site.db, 'rhizo', 3)).map(({ deed }) => deed)).toEqual([
      'invitationTakenBack',
      'invitedAgain',
      'invited',
    ]);
  });

  test('can be for a facilitator, who has a desk on coming in', async () => {
    const ada = await host('rhizo');
    const guest = { name: 'Fritz', email: 'fritz@example.org' };
    await site.post(people('rhizo'), { do: 'invite', ...guest, role: 'facilitator' }, ada);
    await comeIn(guest.email);
    expect((await findMember(site.db, 'rhizo', 'fritz'))?.role).toBe('facilitator');
  });
});

describe('where facilitators let people in', () => {
  const ask = async (name: string, wish = '') => {
    const email = `${name.toLowerCase()}@example.org`;
    const asked = await site.post('/asking/join', { name, email, blog: '', wish });
    expect(asked.status).toBe(303);
    const [mail] = await mailsTo(email);
    const link = /\/sign-in\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
    const browser = asked.headers.get('set-cookie')?.split(';')[0] ?? '';
    const came = await site.post(link, {}, { cookie: browser });
    return { email, page: came.headers.get('location') ?? '' };
  };

  test('somebody asks with their words, is let in by a facilitator, and comes in by the mail', async () => {
    const ada = await host('asking');
    expect(await (await site.get('/asking/')).text()).toContain('Ask to join');
    expect(await (await site.get('/asking/join')).text()).toContain('Why you would like to come');
    const { email, page } = await ask('Anton', 'I keep <b>bees</b>.');
    expect(page).toMatch(/^\/asking\/join\//);
    expect(await (await site.get(page)).text()).toContain('You have asked');
    expect(await findMember(site.db, 'asking', 'anton')).toBeNull();
    const desk = await (await site.get(people('asking'), ada)).text();
    expect(desk).toContain('I keep &lt;b&gt;bees&lt;/b&gt;.');
    const [joining] = await listAsking(site.db, 'asking');
    const letIn = await site.post(people('asking'), { do: 'let-in', id: joining?.id ?? '' }, ada);
    expect(letIn.headers.get('location')).toContain('done=let-in');
    expect((await comeIn(email)).headers.get('location')).toBe('/asking/');
    expect((await findMember(site.db, 'asking', 'anton'))?.role).toBe('participant');
  });

  test('somebody who isn’t is told so, with a word, and can ask again', async () => {
    const ada = await host('asking');
    const { email, page } = await ask('Bodo');
    const [joining] = await listAsking(site.db, 'asking');
    const long = await site.post(
      people('asking'),
      { do: 'refuse', id: joining?.id ?? '', word: 'x'.repeat(1001) },
      ada,
    );
    expect(long.status).toBe(400);
    expect(await long.text()).toContain('x'.repeat(1001));
    await site.post(people('asking'), { do: 'refuse', id: joining?.id ?? '', word: 'Next spring?' }, ada);
    expect((await mailsTo(email)).at(-1)?.text).toContain('Next spring?');
    const late = { do: 'refuse', id: joining?.id ?? '', word: 'The table is full.' };
    const kept = await (await site.post(people('asking'), late, await host('asking'))).text();
    expect(kept).toMatch(/<textarea[^>]* readonly[^>]*>The table is full\.</);
    expect(await (await site.get(page)).text()).toContain('Not this time');
    expect(await (await site.get(people('asking'), ada)).text()).toContain('Not let in lately');
  });

  test('somebody who is signed in asks without a mail', async () => {
    await host('asking');
    const member = await site.member('Carola', 'rhizo');
    const asked = await site.post(
      '/asking/join',
      { name: 'x', email: 'x@example.org', blog: '', wish: 'Hello.' },
      member,
    );
    expect(asked.headers.get('location')).toMatch(/^\/asking\/join\//);
    expect(await listAsking(site.db, 'asking')).toMatchObject([{ name: 'Carola', wish: 'Hello.' }]);
    expect(await findMember(site.db, 'asking', 'carola')).toBeNull();
  });
});

test('by invitation, a course that everybody may read lets nobody in by its form, and says how to come', async () => {
  expect((await site.get('/invited/')).status).toBe(200);
  const door = await site.get('/invited/join');
  expect(door.status).toBe(403);
  expect(await door.text()).toContain('This course is by invitation.');
  const fields = { name: 'Carl', email: 'carl@example.org', blog: '' };
  expect((await site.post('/invited/join', fields)).status).toBe(403);
  expect((await site.post('/invited/join', fields, await site.member('Karla', 'rhizo'))).status).toBe(403);
  expect(await site.db.select().from(memberships).where(eq(memberships.cohort, 'invited'))).toEqual([]);
});

test('somebody signed in does not complete what was begun for another’s address', async () => {
  const member = await site.member('Mallory', 'other');
  const begun = await site.post('/rhizo/join', {
    name: 'Vera',
    email: 'vera@example.org',
    blog: 'vera.invalid',
  });
  const path = begun.headers.get('location') ?? '';
  await site.post(path, { do: 'without' }, member);
  expect(await findMember(site.db, 'rhizo', 'vera')).toBeNull();
  expect(await mailsTo('vera@example.org')).toHaveLength(1);
});

describe('a member’s page at the desk', () => {
  test('makes a facilitator of them and back, and never takes the last one', async () => {
    const ada = await host('handed');
    await site.member('Paula', 'handed');
    const page = `${people('handed')}/member/paula`;
    expect(
      (await site.post(page, { do: 'role', role: 'facilitator' }, ada)).headers.get('location'),
    ).toContain('now-facilitator');
    expect(
      (await site.post(page, { do: 'role', role: 'participant' }, ada)).headers.get('location'),
    ).toContain('now-participant');
    const own = `${people('handed')}/member/${ada.membership.handle}`;
    const last = await site.post(own, { do: 'role', role: 'participant' }, ada);
    expect(last.status).toBe(400);
    expect(await last.text()).toContain('A course needs a facilitator');
    expect((await mailsTo('paula@example.org')).map(({ subject }) => subject)).toEqual([
      'You are a facilitator now: Rhizo',
      'No longer a facilitator: Rhizo',
    ]);
  });

  test('takes them out only with a reason and a tick, and says what is missing', async () => {
    const ada = await host('handed');
    await seatWithPost(site.db, 'Quirin', { cohort: 'handed' });
    const page = `${people('handed')}/member/quirin`;
    expect(await (await site.get(page, ada)).text()).toContain('This can’t be undone');
    const unsure = await site.post(page, { do: 'remove', reason: 'Sold soap.' }, ada);
    expect(unsure.status).toBe(400);
    const words = await unsure.text();
    expect(words).toContain('Please tick this first');
    expect(words).toContain('Sold soap.');
    expect((await site.post(page, { do: 'remove', reason: ' ', sure: 'yes' }, ada)).status).toBe(400);
    expect(await (await site.get('/handed/')).text()).toContain('Quirin');
    expect((await site.post(page, { do: 'remove', reason: 'Sold soap.', sure: 'yes' }, ada)).status).toBe(
      303,
    );
    expect(await (await site.get('/handed/')).text()).not.toContain('Quirin');
    expect((await mailsTo('quirin@example.org'))[0]?.text).toContain('Sold soap.');
    expect(await (await site.get('/handed/facilitate/log', ada)).text()).toContain('Sold soap.');
  });
});

test('a course is handed over with one form, after which the desk is closed', async () => {
  const ada = await host('handed');
  await site.member('Rita', 'handed');
  const page = `${people('handed')}/hand-over`;
  const unsure = await site.post(page, { to: 'rita' }, ada);
  expect(unsure.status).toBe(400);
  expect(await unsure.text()).toMatch(/<option value="rita" selected/);
  const handed = await site.post(page, { to: 'rita', sure: 'yes' }, ada);
  expect(handed.headers.get('location')).toBe('/handed/?done=handed-over');
  expect((await site.get('/handed/facilitate/', ada)).status).toBe(404);
  expect((await findMember(site.db, 'handed', 'rita'))?.role).toBe('facilitator');
});

describe('somebody’s own page', () => {
  const leave = (member: Member, more: Record<string, string> = { sure: 'yes' }) =>
    site.post('/me', { do: 'leave', cohort: 'other', ...more }, member);

  test('lets them leave, once they have ticked that it can’t be undone', async () => {
    const member = await site.member('Sven', 'other');
    expect(await (await site.get('/me', member)).text()).toContain('Leave this course');
    const unsure = await leave(member, {});
    expect(unsure.status).toBe(400);
    expect(await unsure.text()).toContain('Please tick this first');
    expect((await leave(member)).headers.get('location')).toBe('/me?done=left');
    expect(await findMember(site.db, 'other', 'sven')).toBeNull();
  });

  test('sends the only facilitator to hand over first', async () => {
    for (const { id } of await listFacilitators(site.db, 'other'))
      await site.db.delete(memberships).where(eq(memberships.id, id));
    const only = await host('other');
    expect(await (await site.get('/me', only)).text()).toContain('You are its only facilitator.');
    expect((await leave(only)).headers.get('location')).toBe('/other/facilitate/people/hand-over');
    expect(await listFacilitators(site.db, 'other')).toHaveLength(1);
  });
});

test('who brings another feed of a site is told what that does, and of another site nothing', async () => {
  const wanda = await site.member('Wanda', 'rhizo');
  await bringBlog(site.db, wanda.membership, 'wanda.example');
  const shown = async (host: string) => {
    const given = {
      cohort: 'rhizo',
      name: 'Wanda',
      email: wanda.person.email,
      pasted: host,
      person: wanda.person,
    };
    const joining = await startJoining(site.db, given, new Date());
    const siteUrl = `https://${host}/`;
    const feed = {
      feedUrl: `${siteUrl}tag/rhizo27/feed`,
      title: 'Tagged',
      siteUrl,
      kind: 'category' as const,
      posts: [],
    };
    await recordFindings(site.db, joining, { kind: 'found', findings: { siteUrl, candidates: [feed] } });
    return (await site.get(`/rhizo/join/${joining.id}`, wanda)).text();
  };
  expect(await shown('wanda.example')).toMatch(
    /another feed of this site already, <bdi>Blog of wanda.example/,
  );
  expect(await shown('wanda-elsewhere.example')).not.toContain('another feed of this site');
});

describe('the button of a blog that was found elsewhere', () => {
  /** Presses it for somebody whose old blog seems to be at a feed now. @returns what they read then */
  async function press(member: Member, host: string, suggestedUrl: string): Promise<string> {
    const { feed, blog } = await bringBlog(site.db, member.membership, host);
    await site.db.update(feeds).set({ suggestedUrl }).where(eq(feeds.id, feed.id));
    const pressed = await site.post('/me', { do: 'move', cohort: 'rhizo', blog: String(blog.id) }, member);
    return (await site.get(pressed.headers.get('location') ?? '/nothing', member)).text();
  }

  test('says so when that is somebody else’s', async () => {
    const { feed } = await seatWithPost(site.db, 'Theodora');
    const member = await site.member('Tilo', 'rhizo');
    expect(await press(member, 'tilo.example', feed.url)).toContain(
      'somebody else has brought the blog at that address',
    );
    expect(await listBlogsOf(site.db, member.membership)).toMatchObject([
      { feed: { url: 'https://tilo.example/feed' } },
    ]);
  });

  test('says so when they have brought it themselves, and takes the old one away', async () => {
    const member = await site.member('Ulla', 'rhizo');
    const { feed } = await bringBlog(site.db, member.membership, 'new.ulla.example');
    expect(await press(member, 'old.ulla.example', feed.url)).toContain('You have brought that one already');
    expect(await listBlogsOf(site.db, member.membership)).toMatchObject([{ feedId: feed.id }]);
  });
});

describe('a code of conduct', () => {
  const edit = '/kind/facilitate/conduct';
  const file = () => join(site.contentDir, 'kind', 'conduct.md');
  const baseIn = (words: string) => /name="base" value="(\w*)"/.exec(words)?.[1] ?? '';

  test('has a page, a link on every page, and stands before the button of whoever joins', async () => {
    expect(await (await site.get('/kind/conduct')).text()).toContain('Be <em>kind</em>.');
    expect((await site.get('/rhizo/conduct')).status).toBe(404);
    expect(await (await site.get('/kind/weeks/')).text()).toContain('href="/kind/conduct"');
    expect(await (await site.get('/rhizo/weeks/')).text()).not.toContain('/conduct"');
    expect(await (await site.get('/kind/join')).text()).toMatch(
      /<details class="[^"]*" open[\s\S]*Be <em>kind<\/em>[\s\S]*Have a look/,
    );
  });

  test('is previewed and saved in the browser, and shows at once', async () => {
    const ada = await host('kind');
    const base = baseIn(await (await site.get(edit, ada)).text());
    const preview = await (
      await site.post(edit, { do: 'preview', text: 'Be *very* kind.', base }, ada)
    ).text();
    expect(preview).toContain('Be <em>very</em> kind.');
    expect(preview).toContain('>Be *very* kind.</textarea>');
    expect(readFileSync(file(), 'utf8')).toBe('Be *kind*.\n');
    expect((await site.post(edit, { do: 'save', text: 'Be *very* kind.', base }, ada)).status).toBe(303);
    expect(await (await site.get('/kind/conduct', ada)).text()).toContain('Be <em>very</em> kind.');
    expect(await listDeeds(site.db, 'kind', 1)).toMatchObject([{ deed: 'conductWritten' }]);
  });

  test('that was changed meanwhile is shown beside one’s own, and overwritten only knowingly', async () => {
    const ada = await host('kind');
    const base = baseIn(await (await site.get(edit, ada)).text());
    writeFileSync(file(), 'Theirs.\n');
    const answer = await site.post(edit, { do: 'save', text: 'Mine.', base }, ada);
    expect(answer.status).toBe(409);
    const words = await answer.text();
    expect(words).toContain('Theirs.');
    expect(words).toContain('>Mine.</textarea>');
    expect(readFileSync(file(), 'utf8')).toBe('Theirs.\n');
    await site.post(edit, { do: 'save', text: 'Mine.', base: baseIn(words) }, ada);
    expect(readFileSync(file(), 'utf8')).toBe('Theirs.\n');
    const theirs = /name="theirs" value="(\w+)"/.exec(words)?.[1] ?? '';
    await site.post(edit, { do: 'keep', text: 'Mine.', base, theirs }, ada);
    expect(readFileSync(file(), 'utf8')).toBe('Mine.\n');
  });

  test('that is too long is kept in the form', async () => {
    const text = 'y'.repeat(20_001);
    const answer = await site.post(edit, { do: 'save', text, base: '' }, await host('kind'));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(text);
  });
});
