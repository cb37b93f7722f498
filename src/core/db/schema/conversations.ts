import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { instant, key } from './columns.ts';
import { posts } from './feeds.ts';
import { memberships, people } from './people.ts';

/** Where a post leads: the one table of links. What a link resolves to follows from its key alone. */
export const links = sqliteTable(
  'links',
  {
    postId: integer('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** What the post says it answers comes first, then its links in their order. */
    position: integer('position').notNull(),
    /** By the one rule of `address.ts`, behind the redirects that we know. */
    key: text('key').notNull(),
    url: text('url').notNull(),
    /** Declared by the post (RFC 4685, section 3), not only linked to. */
    isReply: integer('is_reply', { mode: 'boolean' }).notNull(),
    /** The sentence around the link; null until somebody wants to see it, empty when there is none. */
    quote: text('quote'),
  },
  (t) => [primaryKey({ columns: [t.postId, t.position] }), index('links_key').on(t.key, t.postId)],
);

/** What the rule of `conversations/answers.ts` makes of the links between posts of a cohort. */
export const answers = sqliteTable(
  'answers',
  {
    cohort: text('cohort').notNull(),
    postId: integer('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** The post that is answered. */
    answersId: integer('answers_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** Of the link that says so. */
    position: integer('position').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.cohort, t.postId, t.answersId] }),
    index('answers_answered').on(t.answersId, t.cohort),
  ],
);

/** Every address that a post was ever known by. */
export const postAddresses = sqliteTable(
  'post_addresses',
  {
    key: text('key').notNull(),
    postId: integer('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.key, t.postId] }), index('post_addresses_post').on(t.postId)],
);

/** Where an address was seen to lead for good. */
export const redirects = sqliteTable(
  'redirects',
  {
    fromKey: text('from_key').primaryKey(),
    toKey: text('to_key').notNull(),
  },
  (t) => [index('redirects_to').on(t.toKey)],
);

/** Posts of a cohort that answer each other, named by the post that it began with. */
export const conversations = sqliteTable(
  'conversations',
  {
    cohort: text('cohort').notNull(),
    rootId: integer('root_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** When the newest of its posts and comments was written. */
    movedAt: instant('moved_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.cohort, t.rootId] }),
    index('conversations_moved').on(t.cohort, t.movedAt),
  ],
);

/** A comment under a post on its author's own blog. */
export const comments = sqliteTable(
  'comments',
  {
    id: key(),
    postId: integer('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** What makes it the same comment on the next poll. */
    identity: text('identity').notNull(),
    /** As its writer signed it; null when they didn't. */
    author: text('author'),
    authorUrl: text('author_url'),
    /** The one of us who wrote it, where that is certain. */
    personId: integer('person_id').references(() => people.id, { onDelete: 'set null' }),
    url: text('url').notNull(),
    language: text('language'),
    contentHash: text('content_hash').notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    datedAt: instant('dated_at').notNull(),
    changedAt: instant('changed_at'),
    /** Since when it isn't there any more, where it was written; its words are gone with it, and come back with it. */
    goneAt: instant('gone_at'),
    /** Sanitized. */
    html: text('html').notNull(),
    text: text('text').notNull(),
  },
  (t) => [
    uniqueIndex('comments_identity').on(t.postId, t.identity),
    index('comments_person').on(t.personId).where(sql`person_id is not null`),
    index('comments_dated').on(t.postId, t.datedAt),
    index('comments_seen').on(t.firstSeenAt),
  ],
);

/** A comment that a facilitator has hidden in their cohort; on its blog it stays. */
export const hiddenComments = sqliteTable(
  'hidden_comments',
  {
    commentId: integer('comment_id')
      .notNull()
      .references(() => comments.id, { onDelete: 'cascade' }),
    cohort: text('cohort').notNull(),
    /** A facilitator's words, which whoever wrote it sees if they are a member. */
    reason: text('reason').notNull(),
    hiddenBy: integer('hidden_by').references(() => memberships.id, { onDelete: 'set null' }),
    hiddenAt: instant('hidden_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.commentId, t.cohort] })],
);

/** A person of the cohort whose blog or page a post links to. */
export const mentions = sqliteTable(
  'mentions',
  {
    postId: integer('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    membershipId: integer('membership_id')
      .notNull()
      .references(() => memberships.id, { onDelete: 'cascade' }),
  },
  (t) => [
    primaryKey({ columns: [t.postId, t.membershipId] }),
    index('mentions_membership').on(t.membershipId),
  ],
);

/** A post that answers a provocation, by what it links to, its tags and its title, and by what people say of it. */
export const provocationAnswers = sqliteTable(
  'provocation_answers',
  {
    cohort: text('cohort').notNull(),
    /** The provocation's tag. */
    provocation: text('provocation').notNull(),
    postId: integer('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** Whether its words show it. */
    isFound: integer('is_found', { mode: 'boolean' }).notNull().default(false),
    /** What its author says of it, which counts before all else; null when nothing. */
    author: integer('author', { mode: 'boolean' }),
    /** What a facilitator says of it, which counts where its author says nothing. */
    facilitator: integer('facilitator', { mode: 'boolean' }),
  },
  (t) => [
    primaryKey({ columns: [t.cohort, t.provocation, t.postId] }),
    index('provocation_answers_post').on(t.postId, t.cohort),
  ],
);

/** A facilitator's word that a post has been answered where we can't see it. */
export const answeredElsewhere = sqliteTable(
  'answered_elsewhere',
  {
    cohort: text('cohort').notNull(),
    postId: integer('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    membershipId: integer('membership_id').references(() => memberships.id, { onDelete: 'set null' }),
    saidAt: instant('said_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.cohort, t.postId] })],
);

/** Answers that were told of by mail: once, however often they are edited. */
export const answersTold = sqliteTable(
  'answers_told',
  {
    cohort: text('cohort').notNull(),
    postId: integer('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    answersId: integer('answers_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.cohort, t.postId, t.answersId] })],
);

/** A page outside that people of a cohort share, or a short link of one of them, as the aggregator found it. */
export const pages = sqliteTable(
  'pages',
  {
    key: text('key').primaryKey(),
    /** As it was first linked to. */
    url: text('url').notNull(),
    host: text('host').notNull(),
    /** Null until it was looked at, empty when it has none. */
    title: text('title'),
    failures: integer('failures').notNull().default(0),
    /** When to look at it; null when it was, or when that is of no use. */
    nextLookAt: instant('next_look_at'),
    leaseUntil: instant('lease_until'),
  },
  (t) => [index('pages_due').on(t.nextLookAt)],
);

/** A page outside that posts of several people of a cohort link to. */
export const sharedPages = sqliteTable(
  'shared_pages',
  {
    cohort: text('cohort').notNull(),
    key: text('key')
      .notNull()
      .references(() => pages.key, { onDelete: 'cascade' }),
    /** When the newest of these posts was written. */
    movedAt: instant('moved_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.cohort, t.key] }), index('shared_pages_moved').on(t.cohort, t.movedAt)],
);

/** What the posts of a cohort were last woven by: when its provocations change, they are woven anew. */
export const weaves = sqliteTable('weaves', {
  cohort: text('cohort').primaryKey(),
  provocations: text('provocations').notNull(),
});
