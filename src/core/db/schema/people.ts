import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { instant, key } from './columns.ts';

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
    /** Goes into the key of the person's own feed addresses; another number makes the old addresses useless. */
    feedSerial: integer('feed_serial').notNull().default(1),
    joinedAt: instant('joined_at').notNull(),
  },
  (t) => [
    uniqueIndex('memberships_person_cohort').on(t.personId, t.cohort),
    uniqueIndex('memberships_cohort_handle').on(t.cohort, t.handle),
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
