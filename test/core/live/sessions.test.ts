import { describe, expect, test } from 'vitest';
import { listDeeds } from '#core/desk/log.ts';
import { editSession, planWithQuestions } from '#core/live/edit.ts';
import {
  changeQuestions,
  closeQuestion,
  listQuestions,
  openQuestion,
  versionOf,
} from '#core/live/questions.ts';
import {
  bringBack,
  cancelSession,
  changeSession,
  findSession,
  hasSessions,
  listComing,
  listNext,
  listPast,
} from '#core/live/sessions.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { DAY, HOUR, later, MINUTE, NOON, seat } from '../../support/participants.ts';

const plan = {
  title: 'An hour on asking',
  introduction: 'Bring **one** question.',
  startsAt: later(2 * DAY),
  minutes: 60,
  timezone: 'Europe/Berlin',
  roomUrl: 'https://meet.example.org/asking',
};

async function planned(questions = ['One?', 'Two?', 'Three?']) {
  const db = temporaryDatabase();
  const host = (await seat(db, 'Hanne', { role: 'facilitator' })).membership;
  const session = await planWithQuestions(db, plan, questions, host, NOON);
  const find = async () => {
    const found = await findSession(db, 'rhizo', session.id);
    if (!found) throw new Error('It is gone.');
    return found;
  };
  const texts = async () =>
    (await listQuestions(db, session.id)).map(({ position, text }) => `${position} ${text}`);
  const ids = async () => (await listQuestions(db, session.id)).map(({ id }) => id);
  return { db, host, session, find, texts, ids };
}

describe('a session', () => {
  test('is found by its own cohort only', async () => {
    const { db, session } = await planned();
    expect(await findSession(db, 'other', session.id)).toBeNull();
    expect(await findSession(db, 'rhizo', Number.NaN)).toBeNull();
    expect([await hasSessions(db, 'rhizo'), await hasSessions(db, 'other')]).toEqual([true, false]);
  });

  test('is coming until its hour is over, and then is past', async () => {
    const { db, session } = await planned();
    const idsAt = async (at: Date) => ({
      coming: (await listComing(db, 'rhizo', at)).map(({ id }) => id),
      past: (await listPast(db, 'rhizo', at)).map(({ id }) => id),
    });
    const end = 2 * DAY + HOUR;
    expect(await idsAt(later(end - 1))).toEqual({ coming: [session.id], past: [] });
    expect(await idsAt(later(end))).toEqual({ coming: [], past: [session.id] });
    expect(await listNext(db, 'rhizo', later(end - 1))).toEqual([session]);
    expect(await listNext(db, 'rhizo', later(end))).toEqual([]);
  });

  test('that is called off comes next until its hour is over, before the one that takes place', async () => {
    const { db, host, session } = await planned();
    const plans = async (days: number) =>
      (await planWithQuestions(db, { ...plan, startsAt: later(days * DAY) }, [], host, NOON)).id;
    const [third, fourth] = [await plans(3), await plans(4)];
    await cancelSession(db, session, host, NOON);
    const next = async (at: Date) => (await listNext(db, 'rhizo', at)).map(({ id }) => id);
    expect(await next(later(2 * DAY + HOUR - 1))).toEqual([session.id, third]);
    expect(await next(later(2 * DAY + HOUR))).toEqual([third]);
    expect(await next(later(3 * DAY + HOUR))).toEqual([fourth]);
  });

  test('counts up with each change that a calendar shows, and with no other', async () => {
    const { db, host, session, find, texts } = await planned();
    expect((await find()).sequence).toBe(0);
    expect(await changeSession(db, session, plan, host, later(1))).toBe(false);
    await changeQuestions(db, session.id, ['Another?']);
    expect(await texts()).toEqual(['1 Another?']);
    expect(await find()).toMatchObject({ sequence: 0, changedAt: NOON });
    expect(await changeSession(db, session, { ...plan, minutes: 90 }, host, later(2))).toBe(true);
    expect(await find()).toMatchObject({ id: session.id, sequence: 1, minutes: 90, changedAt: later(2) });
    await cancelSession(db, session, host, later(3));
    await cancelSession(db, session, host, later(4));
    expect(await find()).toMatchObject({ sequence: 2, cancelledAt: later(3) });
    expect(await listNext(db, 'rhizo', NOON)).toEqual([await find()]);
    await bringBack(db, session, host, later(5));
    await bringBack(db, session, host, later(6));
    expect(await find()).toMatchObject({ sequence: 3, cancelledAt: null });
    expect((await listDeeds(db, 'rhizo', 9)).map(({ deed }) => deed)).toEqual([
      'broughtBack',
      'calledOff',
      'changedSession',
    ]);
  });
});

