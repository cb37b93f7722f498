import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { instant, key } from './columns.ts';
import { blogs, posts } from './feeds.ts';
import { issues } from './issues.ts';
import { memberships } from './people.ts';

/** What a facilitator has taken on or done of what stands on the desk. Entries themselves follow from the rest. */
export const deskMarks = sqliteTable(
  'desk_marks',
  {
    cohort: text('cohort').notNull(),
    /** Such as `newcomer 12`: a kind of entry and the id of what it is about. */
    entry: text('entry').notNull(),
    takenBy: integer('taken_by').references(() => memberships.id, { onDelete: 'set null' }),
    takenAt: instant('taken_at'),
    doneBy: integer('done_by').references(() => memberships.id, { onDelete: 'set null' }),
    doneAt: instant('done_at'),
  },
  (t) => [primaryKey({ columns: [t.cohort, t.entry] })],
);

/** A post that is kept out of a cohort: held for a look, or hidden. It is filed only when it is let through. */
export const withheld = sqliteTable(
  'withheld',
  {
    postId: integer('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    cohort: text('cohort').notNull(),
    blogId: integer('blog_id')
      .notNull()
      .references(() => blogs.id, { onDelete: 'cascade' }),
    /** Held because of a flood, a changed owner, or as the first of its author; or hidden by a facilitator. */
    why: text('why', { enum: ['flood', 'owner', 'first', 'hidden'] }).notNull(),
    /** A facilitator's words, which its author sees. */
    reason: text('reason'),
    since: instant('since').notNull(),
    /** Until a facilitator has looked, it is `held`. */
    state: text('state', { enum: ['held', 'out', 'through'] }).notNull(),
    decidedBy: integer('decided_by').references(() => memberships.id, { onDelete: 'set null' }),
    decidedAt: instant('decided_at'),
    /** The issue that carried it before it was taken out, and when it had come: it goes back there. */
    issueId: integer('issue_id').references(() => issues.id),
    filedAt: instant('filed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.postId, t.cohort] }),
    index('withheld_state').on(t.cohort, t.state),
    index('withheld_blog').on(t.blogId),
  ],
);

/** A person of a cohort, or one blog of theirs, whose posts a facilitator keeps out. */
export const mutes = sqliteTable(
  'mutes',
  {
    id: key(),
    cohort: text('cohort').notNull(),
    membershipId: integer('membership_id')
      .notNull()
      .references(() => memberships.id, { onDelete: 'cascade' }),
    /** Null for all that they write. */
    blogId: integer('blog_id').references(() => blogs.id, { onDelete: 'cascade' }),
    /** A facilitator's words, which the person sees. */
    reason: text('reason').notNull(),
    mutedBy: integer('muted_by').references(() => memberships.id, { onDelete: 'set null' }),
    mutedAt: instant('muted_at').notNull(),
  },
  (t) => [index('mutes_membership').on(t.membershipId), index('mutes_cohort').on(t.cohort)],
);

/** Two people whom a facilitator has introduced to each other, with the two posts that are about the same thing. */
export const introductions = sqliteTable(
  'introductions',
  {
    id: key(),
    cohort: text('cohort').notNull(),
    /** The lower id of the two first, so that a pair is one row. */
    firstId: integer('first_id')
      .notNull()
      .references(() => memberships.id, { onDelete: 'cascade' }),
    secondId: integer('second_id')
      .notNull()
      .references(() => memberships.id, { onDelete: 'cascade' }),
    firstPostId: integer('first_post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    secondPostId: integer('second_post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** The facilitator's own words in the note; empty for none. */
    note: text('note').notNull(),
    introducedBy: integer('introduced_by').references(() => memberships.id, { onDelete: 'set null' }),
    introducedAt: instant('introduced_at').notNull(),
  },
  (t) => [uniqueIndex('introductions_pair').on(t.cohort, t.firstId, t.secondId)],
);

/** Whom facilitators have invited by mail, so that nobody is invited twice. */
export const invitations = sqliteTable(
  'invitations',
  {
    cohort: text('cohort').notNull(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    invitedBy: integer('invited_by').references(() => memberships.id, { onDelete: 'set null' }),
    invitedAt: instant('invited_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.cohort, t.email] })],
);

/** Everything that facilitators did to somebody else's things, for facilitators to read. */
export const deskLog = sqliteTable(
  'desk_log',
  {
    id: key(),
    cohort: text('cohort').notNull(),
    /** Who did it. */
    membershipId: integer('membership_id').references(() => memberships.id, { onDelete: 'set null' }),
    /** One of the deeds that `desk/log.ts` has words for. */
    deed: text('deed').notNull(),
    /** What it was done to, in words, such as a post's title. */
    subject: text('subject').notNull(),
    /** Whose that is. */
    aboutId: integer('about_id').references(() => memberships.id, { onDelete: 'set null' }),
    reason: text('reason'),
    at: instant('at').notNull(),
  },
  (t) => [index('desk_log_at').on(t.cohort, t.at)],
);
