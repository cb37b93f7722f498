import { weave } from '#core/conversations/weave.ts';
import type { Workshop } from './workshop.ts';

/** Weaves what was filed or changed in every cohort: from then on its conversations show it. @returns how many posts. */
export async function weaveAll({
  db,
  listCohorts,
  settings,
  now,
}: Pick<Workshop, 'db' | 'listCohorts' | 'settings' | 'now'>): Promise<number> {
  let woven = 0;
  for (const cohort of await listCohorts()) woven += await weave(db, cohort, settings.siteUrl, now());
  return woven;
}
