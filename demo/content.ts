import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays } from '../src/core/calendar.ts';

interface Moved {
  /** The day that the first week opens. */
  startsOn: string;
  timezone: string;
  digestHour: number;
  /** Markdown under the description of the course. */
  note: string;
}

/** Copies a cohort's folder, with its weeks moved to other days. */
export function copyCohort(from: string, to: string, { startsOn, timezone, digestHour, note }: Moved): void {
  cpSync(from, to, { recursive: true });
  const cohort = readFileSync(join(to, 'cohort.md'), 'utf8');
  const wasOn = /^starts: (\S+)$/m.exec(cohort)?.[1] ?? startsOn;
  const days = Math.round((Date.parse(startsOn) - Date.parse(wasOn)) / 86_400_000);
  for (const file of readdirSync(to)) {
    const moved = readFileSync(join(to, file), 'utf8')
      .replace(
        /^(starts|opens): (\S+)$/m,
        (_, field: string, day: string) => `${field}: ${addDays(day, days)}`,
      )
      .replace(/^timezone: .*$/m, `timezone: ${timezone}`)
      .replace(/^digest_hour: .*$/m, `digest_hour: ${digestHour}`);
    writeFileSync(join(to, file), file === 'cohort.md' ? `${moved.trimEnd()}\n\n${note}\n` : moved);
  }
}
