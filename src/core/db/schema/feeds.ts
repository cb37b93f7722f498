import {
  type AnySQLiteColumn,
  index,
  integer,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import { instant, key } from './columns.ts';
import { memberships } from './people.ts';

/** What the poller knows of a feed. One feed may serve several cohorts. */
export const feeds = sqliteTable(
  'feeds',
  {
    id: key(),
    url: text('url').notNull().unique(),
    /** A blog's posts, or the comments under one of them. */
    kind: text('kind', { enum: ['posts', 'comments'] })
      .notNull()
      .default('posts'),
    /** The post whose comments these are; see `comments.ts`. */
    commentsOf: integer('comments_of').references((): AnySQLiteColumn => posts.id, { onDelete: 'cascade' }),
    /** Host and port of its address: one server, which is asked for one thing at a time. */
    host: text('host').notNull(),
    title: text('title'),
    siteUrl: text('site_url'),
    /** The same by the one rule of `address.ts`: a link to it means whoever writes there. */
    siteKey: text('site_key'),
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
  (t) => [
    index('feeds_due').on(t.nextCheckAt),
    index('feeds_host').on(t.host),
    index('feeds_site').on(t.siteKey),
    uniqueIndex('feeds_comments').on(t.commentsOf),
  ],
);

/** Servers that want to be left alone for a while (429; RFC 6585, section 4), with their ports. */
export const quietHosts = sqliteTable('quiet_hosts', {
  host: text('host').primaryKey(),
  until: instant('until').notNull(),
});

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
    /** What its author lets us show of its posts here: see `consent.ts`. */
    consent: text('consent', { enum: ['title', 'excerpt', 'full'] })
      .notNull()
      .default('excerpt'),
    /** When its author was told that its first post has come. */
    welcomedAt: instant('welcomed_at'),
    /** Why it may have changed hands, in words; what it brings is held until a facilitator says that it hasn't. */
    question: text('question'),
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
    /** Its address at a feed proxy, which people copy from their readers. */
    proxyUrl: text('proxy_url'),
    title: text('title'),
    author: text('author'),
    language: text('language'),
    /** Absolute addresses that it links to. */
    links: text('links', { mode: 'json' }).$type<string[]>().notNull(),
    /** Absolute addresses that it says it answers (RFC 4685, section 3). */
    repliesTo: text('replies_to', { mode: 'json' }).$type<string[]>().notNull().default([]),
    /** The feed of the comments under it, where it has one. */
    commentsUrl: text('comments_url'),
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
