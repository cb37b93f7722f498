import { forgetUnanswered } from '#core/asking.ts';
import { forgetOldInvitations, INVITATION_KEPT_MS } from '#core/invitations.ts';
import { forgetOldJoinings } from '#core/joinings.ts';
import { forgetOldLinks, INVITATION_LASTS_MS } from '#core/sign-in.ts';
import { whenAskedToStop } from '#core/stopping.ts';
import type { Command } from '../command.ts';
import { deliver, describeDelivered } from '../deliver.ts';
import { fileWaitingBlogs } from '../feeds/file.ts';
import { describeRefreshed, pollFeeds } from '../feeds/poll.ts';
import { lookAtAddresses } from '../look.ts';
import { openMistakes } from '../mistakes.ts';
import { describePostbox } from '../postbox.ts';
import { describePublished, publishDue } from '../publish.ts';
import { readAlong } from '../read-along.ts';
import { repeat } from '../repeat.ts';
import { openRobots } from '../robots.ts';
import { tellOfAnswers, tellOfFirstPosts, tellOfTrouble } from '../tell.ts';
import { weaveAll } from '../weave.ts';
import { inWorkshop, type Workshop } from '../workshop.ts';

/** How many people can have their addresses looked at at the same time. */
const LANES = 4;

/** How many servers of others are asked for a shared page at the same time. */
const PAGES_AT_ONCE = 4;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const runCommand: Command = {
  name: 'run',
  summary: 'The aggregator: polls, publishes and delivers until it is stopped.',
  usage: '',
  words: 0,
  options: {},
  async run() {
    const stopped = whenAskedToStop();
    await inWorkshop(async (workshop) => {
      console.log(`The aggregator is at work. Mail: ${describePostbox(workshop.settings)}.`);
      await work(workshop, stopped);
    });
    console.log('The aggregator has stopped.');
  },
};

/** Everything that happens by itself, each at its own pace, until the signal; what is under way is finished. */
export async function work(workshop: Workshop, signal: AbortSignal): Promise<void> {
  const { db, fetcher, now, findCohort, settings } = workshop;
  const robots = openRobots(fetcher, now);
  const tellOfMistakes = openMistakes(settings.contentDir, console.error);
  await Promise.all([
    // People are waiting in front of these two.
    // One address a lane, so that nobody waits for somebody else's slow site.
    ...Array.from({ length: LANES }, () =>
      repeat('looking at addresses', SECOND / 2, () => lookAtAddresses(workshop, 1), signal),
    ),
    repeat('delivering', SECOND / 2, () => deliverAndTell(workshop, signal), signal),
    repeat('filing', SECOND, () => fileWaitingBlogs(db, findCohort, now()), signal),
    repeat('polling', SECOND, () => pollAndTell(workshop, signal), signal),
    repeat('weaving', SECOND, () => weaveAll(workshop), signal),
    repeat('reading along', 5 * SECOND, () => readAlong(workshop, robots, PAGES_AT_ONCE), signal),
    repeat('telling of answers', 5 * SECOND, () => tellOfAnswers(workshop), signal),
    repeat('telling of first posts', 5 * SECOND, () => tellOfFirstPosts(workshop), signal),
    repeat('telling of trouble', 10 * MINUTE, () => tellOfTrouble(workshop), signal),
    repeat('publishing', 10 * SECOND, () => publishAndTell(workshop), signal),
    repeat('looking for mistakes', 10 * SECOND, tellOfMistakes, signal),
    repeat('tidying', HOUR, () => tidy(workshop), signal),
  ]);
}

async function deliverAndTell(workshop: Workshop, signal: AbortSignal): Promise<void> {
  const delivered = await deliver(workshop, signal);
  if (delivered.sent + delivered.waiting + delivered.failed > 0)
    console.log(`mail: ${describeDelivered(delivered)}`);
}

async function pollAndTell(workshop: Workshop, signal: AbortSignal): Promise<void> {
  await pollFeeds(workshop, { kind: 'due' }, (each) => console.log(describeRefreshed(each)), signal);
}

async function publishAndTell(workshop: Workshop): Promise<void> {
  const { db, listCohorts, now } = workshop;
  // An issue shows the conversations of whatever has come until now.
  await weaveAll(workshop);
  for (const published of await publishDue(db, await listCohorts(), now())) {
    console.log(describePublished(published));
  }
}

async function tidy({ db, now, settings, listCohorts }: Workshop): Promise<void> {
  await forgetOldLinks(db, now());
  await forgetOldJoinings(db, new Date(now().getTime() - INVITATION_LASTS_MS));
  await forgetOldInvitations(db, new Date(now().getTime() - INVITATION_KEPT_MS));
  await forgetUnanswered(db, settings.siteUrl, await listCohorts(), now());
}
