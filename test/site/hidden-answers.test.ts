import { expect, onTestFinished, test } from 'vitest';
import { listAnswers, writeAnswer } from '#core/live/answers.ts';
import { planWithQuestions } from '#core/live/edit.ts';
import { listHiddenAnswers } from '#core/live/hidden.ts';
import { markAnswer } from '#core/live/lines.ts';
import { listQuestions, openQuestion } from '#core/live/questions.ts';
import { cohortFiles, writeCohort } from '../support/cohort.ts';
import { useSite } from './site.ts';

const site = useSite((contentDir) => {
  writeCohort(contentDir);
  writeCohort(contentDir, cohortFiles, 'other');
});

const HELD = '/rhizo/facilitate/held';
const RUDE = 'Grobheiten.';

/** A session that is going on, at which Grace has said something. */
async function said() {
  const hanne = await site.member('Hanne', 'rhizo', 'facilitator');
  const grace = await site.member('Grace', 'rhizo');
  const plan = {
    title: 'An hour on manners',
    introduction: '',
    startsAt: new Date(),
    minutes: 60,
    timezone: 'Europe/Berlin',
    roomUrl: null,
  };
  const session = await planWithQuestions(site.db, plan, ['One?'], hanne.membership, new Date());
  const questionId = (await listQuestions(site.db, session.id))[0]?.id ?? 0;
  await openQuestion(site.db, session.id, questionId, new Date());
  const target = { sessionId: session.id, questionId };
  const answer = await writeAnswer(site.db, target, grace.membership, RUDE, new Date());
  const path = `/rhizo/live/${session.id}`;
  return { hanne, grace, session, path, answer: String(answer?.id) };
}

test('a facilitator hides one answer with a reason that its writer sees, and shows it again', async () => {
  const { hanne, grace, path, answer } = await said();
  const ada = await site.member('Ada', 'rhizo');
  const page = async (at: string, who?: typeof ada) => (await site.get(at, who)).text();
  expect(await page(path)).toContain(RUDE);
  expect(await page(path, hanne)).toContain('Hide it');
  for (const who of [undefined, ada, grace]) expect(await page(path, who)).not.toContain('Hide it');

  const none = await site.post(path, { do: 'hide', answer, reason: ' ' }, hanne);
  expect(none.status).toBe(400);
  expect(await none.text()).toMatch(/<details open>\s*<summary>Hide<[\s\S]*Say why, in a sentence/);

  const did = await site.post(path, { do: 'hide', answer, reason: 'Das geht zu weit.' }, hanne);
  expect(did.status).toBe(303);
  expect(did.headers.get('location')).toBe(`${path}?done=answer-hidden#coming`);
  for (const who of [undefined, ada])
    expect(await page(path, who)).not.toMatch(/Grobheiten|zu weit|is hidden/);
  const hosts = await page(path, hanne);
  expect(hosts).not.toContain(RUDE);
  expect(hosts).toContain('An answer is hidden');
  for (const at of [path, '/me', '/rhizo/people/grace', '/me/answers'])
    for (const words of [RUDE, 'Das geht zu weit.']) expect(await page(at, grace), at).toContain(words);
  for (const who of [undefined, ada, hanne])
    expect(await page('/rhizo/people/grace', who)).not.toMatch(/Grobheiten|zu weit/);
  const { answers } = await (await site.get('/me/answers.json', grace)).json();
  expect(answers[0]).toMatchObject({ answer: RUDE, hiddenBecause: 'Das geht zu weit.' });
  expect(await page('/rhizo/facilitate/log', hanne)).toContain('Das geht zu weit.');

  const desk = await page(HELD, hanne);
  for (const words of [RUDE, 'Das geht zu weit.', 'An hour on manners', 'Show it again'])
    expect(desk).toContain(words);
  const shown = await site.post(HELD, { do: 'show-answer-again', answer }, hanne);
  expect(shown.headers.get('location')).toBe(`${HELD}?done=answer-shown-again`);
  for (const who of [undefined, ada]) expect(await page(path, who)).toContain(RUDE);
  expect(await page('/me', grace)).not.toContain('Das geht zu weit.');
});

test('who hides it second, or shows it second, is told so, and nothing is done twice', async () => {
  const { hanne, path, answer } = await said();
  const otto = await site.member('Otto', 'rhizo', 'facilitator');
  await site.post(path, { do: 'hide', answer, reason: 'Hannes Grund.' }, hanne);
  const late = await site.post(path, { do: 'hide', answer, reason: 'Ottos Grund.' }, otto);
  expect(late.status).toBe(409);
  expect(await late.text()).toContain('Hanne has hidden it before you, so nothing was done.');
  expect(await listHiddenAnswers(site.db, 'rhizo')).toMatchObject([{ hiding: { reason: 'Hannes Grund.' } }]);
  await site.post(HELD, { do: 'show-answer-again', answer }, otto);
  const again = await site.post(HELD, { do: 'show-answer-again', answer }, hanne);
  expect(again.status).toBe(409);
  expect(await again.text()).toContain('It is not hidden any more; somebody was faster.');
  const gone = await site.post(path, { do: 'hide', answer: '99999', reason: 'Weg.' }, otto);
  expect(gone.status).toBe(409);
  expect(await gone.text()).toContain('That answer isn’t there any more');
});

test('nobody hides or shows an answer but the facilitators of this very course', async () => {
  const { hanne, grace, session, path, answer } = await said();
  const outsider = await site.member('Frieda', 'other', 'facilitator');
  const callers = [undefined, outsider, grace, await site.member('Emil', 'rhizo')];
  const hide = { do: 'hide', answer, reason: 'Nur so.' };
  for (const caller of callers) expect((await site.post(path, hide, caller)).status).toBe(403);
  expect((await site.post(`/other/live/${session.id}`, hide, outsider)).status).toBe(404);
  expect(await listAnswers(site.db, session.id)).toMatchObject([{ text: RUDE }]);
  await site.post(path, hide, hanne);
  const show = { do: 'show-answer-again', answer };
  for (const caller of callers) expect((await site.post(HELD, show, caller)).status).toBe(403);
  expect((await site.post('/other/facilitate/held', show, outsider)).status).toBe(409);
  expect(await listAnswers(site.db, session.id)).toEqual([]);
});

test('a page that follows the session is told to look again, and not what was hidden', async () => {
  const { hanne, path, answer } = await said();
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const seen = /events\?seen=([\w-]+)/.exec(await (await site.get(path)).text())?.[1];
  const stream = await fetch(`${site.url}${path}/events?seen=${seen}`, { signal: ending.signal });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  await site.post(path, { do: 'hide', answer, reason: 'Geheim.' }, hanne);
  let words = '';
  while (!words.includes('event: change')) words += (await reader?.read())?.value ?? '';
  expect(words).not.toMatch(/Geheim|Grobheiten/);
});

test('a best line that is hidden stands in no issue, mail or feed any more', async () => {
  const { hanne, session, path, answer } = await said();
  await markAnswer(
    site.db,
    { sessionId: session.id, answerId: Number(answer) },
    true,
    hanne.membership,
    new Date(),
  );
  const tomorrow = async () => (await site.get('/rhizo/facilitate/tomorrow', hanne)).text();
  expect(await tomorrow()).toContain(RUDE);
  await site.post(path, { do: 'hide', answer, reason: 'Doch nicht.' }, hanne);
  expect(await tomorrow()).not.toContain(RUDE);
});
