import { type CohortFolder, listCohorts, problemsIn } from '#core/cohorts.ts';
import { describeProblem } from '#core/front-matter.ts';

/** What is wrong in a cohort's files, a line each, with what it means for the cohort. */
export function describeMistakes(folder: CohortFolder): string[] {
  const lines = problemsIn(folder).map(describeProblem);
  return folder.kind === 'broken'
    ? lines.map((line) => `${folder.slug} stands still until this is mended: ${line}`)
    : lines;
}

/** Gives a step that tells of each mistake in the cohorts' files once, and again only when it is another. */
export function openMistakes(contentDir: string, tell: (line: string) => void): () => Promise<void> {
  let told = new Set<string>();
  return async () => {
    const lines = (await listCohorts(contentDir)).flatMap(describeMistakes);
    for (const line of lines) if (!told.has(line)) tell(line);
    if (lines.length === 0 && told.size > 0) tell('Everything in the courses’ files can be read again.');
    told = new Set(lines);
  };
}
