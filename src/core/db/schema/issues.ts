import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { instant, key } from './columns.ts';
import { blogs, posts } from './feeds.ts';
import { memberships, people } from './people.ts';

/** One day of a cohort, or the week that ended with it. It has no number when there was nothing to tell. */
export const issues = sqliteTable(
  'issues',
  {
    id: key(),
    cohort: text('cohort').notNull(),
    kind: text('kind', { enum: ['daily', 'weekly'] })
      .notNull()
      .default('daily'),
    number: integer('number'),
    publishedOn: text('published_on').notNull(),
    madeAt: instant('made_at').notNull(),
  },
  (t) => [
    uniqueIndex('issues_day').on(t.cohort, t.kind, t.publishedOn),
    uniqueIndex('issues_number').on(t.cohort, t.kind, t.number),
  ],
);

/** What a facilitator says on top of a day's issue. */
export const hostLines = sqliteTable(
  'host_lines',
  {
    cohort: text('cohort').notNull(),
    /** The issue's calendar day in the cohort's time zone. */
    on: text('for_on').notNull(),
    text: text('text').notNull(),
    membershipId: integer('membership_id').references(() => memberships.id, { onDelete: 'set null' }),
    writtenAt: instant('written_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.cohort, t.on] })],
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
    /** The post that it answers first, and stands under; see `conversations/answers.ts`. */
    parentId: integer('parent_id'),
    /** The post that its conversation began with: itself, when it answers none. */
    conversationId: integer('conversation_id'),
    /** Whether its links have been resolved since it was filed or changed. */
    isWoven: integer('is_woven', { mode: 'boolean' }).notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.postId, t.cohort] }),
    index('filings_stream').on(t.cohort, t.datedAt),
    // For queries that say so only: SQLite would take it before the small `filings_waiting` and `filings_unwoven`.
    index('filings_come').on(t.cohort, t.filedAt).where(sql`filed_at >= 0`),
    index('filings_issue').on(t.issueId).where(sql`issue_id is not null`),
    index('filings_waiting').on(t.cohort).where(sql`issue_id is null`),
    index('filings_blog').on(t.blogId),
    index('filings_parent').on(t.parentId).where(sql`parent_id is not null`),
    index('filings_conversation')
      .on(t.cohort, t.conversationId, t.datedAt)
      .where(sql`conversation_id is not null`),
    index('filings_unwoven').on(t.cohort).where(sql`is_woven = 0`),
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
    /** Set for somebody who was away: since when the mail is to tell. */
    awaySince: instant('away_since'),
    subject: text('subject'),
    text: text('text'),
    html: text('html'),
    /** Of a letter that comes again and again: what one click in a mail program stops. */
    stops: text('stops', { enum: ['answers'] }),
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
    index('outbox_failed').on(t.createdAt).where(sql`state = 'failed'`),
  ],
);

/** A mail that came back for good. Each counts once, however often that is said. */
export const bounces = sqliteTable(
  'bounces',
  {
    mailId: integer('mail_id')
      .primaryKey()
      .references(() => outbox.id, { onDelete: 'cascade' }),
    personId: integer('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    bouncedOn: text('bounced_on').notNull(),
  },
  (t) => [index('bounces_person').on(t.personId, t.bouncedOn)],
);
