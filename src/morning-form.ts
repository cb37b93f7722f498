import { z } from 'zod';
import { isDay } from '#core/calendar.ts';
import type { Cohort } from '#core/cohorts.ts';
import type { Db } from '#core/db/open.ts';
import { describeEntry, finishEntry, undoEntry } from '#core/desk/entries.ts';
import { findMark, giveBack, takeEntry } from '#core/desk/marks.ts';
import { sendWelcome, welcomeText } from '#core/desk/newcomers.ts';
import type { Host } from '#core/facilitators.ts';
import { changeHostLine, hostLineText, type LineChanged } from '#core/host-lines.ts';

const entry = z.string().max(60);
const day = z.string().refine(isDay, 'That is not a day; it looks like 2027-01-11.');

/** What a facilitator does on the desk's page of today; each a form of its own. */
export const morningForms = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('say'),
    on: day,
    text: hostLineText,
    stood: day,
    was: z.string(),
    over: z.string(),
  }),
  z.object({ do: z.literal('done'), entry }),
  z.object({ do: z.literal('take'), entry }),
  z.object({ do: z.literal('give'), entry }),
  z.object({ do: z.literal('undo'), entry }),
  z.object({ do: z.literal('note'), entry: z.string().regex(/^newcomer \d{1,15}$/), note: welcomeText }),
]);

export type MorningForm = z.infer<typeof morningForms>;

/** What came of it: a notice for the next page, and which entry was done; or a sentence on why nothing was. */
export type MorningOutcome =
  | { kind: 'done'; notice: string; entry?: string }
  | { kind: 'nothing'; why: string }
  | Extract<LineChanged, { kind: 'overtaken' }>;

/** Where a facilitator sits. */
export interface Seat {
  cohort: Cohort;
  host: Host;
  siteUrl: string;
}

const UNKNOWN: MorningOutcome = {
  kind: 'nothing',
  why: 'That is not on this desk any more, so nothing was done.',
};
const NOT_UNDONE: MorningOutcome = {
  kind: 'nothing',
  why: 'That was put back before, or can’t be: a note that was sent can’t be called back.',
};

/** Does what a facilitator asked for. */
export async function actOnMorning(
  db: Db,
  seat: Seat,
  form: MorningForm,
  now: Date,
): Promise<MorningOutcome> {
  const { slug } = seat.cohort;
  const me = seat.host.membership.id;
  if (form.do === 'say') {
    const { text } = form;
    // An empty one takes back what stood there, whatever its date says.
    const on = text === '' ? form.stood : form.on;
    const said = await changeHostLine(db, { cohort: slug, on, text, membershipId: me }, form, now);
    if (said.kind === 'overtaken') return said;
    return { kind: 'done', notice: form.text === '' ? 'removed' : 'saved' };
  }
  if ((await describeEntry(db, slug, form.entry)) === null) return UNKNOWN;
  switch (form.do) {
    case 'take':
      return (await takeEntry(db, slug, form.entry, me, now))
        ? { kind: 'done', notice: 'taken' }
        : takenBefore(db, slug, form.entry);
    case 'give':
      await giveBack(db, slug, form.entry, me);
      return { kind: 'done', notice: 'given-back' };
    case 'undo':
      return (await undoEntry(db, slug, form.entry, me, now))
        ? { kind: 'done', notice: 'undone' }
        : NOT_UNDONE;
    case 'note':
      return welcome(db, seat, form, now);
    case 'done': {
      const finished = await finishEntry(db, slug, form.entry, me, now);
      if (finished.kind === 'unknown') return UNKNOWN;
      return finished.kind === 'before' ? doneBefore(finished.by) : done(form.entry);
    }
  }
}

async function welcome(
  db: Db,
  { cohort, host: { person, membership }, siteUrl }: Seat,
  { entry, note }: { entry: string; note: string },
  now: Date,
): Promise<MorningOutcome> {
  const host = { id: membership.id, name: person.name, handle: membership.handle };
  const membershipId = Number(entry.split(' ')[1]);
  if (await sendWelcome(db, { cohort, host, membershipId, text: note, siteUrl }, now)) return done(entry);
  return doneBefore((await findMark(db, cohort.slug, entry))?.doneBy?.name ?? null);
}

async function takenBefore(db: Db, cohort: string, entry: string): Promise<MorningOutcome> {
  const mark = await findMark(db, cohort, entry);
  if (mark?.doneAt) return doneBefore(mark.doneBy?.name ?? null);
  return { kind: 'nothing', why: `${mark?.takenBy?.name ?? 'Somebody'} has just taken that.` };
}

function done(entry: string): MorningOutcome {
  return { kind: 'done', notice: 'done', entry };
}

function doneBefore(by: string | null): MorningOutcome {
  return { kind: 'nothing', why: `${by ?? 'Somebody'} did that a moment ago, so nothing was done twice.` };
}
