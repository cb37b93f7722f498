import type { Command } from '../command.ts';
import { describeRefreshed, pollFeeds } from '../feeds/poll.ts';
import type { Refreshed } from '../feeds/refresh.ts';
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
      console.log(describeAll(done));
    });
  },
};

function describeAll(done: Refreshed[]): string {
  const added = (kind: Refreshed['feed']['kind']) =>
    done.reduce((sum, each) => (each.feed.kind === kind ? sum + each.added : sum), 0);
  const comments = added('comments');
  const news = [
    amount(added('posts'), 'new post'),
    ...(comments > 0 ? [amount(comments, 'new comment')] : []),
  ];
  return `${amount(done.length, 'feed')} polled, ${news.join(', ')}.`;
}

function amount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
