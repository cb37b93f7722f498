import type { BlogComment, BlogPost } from './blog.ts';
import type { Make } from './make.ts';
import type { When } from './when.ts';

/** Somebody of the made-up cohort, with the blog they keep and what they wrote on it. */
export interface Person {
  name: string;
  author: string;
  email: string;
  title: string;
  about: string;
  language: string;
  make: Make;
  accent: string;
  /** `former` is the address that a moved blog had before; the same as `origin` for all others. */
  pasted(address: { origin: string; former: string }): string;
  filing: 'tag' | 'everything';
  joins: number;
  fate: Fate;
  posts: WrittenPost[];
  pictures: Picture[];
}

/** What becomes of the blog's host. */
export type Fate = { kind: 'steady' } | { kind: 'moved' } | { kind: 'fails'; from: When };

/**
 * In its `html`, and in its comments and the addresses of those who wrote them, `{{course}}` stands for the course's address, `{{amina}}` for the home page of Amina's
 * blog, and `{{amina/what-i-never-wrote-down}}` for that post of hers.
 */
export interface WrittenPost extends Omit<BlogPost, 'at' | 'comments'> {
  written: When;
  /** The date it bears, where that is not when it was written. */
  dated?: When;
  comments?: WrittenComment[];
}

export interface WrittenComment extends Omit<BlogComment, 'at'> {
  written: When;
}

export interface Picture {
  path: string;
  type: string;
  file: URL;
}