test('a button that is pressed twice on a slow line plans one session, and saves it once', async () => {
  const { db, host, session, find } = await planned();
  const other = (await seat(db, 'Otto', { role: 'facilitator' })).membership;
  const ids = new Set([session.id]);
  const plans = async (
    who: typeof host,
    ms: number,
    title = plan.title,
    questions = ['One?', 'Two?', 'Three?'],
  ) => {
    const { id } = await planWithQuestions(db, { ...plan, title }, questions, who, later(ms));
    const isNew = !ids.has(id);
    ids.add(id);
    return isNew;
  };
  expect(await Promise.all([plans(host, 130), plans(host, MINUTE - 1)])).toEqual([false, false]);
  expect(await plans(host, 1, 'Another hour')).toBe(true);
  expect(await plans(host, 2, plan.title, ['One, otherwise?'])).toBe(true);
  expect(await plans(other, 3)).toBe(true);
  expect(await plans(host, MINUTE)).toBe(true);
  const seen = versionOf(await find(), await listQuestions(db, session.id));
  const change = { plan: { ...plan, title: 'Mended' }, questions: ['One?'], seen };
  expect(await editSession(db, session, change, host, later(1))).toBe('changed');
  expect(await editSession(db, session, change, host, later(131))).toBe('changed');
  expect(await find()).toMatchObject({ title: 'Mended', sequence: 1 });
  // One that was called off in between is meant anew.
  for (const called of await listComing(db, 'rhizo', NOON))
    await cancelSession(db, called, host, later(MINUTE));
  expect(await plans(host, MINUTE + 1)).toBe(true);
});

describe('its questions', () => {
  test('open one after the other; two clicks at once are one', async () => {
    const { db, session, ids } = await planned();
    const [first = 0, second = 0, third = 0] = await ids();
    expect(await openQuestion(db, session.id, second, NOON)).toBe(false);
    const both = [1, 2].map((ms) => openQuestion(db, session.id, first, later(ms)));
    expect(await Promise.all(both)).toEqual([true, true]);
    expect((await listQuestions(db, session.id))[0]?.openedAt).toEqual(later(1));
    expect(await openQuestion(db, session.id, second, NOON)).toBe(true);
    expect(await closeQuestion(db, session.id, first)).toBe(false);
    expect(await closeQuestion(db, session.id, second)).toBe(true);
    expect(await closeQuestion(db, session.id, first)).toBe(true);
    expect(await openQuestion(db, session.id + 1, third, NOON)).toBe(false);
    expect(await closeQuestion(db, session.id + 1, first)).toBe(false);
  });

  test('can be put otherwise while they are not open; open ones keep their words and numbers', async () => {
    const { db, session, ids, texts } = await planned();
    const [first = 0] = await ids();
    await openQuestion(db, session.id, first, NOON);
    expect(await changeQuestions(db, session.id, ['Three?', 'Two, really?'])).toBe(true);
    expect(await texts()).toEqual(['1 One?', '2 Three?', '3 Two, really?']);
    expect((await ids())[0]).toBe(first);
    expect(
      await changeQuestions(
        db,
        session.id,
        Array.from({ length: 10 }, (_, i) => `${i}?`),
      ),
    ).toBe(false);
    expect(await texts()).toEqual(['1 One?', '2 Three?', '3 Two, really?']);
    expect(await changeQuestions(db, session.id, [])).toBe(true);
    expect(await texts()).toEqual(['1 One?']);
  });

  test('are not overwritten by whoever began to edit before somebody else', async () => {
    const { db, host, session, find, ids, texts } = await planned();
    const seen = versionOf(await find(), await listQuestions(db, session.id));
    const edit = (questions: string[], title = plan.title) =>
      editSession(db, session, { plan: { ...plan, title }, questions, seen }, host, later(1));
    expect(await edit(['Mine?'])).toBe('changed');
    expect(await edit(['Yours?'])).toBe('overtaken');
    expect(await texts()).toEqual(['1 Mine?']);
    const again = versionOf(await find(), await listQuestions(db, session.id));
    await openQuestion(db, session.id, (await ids())[0] ?? 0, NOON);
    const late = { plan: { ...plan, title: 'Late' }, questions: ['Mine?'], seen: again };
    expect(await editSession(db, session, late, host, NOON)).toBe('overtaken');
    expect((await find()).title).toBe(plan.title);
  });
});
