import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { instant, key } from './columns.ts';
import { people } from './people.ts';

/** What the aggregator found at the address that somebody typed. */
export interface Findings {
  siteUrl: string;
  /** The best first. */
  candidates: FoundFeed[];
}

export interface FoundFeed {
  feedUrl: string;
  title: string | null;
  siteUrl: string | null;
  kind: 'posts' | 'comments' | 'category';
  posts: FoundPost[];
}

/** Enough of a post to show it, and to tell whether it would be taken. */
export interface FoundPost {
  title: string | null;
  url: string | null;
  text: string;
  categories: string[];
  /** ISO 8601, or null when the feed gives no date. */
  published: string | null;
}

/** Somebody on the way in, or a member adding a blog: what they typed, and what was found there. */
export const joinings = sqliteTable(
  'joinings',
  {
    /** Unguessable: whoever knows it may see and confirm this joining. */
    id: text('id').primaryKey(),
    cohort: text('cohort').notNull(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    /** Set when a member adds a blog. */
    personId: integer('person_id').references(() => people.id, { onDelete: 'cascade' }),
    role: text('role', { enum: ['participant', 'facilitator'] })
      .notNull()
      .default('participant'),
    pasted: text('pasted'),
    /** Why they would like to come, where one asks to be let in. */
    wish: text('wish'),
    state: text('state', {
      enum: ['waiting', 'found', 'failed', 'confirmed', 'asking', 'refused', 'done'],
    }).notNull(),
    findings: text('findings', { mode: 'json' }).$type<Findings>(),
    problem: text('problem'),
    feedUrl: text('feed_url'),
    filing: text('filing', { enum: ['tag', 'everything'] }),
    filingTag: text('filing_tag'),
    leaseUntil: instant('lease_until'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('joinings_state').on(t.state, t.createdAt)],
);

/** A way in by mail, kept under the SHA-256 of its token; it works once. */
export const signInLinks = sqliteTable('sign_in_links', {
  tokenHash: text('token_hash').primaryKey(),
  personId: integer('person_id').references(() => people.id, { onDelete: 'cascade' }),
  joiningId: text('joining_id').references(() => joinings.id, { onDelete: 'cascade' }),
  /** SHA-256 of the cookie of the browser that asked; null when nobody asked in a browser. */
  browserHash: text('browser_hash'),
  /** Shown in the browser that asked, to be typed when the link is opened in another one. */
  code: text('code'),
  triesLeft: integer('tries_left').notNull(),
  expiresAt: instant('expires_at').notNull(),
});

/** Each use of something that is limited, forgotten when it no longer counts. */
export const limitUses = sqliteTable(
  'limit_uses',
  {
    id: key(),
    key: text('key').notNull(),
    usedAt: instant('used_at').notNull(),
  },
  (t) => [index('limit_uses_key').on(t.key, t.usedAt)],
);

/** Keys that this installation made for itself. */
export const secrets = sqliteTable('secrets', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
});
