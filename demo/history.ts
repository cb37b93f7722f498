import { deliver } from '../aggregator/deliver.ts';
import { fileWaitingBlogs } from '../aggregator/feeds/file.ts';
import { pollFeeds } from '../aggregator/feeds/poll.ts';
import { findBlog } from '../aggregator/look.ts';
import { publish } from '../aggregator/publish.ts';
import { tellOfFirstPosts, tellOfTrouble } from '../aggregator/tell.ts';
import { weaveAll } from '../aggregator/weave.ts';
import type { Workshop } from '../aggregator/workshop.ts';
import { addDays, dayIn, instantOf } from '../src/core/calendar.ts';
import type { Cohort } from '../src/core/cohorts.ts';
import { issueInstant } from '../src/core/issues.ts';
import { completeJoining, confirmJoining, recordFindings, startJoining } from '../src/core/joinings.ts';
import { introduce } from '../src/core/memberships.ts';
import type { Person } from '../src/core/people.ts';
import type { Blog } from './blogosphere.ts';
import { spendEvening } from './live.ts';

/** A clock that can be set to the past and let go. */
export interface Clock {
  now(): Date;
  /** From here on it shows this instant. */
  set(at: Date): void;
  /** From here on it shows the real time. */
  letGo(): void;
}

export function createClock(): Clock {
  let shown: Date | null = null;
  return {
    now: () => shown ?? new Date(),
    set: (at) => {
      shown = at;
    },
    letGo: () => {
      shown = null;
    },
  };
}

/** The hour at which people find the time to join. */
const EVENING = 20;

/** Lives through the past days with the real aggregator: people join, blogs are polled, issues made, mails sent. */
export async function livePast(
  workshop: Workshop,
  cohort: Cohort,
  blogs: Blog[],
  clock: Clock,
  tell: (day: string, number: number | null) => void,
): Promise<void> {
  const present = new Date();
  const today = dayIn(cohort.timezone, present);
  const longest = Math.max(...blogs.map((blog) => blog.joins));
  for (let daysAgo = longest; daysAgo >= 0; daysAgo -= 1) {
    const day = addDays(today, -daysAgo);
    const hour = issueInstant(cohort, day);
    if (hour <= present) {
      clock.set(hour);
      await pollAll(workshop);
      const published = await publish(workshop.db, cohort, day, hour);
      await deliver(workshop);
      tell(day, published.kind === 'made' ? published.number : null);
    }
    const evening = instantOf(day, EVENING, cohort.timezone);
    clock.set(evening < present ? evening : present);
    for (const blog of blogs) if (blog.joins === daysAgo) await joinWith(workshop, cohort, blog);
    await spendEvening(workshop.db, cohort, daysAgo, clock.now());
    await pollAll(workshop);
    await tellOfFirstPosts(workshop);
    await tellOfTrouble(workshop);
    await deliver(workshop);
  }
  clock.letGo();
  await pollAll(workshop);
}

/** Polls every feed, due or not, files what came and weaves it. */
export async function pollAll(workshop: Workshop): Promise<void> {
  await fileWaitingBlogs(workshop.db, workshop.findCohort, workshop.now());
  await pollFeeds(workshop, { kind: 'all', notSince: workshop.now() }, () => {});
  await weaveAll(workshop);
}

/** Joins as a person does: types an address, looks at what was found there, says yes. */
export async function joinWith(workshop: Workshop, cohort: Cohort, blog: Blog): Promise<void> {
  const { db, now } = workshop;
  const wish = {
    cohort: cohort.slug,
    name: blog.author,
    email: blog.email,
    pasted: blog.pasted,
    person: null,
  };
  const joining = await startJoining(db, wish, now());
  const found = await findBlog(blog.pasted, workshop);
  await recordFindings(db, joining, found);
  const feed = found.kind === 'found' ? found.findings.candidates[0] : undefined;
  if (!feed) throw new Error(`${blog.author}: ${found.kind === 'failed' ? found.problem : 'no feed'}`);
  await confirmJoining(db, joining.id, { feedUrl: feed.feedUrl, filing: blog.filing });
  const joined = await completeJoining(db, joining.id, now());
  if (joined) await introduce(db, joined.membership.id, blog.about);
}

/** Joins without a blog. */
export async function joinReading(
  { db, now }: Workshop,
  cohort: Cohort,
  who: { name: string; email: string; role: 'participant' | 'facilitator' },
): Promise<Person> {
  const joining = await startJoining(db, { ...who, cohort: cohort.slug, pasted: null, person: null }, now());
  const joined = await completeJoining(db, joining.id, now());
  if (!joined) throw new Error(`${who.name} could not join.`);
  return joined.person;
}
