import { dayIn, isDay } from '#core/calendar.ts';
import { listBrokenCohorts } from '#core/cohorts.ts';
import { type Command, CommandError } from '../command.ts';
import { describeMistakes } from '../mistakes.ts';
import { describePublished, publish } from '../publish.ts';
import { weaveAll } from '../weave.ts';
import { inWorkshop } from '../workshop.ts';

export const publishCommand: Command = {
  name: 'publish',
  summary: 'Makes the issue of a day if it is not made yet: today’s, unless told otherwise.',
  usage: '[--cohort C] [--date YYYY-MM-DD]',
  words: 0,
  options: {
    cohort: { type: 'string', help: 'this cohort only' },
    date: { type: 'string', help: 'the day, in the time zone of the cohort' },
  },
  async run(given) {
    const date = given.text('date');
    if (date !== null && !isDay(date)) {
      throw new CommandError(`--date is "${date}"; it should be a day such as 2027-01-11.`);
    }
    await inWorkshop(async (workshop) => {
      await weaveAll(workshop);
      const slug = given.text('cohort');
      const cohorts = slug === null ? await workshop.listCohorts() : [await workshop.getCohort(slug)];
      for (const cohort of cohorts) {
        const today = dayIn(cohort.timezone, workshop.now());
        if (date !== null && date > today) {
          throw new CommandError(`${date} has not come yet in ${cohort.timezone}, where it is ${today}.`);
        }
        console.log(describePublished(await publish(workshop.db, cohort, date ?? today, workshop.now())));
      }
      const broken = slug === null ? await listBrokenCohorts(workshop.settings.contentDir) : [];
      if (broken.length > 0) throw new CommandError(broken.flatMap(describeMistakes).join('\n'));
    });
  },
};
