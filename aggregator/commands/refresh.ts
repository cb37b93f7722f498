import type { Command } from '../command.ts';
import { describeRefreshed, pollFeeds } from '../feeds/poll.ts';
import { weaveAll } from '../weave.ts';
import { inWorkshop } from '../workshop.ts';

export const refreshCommand: Command = {
  name: 'refresh',
  summary: 'Polls the feeds that are due, once, and says what came.',
  usage: '[--all] [--cohort C]',
  words: 0,
  options: {
    all: { type: 'boolean', help: 'all feeds, due or not' },
    cohort: { type: 'string', help: 'all feeds of this cohort, due or not' },
  },
  async run(given) {
    await inWorkshop(async (workshop) => {
      const slug = given.text('cohort');
      const cohort = slug === null ? undefined : (await workshop.getCohort(slug)).slug;
      const which =
        given.flag('all') || cohort !== undefined
          ? ({ kind: 'all', notSince: workshop.now(), cohort } as const)
          : ({ kind: 'due' } as const);
      const done = await pollFeeds(workshop, which, (each) => console.log(describeRefreshed(each)));
      await weaveAll(workshop);
      const added = done.reduce((sum, each) => sum + each.added, 0);
      const feeds = done.length === 1 ? '1 feed' : `${done.length} feeds`;
      console.log(`${feeds} polled, ${added} new ${added === 1 ? 'post' : 'posts'}.`);
    });
  },
};
