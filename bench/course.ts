import { sentence } from './prose.ts';
import { pick, seeded } from './random.ts';

// A made-up course: people link to what was written lately, now and then to what is old, to pages that others share,
// and to pages that nobody else knows.

/** Each person's, over a course and the years after it. */
const POSTS_A_PERSON = 50;
const LATELY = 500;
const FIRST_MINUTE = Date.parse('2027-02-01T12:00:00Z');
const MINUTE_MS = 60_000;

export interface CoursePost {
  /** From 1, in the order of writing; what it is stored as. */
  id: number;
  /** What their membership, feed and blog are stored as. */
  authorId: number;
  url: string;
  links: string[];
  html: string;
  datedAt: number;
  /** The posts that it answers, in the order of its links to them. */
  answers: number[];
  /** Those of its links that others may share. */
  shared: string[];
}

export function countPeople(posts: number): number {
  return posts / POSTS_A_PERSON;
}

export function blogUrl(authorId: number): string {
  return `https://blog-${authorId}.example/`;
}

/** A post of a course of so many people, with five links, the same on every run. */
export function coursePost(id: number, people: number): CoursePost {
  const random = seeded(id);
  const before = (distance: number) => Math.max(1, id - 1 - Math.floor(random() * distance));
  const lately = random() < 0.7 ? before(LATELY) : null;
  const ever = random() < 0.2 ? before(id) : null;
  const blog = random() < 0.2 ? blogUrl(authorOf(before(id), people)) : null;
  const linked = [lately, ever].map((other) => (other === null ? null : postUrl(other, people)));
  // Some pages are shared by very many, many by some.
  const shared = [
    essay(`of-everybody-${Math.floor(random() ** 3 * 1_000)}`),
    essay(`of-some-${Math.floor((random() * id) / 4)}`),
  ];
  const links = [...linked, blog].map((url, i) => url ?? essay(`of-nobody-else-${id}-${i}`));
  const answers = [lately, ever].flatMap((other) => other ?? []);
  return post(id, [...links, ...shared], { answers, shared }, people);
}

/** A course, bit by bit. */
export function* coursePosts(from: number, to: number, people: number): Generator<CoursePost> {
  for (let id = from; id <= to; id += 1) yield coursePost(id, people);
}

/** A conversation: each of its posts answers somebody else's earlier one, and the first of them nobody. */
export function conversation(from: number, count: number, people: number): CoursePost[] {
  const random = seeded(from);
  const posts = [post(from, [], { answers: [], shared: [] }, people)];
  for (let id = from + 1; id < from + count; id += 1) {
    const authorId = authorOf(id, people);
    const answered = pick(
      posts.filter((earlier) => earlier.authorId !== authorId),
      random(),
    );
    posts.push(post(id, [answered.url], { answers: [answered.id], shared: [] }, people));
  }
  return posts;
}

function post(
  id: number,
  links: string[],
  { answers, shared }: Pick<CoursePost, 'answers' | 'shared'>,
  people: number,
): CoursePost {
  const random = seeded(-id);
  const authorId = authorOf(id, people);
  const others = answers.filter((other) => authorOf(other, people) !== authorId);
  const words = links.map(
    (link) =>
      `<p>${sentence(random)} ${sentence(random)} I think of <a href="${link}">this</a> often. ${sentence(random)}</p>`,
  );
  return {
    id,
    authorId,
    url: postUrl(id, people),
    links: [...new Set(links)],
    html: words.join('\n'),
    datedAt: FIRST_MINUTE + id * MINUTE_MS,
    answers: [...new Set(others)],
    shared,
  };
}

function authorOf(id: number, people: number): number {
  return 1 + Math.floor(seeded(id * 7)() * people);
}

function postUrl(id: number, people: number): string {
  return `${blogUrl(authorOf(id, people))}2027/02/${id}/`;
}

function essay(name: string): string {
  return `https://essays.example.net/${name}`;
}
