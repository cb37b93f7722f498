import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cohort, parseCohort } from '#core/cohorts.ts';

/** A cohort's files by name: two weeks from Monday, 11 January 2027, in Berlin, the issue at seven. */
export const cohortFiles: Record<string, string> = {
  'cohort.md': `---
title: Rhizo
summary: A course for tests.
tag: rhizo27
starts: 2027-01-11
timezone: Europe/Berlin
digest_hour: 7
---
Come **in**.
`,
  '01-roots.md': `---
title: Roots
opens: 2027-01-11
provocations:
  - question: What holds you where you are?
    more: Not the obvious thing.
readings:
  - title: A page
    by: Somebody
    url: https://example.org/page
try: Draw it.
---
An introduction.
`,
  '02-shoots.md': `---
title: Shoots
opens: 2027-01-18
provocations:
  - question: What came up that nobody planted?
---
Another one.
`,
};

/** The cohort of these files, with some of them replaced. */
export function testCohort(files: Record<string, string> = {}, slug = 'rhizo'): Cohort {
  const folder = parseCohort(slug, { ...cohortFiles, ...files });
  if (folder.kind === 'broken') throw new Error(JSON.stringify(folder.problems));
  return folder.cohort;
}

/** Writes a cohort's files below a content folder. */
export function writeCohort(
  contentDir: string,
  files: Record<string, string> = cohortFiles,
  slug = 'rhizo',
): void {
  mkdirSync(join(contentDir, slug), { recursive: true });
  for (const [name, source] of Object.entries(files)) writeFileSync(join(contentDir, slug, name), source);
}
