import { pick, seeded } from '../../../../bench/random.ts';
import { DAY, HOUR, MINUTE } from '../../../support/participants.ts';
import { DECOYS } from './decoys.ts';
import { MAKE_NAMES, MAKES, type MakeName } from './makes.ts';
import { type Linkable, speller } from './spellings.ts';

export const SITE = 'https://course.example.org';

const NAMES =
  `ada bao chidi dagny elif farid grace hanna ines jonas kofi lena mira nils olga pita quentin rosa sven tuva
  uma vito wanda xenia yuki zora amir bela cleo dion ewa finn gul hugo ilse juno karl liv maud nora otto pia rami sita
  tilo ursa vera wim yara zeno anouk bruno carla dario emil flora gita henk iris jana`.split(/\s+/);
const SLUGS = ['roots', 'shoots', 'what-holds-me', 'week-two', 'a-map', 'asking'];
const DAYS = 42;
const POSTS_A_DAY = 12;
const FIRST_DAY = Date.parse('2027-01-11T00:00:00Z');
/** So that no number is the beginning of another. */
const FIRST_NUMBER = 100;
/** Whom a post answers was written not long before it. */
const RECENT = 60;

export interface Blogger {
  name: string;
  make: MakeName;
  site: string;
}

/** Somebody's post and what is known of it, whatever the weave makes of that. */
export interface CoursePost extends Linkable {
  /** Its place in the order of arrival, from 1. */
  id: number;
  blogger: Blogger;
  writtenAt: Date;
  /** Null for one that its author brought to no course. */
  cohort: 'rhizo' | 'alder' | null;
  /** What it answers, in the order in which it says so. */
  answers: CoursePost[];
  links: Spelled[];
  declares: Spelled[];
}

/** An address, and how it came to be written so. */
export interface Spelled {
  how: string;
  url: string;
}

export interface Course {
  bloggers: Blogger[];
  /** In the order of arrival, which is not that of writing. */
  posts: CoursePost[];
}

type Random = () => number;

/**
 * Six weeks of sixty people, the same at every run. Most posts answer others; most lead to places as well that look
 * like a post and are none.
 */
export function makeCourse(seed: number): Course {
  const random = seeded(seed);
  const bloggers = NAMES.map((name, i) => {
    const make = MAKE_NAMES[i % MAKE_NAMES.length] ?? 'wordpress';
    return { name, make, site: MAKES[make].site(name) };
  });
  const arrival = shuffled(DAYS * POSTS_A_DAY, random);
  const written = arrival.map((place, n) => draft(place + 1, n, pick(bloggers, random()), random));
  const converse = conversing(random);
  for (const [n, post] of written.entries()) converse(post, written.slice(0, n));
  return { bloggers, posts: written.toSorted((a, b) => a.id - b.id) };
}

function shuffled(count: number, random: Random): number[] {
  return Array.from({ length: count }, (_, n) => ({ n, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ n }) => n);
}

function draft(id: number, n: number, blogger: Blogger, random: Random): CoursePost {
  const make = MAKES[blogger.make];
  const midnight = FIRST_DAY + Math.floor(n / POSTS_A_DAY) * DAY;
  const day = new Date(midnight).toISOString().slice(0, 10);
  const number = FIRST_NUMBER + n;
  const hour = 7 * HOUR + (n % POSTS_A_DAY) * 70 * MINUTE;
  return {
    proxied: null,
    ...make.name(blogger.site, `${pick(SLUGS, random())}-${number}`, day, number),
    id,
    blogger,
    make: blogger.make,
    pageHere: `${SITE}/rhizo/posts/${id}`,
    shortened: `https://wp.me/p${number}`,
    writtenAt: new Date(midnight + (make.hasDaysOnly ? 0 : hour)),
    cohort: pick(
      ['rhizo', 'rhizo', 'rhizo', 'rhizo', 'rhizo', 'rhizo', 'rhizo', 'rhizo', 'alder', null],
      random(),
    ),
    answers: [],
    links: [],
    declares: [],
  };
}

/** What a post does, as often as it stands here. */
const DOINGS = [
  ...['one', 'one', 'one', 'one', 'one', 'one', 'several', 'several', 'declaring', 'declaring and linking'],
  ...['mutual', 'list', 'alone', 'alone', 'alone'],
] as const;

/** Lets posts link to those before them. */
function conversing(random: Random): (post: CoursePost, before: CoursePost[]) => void {
  const spell = speller();
  const linkedBack = new Set<CoursePost>();

  return (post, before) => {
    const others = before.filter(({ blogger, cohort }) => cohort === 'rhizo' && blogger !== post.blogger);
    if (others.length < 20) return;
    const recent = others.slice(-RECENT);
    const answer = (targets: CoursePost[], say: Spelled[]) => {
      const fresh = targets.filter((target) => !post.answers.includes(target));
      post.answers.push(...fresh);
      say.push(...fresh.map(spell));
    };
    const does: Record<(typeof DOINGS)[number], () => void> = {
      one: () => answer(sample(recent, 1, random), post.links),
      several: () => answer(sample(recent, 2 + Math.floor(random() * 4), random), post.links),
      declaring: () => answer(sample(recent, 1, random), post.declares),
      'declaring and linking': () => {
        answer(sample(recent, 1, random), post.declares);
        answer(sample(recent, 2, random), post.links);
      },
      // What is answered gets a link to its answer later on.
      mutual: () => {
        const [target] = recent.filter((each) => !linkedBack.has(each) && isDaysOlder(each, post));
        if (!target || post.cohort !== 'rhizo') return;
        linkedBack.add(target);
        answer([target], post.links);
        target.links.push(spell(post));
      },
      list: () => post.links.push(...sample(others, pick([9, 30, 200], random()), random).map(spell)),
      alone: () => {},
    };
    // Whoever has a sidebar with links to everybody answers nobody with it.
    const hasSidebar = post.blogger.name === NAMES.at(-1) && others.length > 60;
    if (hasSidebar) post.links.push(...others.slice(0, 60).map(spell));
    else does[pick(DOINGS, random())]();
    post.links.push(...decoys(post, before, random));
  };
}

function isDaysOlder(post: CoursePost, than: CoursePost): boolean {
  return than.writtenAt.getTime() - post.writtenAt.getTime() > 2 * DAY;
}

function sample<T>(list: T[], count: number, random: Random): T[] {
  return shuffled(list.length, random)
    .slice(0, count)
    .flatMap((n) => list[n] ?? []);
}

const decoyNames = Object.keys(DECOYS);

/** Links that are no answers: to posts of one's own and of no course, and to what only looks like a post. */
function decoys(post: CoursePost, before: CoursePost[], random: Random): Spelled[] {
  const own = before.filter(({ blogger }) => blogger === post.blogger);
  const strangers = before.filter(({ cohort }) => cohort !== 'rhizo');
  const others = before.filter(({ blogger, cohort }) => cohort === 'rhizo' && blogger !== post.blogger);
  const sometimes = (list: CoursePost[]) => sample(list, random() < 0.2 ? 1 : 0, random);
  return [
    ...sometimes(own).map(({ url }) => ({ how: 'a post of one’s own', url })),
    ...sometimes(strangers).map(({ url }) => ({ how: 'a post that isn’t here', url })),
    ...sample(others, 2, random).map((target) => {
      const how = pick(decoyNames, random());
      const host = new URL(target.url).host;
      const stranger = pick(
        others.filter(({ url }) => new URL(url).host !== host),
        random(),
      ).blogger.site;
      const url = DECOYS[how]?.({ post: target, site: target.blogger.site, stranger }) ?? '';
      return { how, url };
    }),
  ];
}
