import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

// Columns end in `_at` for instants (stored as milliseconds since 1970) and in `_on` for calendar days.
const instant = (name: string) => integer(name, { mode: 'timestamp_ms' });
const key = () => integer('id').primaryKey({ autoIncrement: true });

export const people = sqliteTable('people', {
  id: key(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  createdAt: instant('created_at').notNull(),
});

/** Sessions are kept under the SHA-256 of their id, so that a stolen database signs nobody in. */
export const sessions = sqliteTable(
  'sessions',
  {
    idHash: text('id_hash').primaryKey(),
    personId: integer('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('sessions_person').on(t.personId)],
);

/** A person in a cohort. */
export const memberships = sqliteTable(
  'memberships',
  {
    id: key(),
    personId: integer('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    cohort: text('cohort').notNull(),
    role: text('role', { enum: ['participant', 'facilitator'] }).notNull(),
    /** The last part of the address of the person's page in the directory. */
    handle: text('handle').notNull(),
    rhythm: text('rhythm', { enum: ['daily', 'weekly', 'feed', 'none'] })
      .notNull()
      .default('daily'),
    joinedAt: instant('joined_at').notNull(),
  },
  (t) => [
    uniqueIndex('memberships_person_cohort').on(t.personId, t.cohort),
    uniqueIndex('memberships_cohort_handle').on(t.cohort, t.handle),
  ],
);

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
    state: text('state', { enum: ['waiting', 'found', 'failed', 'confirmed', 'done'] }).notNull(),
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

/** What the poller knows of a feed. One feed may serve several cohorts. */
export const feeds = sqliteTable(
  'feeds',
  {
    id: key(),
    url: text('url').notNull().unique(),
    /** Host and port of its address: one server, which is asked for one thing at a time. */
    host: text('host').notNull(),
    title: text('title'),
    siteUrl: text('site_url'),
    /** Opaque validators, to be sent back to the byte (RFC 9110, section 8.8). */
    etag: text('etag'),
    lastModified: text('last_modified'),
    /** The address behind redirects that gave the validators: they mean nothing to any other. */
    validatorsUrl: text('validators_url'),
    bodyHash: text('body_hash'),
    /** How it wishes to be polled, which an unchanged answer doesn't say again. */
    ttlMinutes: integer('ttl_minutes'),
    skipHours: text('skip_hours', { mode: 'json' }).$type<number[]>().notNull().default([]),
    state: text('state', { enum: ['new', 'well', 'troubled', 'gone'] }).notNull(),
    /** In words, for its author and the facilitators; null while all is well. */
    problem: text('problem'),
    failures: integer('failures').notNull().default(0),
    troubledSince: instant('troubled_since'),
    /** Since when no server was reached for it, as long as that may be our own doing; see `outage.ts`. */
    unreachedSince: instant('unreached_since'),
    /** When its server first said that it is gone for good. */
    goneSince: instant('gone_since'),
    /** Where its server says it has moved for good, since when, and how often it said so; see `moves.ts`. */
    movedTo: text('moved_to'),
    movedSince: instant('moved_since'),
    movedSeen: integer('moved_seen').notNull().default(0),
    /** A feed found at its site after days of trouble; its author decides. */
    suggestedUrl: text('suggested_url'),
    /** When its authors were told of the trouble. */
    toldAt: instant('told_at'),
    nextCheckAt: instant('next_check_at').notNull(),
    leaseUntil: instant('lease_until'),
    checkedAt: instant('checked_at'),
    okAt: instant('ok_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('feeds_due').on(t.nextCheckAt), index('feeds_host').on(t.host)],
);

/** A membership's own site, and which of its posts are for the cohort. */
export const blogs = sqliteTable(
  'blogs',
  {
    id: key(),
    membershipId: integer('membership_id')
      .notNull()
      .references(() => memberships.id, { onDelete: 'cascade' }),
    feedId: integer('feed_id')
      .notNull()
      .references(() => feeds.id, { onDelete: 'cascade' }),
    filing: text('filing', { enum: ['tag', 'everything'] }).notNull(),
    /** The tag or category of its own that it is filed by; null for the course's. */
    filingTag: text('filing_tag'),
    /** When its author was told that its first post has come. */
    welcomedAt: instant('welcomed_at'),
    /** Set when posts that we already have are to be filed, or filed anew. */
    refile: integer('refile', { mode: 'boolean' }).notNull().default(true),
    addedAt: instant('added_at').notNull(),
  },
  (t) => [
    uniqueIndex('blogs_membership_feed').on(t.membershipId, t.feedId),
    index('blogs_feed').on(t.feedId),
  ],
);

export const posts = sqliteTable(
  'posts',
  {
    id: key(),
    feedId: integer('feed_id')
      .notNull()
      .references(() => feeds.id, { onDelete: 'cascade' }),
    /** What makes it the same post on the next poll; unique within its feed. */
    identity: text('identity').notNull(),
    url: text('url').notNull(),
    /** The address by the one rule of `address.ts`, for resolving links. */
    addressKey: text('address_key').notNull(),
    title: text('title'),
    author: text('author'),
    language: text('language'),
    /** Absolute addresses that it links to. */
    links: text('links', { mode: 'json' }).$type<string[]>().notNull(),
    categories: text('categories', { mode: 'json' }).$type<string[]>().notNull(),
    /** As its feed says, in the future if the feed says so; null when it says nothing. */
    publishedAt: instant('published_at'),
    firstSeenAt: instant('first_seen_at').notNull(),
    /** What it is sorted by: never later than an hour after it was first seen. */
    datedAt: instant('dated_at').notNull(),
    changedAt: instant('changed_at'),
    contentHash: text('content_hash').notNull(),
    // Last: SQLite has to read through what is long to reach what stands behind it in a row.
    /** Sanitized. */
    html: text('html').notNull(),
    text: text('text').notNull(),
  },
  (t) => [
    uniqueIndex('posts_identity').on(t.feedId, t.identity),
    index('posts_address').on(t.addressKey),
    index('posts_dated').on(t.feedId, t.datedAt),
  ],
);

/** One day of a cohort. It has no number when there was nothing to tell. */
export const issues = sqliteTable(
  'issues',
  {
    id: key(),
    cohort: text('cohort').notNull(),
    number: integer('number'),
    publishedOn: text('published_on').notNull(),
    madeAt: instant('made_at').notNull(),
  },
  (t) => [
    uniqueIndex('issues_day').on(t.cohort, t.publishedOn),
    uniqueIndex('issues_number').on(t.cohort, t.number),
  ],
);

/** A post in a cohort, and the issue that carried it. */
export const filings = sqliteTable(
  'filings',
  {
    postId: integer('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    cohort: text('cohort').notNull(),
    blogId: integer('blog_id')
      .notNull()
      .references(() => blogs.id, { onDelete: 'cascade' }),
    issueId: integer('issue_id').references(() => issues.id),
    datedAt: instant('dated_at').notNull(),
    filedAt: instant('filed_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.postId, t.cohort] }),
    index('filings_stream').on(t.cohort, t.datedAt),
    index('filings_issue').on(t.issueId),
    index('filings_waiting').on(t.cohort).where(sql`issue_id is null`),
    index('filings_blog').on(t.blogId),
  ],
);

/** Mail that is owed. A digest is a reference to its issue; other mail carries its own words until it is sent. */
export const outbox = sqliteTable(
  'outbox',
  {
    id: key(),
    messageId: text('message_id').notNull().unique(),
    toName: text('to_name').notNull(),
    toAddress: text('to_address').notNull(),
    issueId: integer('issue_id').references(() => issues.id, { onDelete: 'cascade' }),
    membershipId: integer('membership_id').references(() => memberships.id, { onDelete: 'cascade' }),
    subject: text('subject'),
    text: text('text'),
    html: text('html'),
    state: text('state', { enum: ['waiting', 'sent', 'failed', 'dropped'] }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    leaseUntil: instant('lease_until'),
    problem: text('problem'),
    createdAt: instant('created_at').notNull(),
    sentAt: instant('sent_at'),
  },
  (t) => [
    uniqueIndex('outbox_issue_membership').on(t.issueId, t.membershipId),
    index('outbox_waiting').on(t.nextAttemptAt).where(sql`state = 'waiting'`),
  ],
);

/** A person's own words about where they want to go and how it is going. Private. */
export const reflections = sqliteTable(
  'reflections',
  {
    id: key(),
    membershipId: integer('membership_id')
      .notNull()
      .references(() => memberships.id, { onDelete: 'cascade' }),
    prompt: text('prompt').notNull(),
    body: text('body').notNull(),
    writtenAt: instant('written_at').notNull(),
    changedAt: instant('changed_at'),
  },
  (t) => [index('reflections_membership').on(t.membershipId, t.writtenAt)],
);

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
