import type { Cohort } from './cohorts.ts';
import type { Db } from './db/open.ts';
import type { Host } from './facilitators.ts';
import type { GuestLine } from './guest-list.ts';
import { type Invited, invite, listStandings, type Standing } from './invitations.ts';

/** A line of a list with what would be done about it. */
export type Foreseen =
  | Exclude<GuestLine, { kind: 'guest' }>
  | { kind: 'new' | Standing['kind']; line: number; name: string; email: string; since?: Date };

/** What inviting a list would do, line by line; it does nothing. */
export async function foresee(db: Db, cohort: string, lines: GuestLine[]): Promise<Foreseen[]> {
  const emails = lines.flatMap((each) => (each.kind === 'guest' ? [each.email] : []));
  const standings = await listStandings(db, cohort, emails);
  return lines.map((each) => {
    if (each.kind !== 'guest') return each;
    const { line, name, email } = each;
    return { line, name, email, ...(standings.get(email) ?? { kind: 'new' as const }) };
  });
}

/** A line of a list with what was done about it. */
export type Done =
  | Exclude<GuestLine, { kind: 'guest' }>
  | ({ line: number; name: string; email: string; blog: string | null } & Invited);

/** Invites the people of a list, line by line, as far as the limits go; whoever is left can be sent again later. */
export async function inviteAll(
  db: Db,
  siteUrl: string,
  cohort: Cohort,
  host: Host | null,
  lines: GuestLine[],
  now: Date,
): Promise<Done[]> {
  const done: Done[] = [];
  for (const each of lines) {
    if (each.kind !== 'guest') done.push(each);
    else {
      const { line, name, email, blog } = each;
      done.push({ line, name, email, blog, ...(await invite(db, siteUrl, cohort, host, each, now)) });
    }
  }
  return done;
}

/** The lines that wait because of a limit, as a list that can be sent later. */
export function leftOver(done: Done[]): string {
  const cell = (text: string) => (/[",;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return done
    .flatMap((each) =>
      each.kind === 'too-many' || each.kind === 'too-many-to-them'
        ? [[each.name, each.email, ...(each.blog ? [each.blog] : [])].map(cell).join(',')]
        : [],
    )
    .join('\n');
}

/** What was done about a line, or would be, in a sentence. */
export function describeLine(each: Foreseen | Done, formatDay: (at: Date) => string): string {
  switch (each.kind) {
    case 'new':
      return 'Will be invited.';
    case 'sent':
      return 'Invited. The mail is on its way.';
    case 'member':
      return 'Is here already.';
    case 'invited':
      return each.since ? `Invited already, on ${formatDay(each.since)}.` : 'Invited already.';
    case 'doubled':
      return `Stands in line ${each.firstLine} already.`;
    case 'wrong':
      return each.problem;
    case 'too-many':
      return 'Left for later: you have sent as many as go out in an hour.';
    case 'too-many-to-them':
      return 'Left for later: this address had several mails within the hour.';
  }
}

const PARTS: { kinds: string[]; one: string; more: string }[] = [
  { kinds: ['new'], one: '1 will be invited', more: '# will be invited' },
  { kinds: ['sent'], one: '1 is invited', more: '# are invited' },
  { kinds: ['member'], one: '1 is here already', more: '# are here already' },
  { kinds: ['invited'], one: '1 was invited before', more: '# were invited before' },
  { kinds: ['doubled'], one: '1 line is doubled', more: '# lines are doubled' },
  { kinds: ['too-many', 'too-many-to-them'], one: '1 is left for later', more: '# are left for later' },
  { kinds: ['wrong'], one: '1 line can’t be read', more: '# lines can’t be read' },
];

/** A list in a sentence: “12 will be invited, 2 are here already, 1 line can’t be read.” */
export function summarize(lines: (Foreseen | Done)[]): string {
  const parts = PARTS.flatMap(({ kinds, one, more }) => {
    const count = lines.filter(({ kind }) => kinds.includes(kind)).length;
    return count === 0 ? [] : [count === 1 ? one : more.replace('#', String(count))];
  });
  return parts.length === 0 ? 'There is nobody in this list.' : `${parts.join(', ')}.`;
}
