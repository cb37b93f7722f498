import type { Cohort } from '../cohorts.ts';
import type { NewComment } from '../conversations/new-comments.ts';
import type { Asked } from '../conversations/provocations.ts';
import type { MarkedLine } from '../live/lines.ts';
import type { PostInCohort } from '../posts-in-cohort.ts';
import type { Week } from '../weeks.ts';
import type { Coming } from './issue.ts';

/** What an issue is made from. */
export interface Gathered {
  cohort: Pick<Cohort, 'slug' | 'title' | 'language' | 'timezone' | 'tag'>;
  number: number;
  on: string;
  week: Week | null;
  /** What a facilitator says on this day: paragraphs of plain text. */
  host: string[];
  /** The posts that the issue carries, the oldest first. */
  posts: PostInCohort[];
  /** Posts of other days that these answer, or that were commented on. */
  earlier: PostInCohort[];
  /** Comments that have come since the last issue, the oldest first. */
  comments: NewComment[];
  /** What facilitators marked of live sessions since the last issue, by session. */
  marked: MarkedLine[];
  /** The cohort's provocations, and the tags of those that a post answers. */
  asked: Asked[];
  answering: Map<number, string[]>;
  /** Memberships that were heard before. */
  heardBefore: Set<number>;
  /** What people say of themselves, by membership. */
  abouts: Map<number, string>;
  /** Posts that are waiting for a first answer, of which a few are shown. */
  waiting: PostInCohort[];
  arrived: { name: string; handle: string; about: string }[];
  comingUp: Coming[];
  siteUrl: string;
}
