import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { instant, key } from './columns.ts';
import { memberships } from './people.ts';

/** An hour together at some questions, planned ahead and a page of the course ever after. */
export const liveSessions = sqliteTable(
  'live_sessions',
  {
    id: key(),
    cohort: text('cohort').notNull(),
    title: text('title').notNull(),
    /** What it is about; Markdown. */
    introduction: text('introduction').notNull().default(''),
    startsAt: instant('starts_at').notNull(),
    minutes: integer('minutes').notNull(),
    /** The zone that it was planned in, such as Europe/Berlin. */
    timezone: text('timezone').notNull(),
    /** The video room, where there is one. */
    roomUrl: text('room_url'),
    /** Counts the changes that a calendar has to know of (RFC 5545, section 3.8.7.4). */
    sequence: integer('sequence').notNull().default(0),
    cancelledAt: instant('cancelled_at'),
    membershipId: integer('membership_id').references(() => memberships.id, { onDelete: 'set null' }),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (t) => [index('live_sessions_start').on(t.cohort, t.startsAt)],
);

/** A numbered question of a live session; it opens at a facilitator's click. */
export const liveQuestions = sqliteTable(
  'live_questions',
  {
    id: key(),
    sessionId: integer('session_id')
      .notNull()
      .references(() => liveSessions.id, { onDelete: 'cascade' }),
    /** From 1. */
    position: integer('position').notNull(),
    text: text('text').notNull(),
    openedAt: instant('opened_at'),
  },
  (t) => [uniqueIndex('live_questions_position').on(t.sessionId, t.position)],
);

/** What somebody wrote under a question. It is theirs. */
export const liveAnswers = sqliteTable(
  'live_answers',
  {
    id: key(),
    questionId: integer('question_id')
      .notNull()
      .references(() => liveQuestions.id, { onDelete: 'cascade' }),
    membershipId: integer('membership_id')
      .notNull()
      .references(() => memberships.id, { onDelete: 'cascade' }),
    text: text('text').notNull(),
    /** When a facilitator marked it as one of the best lines, for the next issue. */
    markedAt: instant('marked_at'),
    writtenAt: instant('written_at').notNull(),
    changedAt: instant('changed_at'),
  },
  (t) => [
    index('live_answers_question').on(t.questionId, t.writtenAt),
    index('live_answers_membership').on(t.membershipId),
  ],
);

/** An answer that a facilitator has hidden from everybody but its writer. */
export const hiddenAnswers = sqliteTable('hidden_answers', {
  answerId: integer('answer_id')
    .primaryKey()
    .references(() => liveAnswers.id, { onDelete: 'cascade' }),
  /** A facilitator's words, which its writer sees. */
  reason: text('reason').notNull(),
  hiddenBy: integer('hidden_by').references(() => memberships.id, { onDelete: 'set null' }),
  hiddenAt: instant('hidden_at').notNull(),
});
