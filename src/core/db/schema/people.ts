import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { instant, key } from './columns.ts';

export const people = sqliteTable('people', {
  id: key(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  /** Where they are, such as Europe/Berlin; null for the zone of each cohort. */
  timezone: text('timezone'),
  /** Since when no digest is sent, because mail kept coming back; null while it arrives. */
  mailPausedAt: instant('mail_paused_at'),
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
    /** How much of an issue they want in a mail. */
    budget: text('budget', { enum: ['all', 'five', 'titles'] })
      .notNull()
      .default('all'),
    /** The hour of their own day at which the mail is to come; null for as soon as it is made. */
    mailHour: integer('mail_hour'),
    /** The day on which they are back; until then no mail. */
    awayUntil: text('away_until'),
    /** Since when they have been away; null once they had their “since you were away”. */
    awaySince: instant('away_since'),
    /** Who they are, in their own words; shown with their first post. */
    about: text('about'),
    /** How they hear of an answer to a post of theirs. */
    hearsOfAnswers: text('hears_of_answers', { enum: ['digest', 'mail', 'none'] })
      .notNull()
      .default('digest'),
    /** Whether facilitators may introduce them to somebody who writes about the same thing. */
    mayBeIntroduced: integer('may_be_introduced', { mode: 'boolean' }).notNull().default(true),
    /** Goes into the key of the person's own feed addresses; another number makes the old addresses useless. */
    feedSerial: integer('feed_serial').notNull().default(1),
    joinedAt: instant('joined_at').notNull(),
  },
  (t) => [
    uniqueIndex('memberships_person_cohort').on(t.personId, t.cohort),
    uniqueIndex('memberships_cohort_handle').on(t.cohort, t.handle),
  ],
);

/** Whose posts somebody doesn't want to miss. Nobody but they themselves sees it. */
export const follows = sqliteTable(
  'follows',
  {
    membershipId: integer('membership_id')
      .notNull()
      .references(() => memberships.id, { onDelete: 'cascade' }),
    followedId: integer('followed_id')
      .notNull()
      .references(() => memberships.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.membershipId, t.followedId] })],
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
