import type { Cohort } from './cohorts.ts';
import type { Membership } from './memberships.ts';

export type Action =
  /** See the cohort's pages and feeds. */
  | 'read'
  /** Fill in the form at its door. */
  | 'join'
  /** Add a blog, reflect, choose a rhythm. */
  | 'take part'
  /** The facilitators' desk. */
  | 'facilitate';

/** What a cohort says of who may do what. */
export type Guarded = Pick<Cohort, 'slug' | 'openness' | 'joining'>;

/** A cohort whose own file can't be read: what it doesn't say is allowed to nobody. */
export function unreadCohort(slug: string): Guarded {
  return { slug, openness: 'closed', joining: 'invitation' };
}

/**
 * The one answer to who may do what in a cohort: every page, feed, mail and export asks it.
 *
 * @param membership of the person who asks, in this cohort; null for a stranger.
 */
export function isAllowed(action: Action, cohort: Guarded, membership: Membership | null): boolean {
  const member = membership !== null && membership.cohort === cohort.slug;
  switch (action) {
    case 'read':
      return cohort.openness === 'open' || member;
    case 'join':
      return cohort.joining !== 'invitation' || member;
    case 'take part':
      return member;
    case 'facilitate':
      return member && membership.role === 'facilitator';
  }
}

/** Whether somebody may start another cohort: whoever is trusted with one. @param memberships all of theirs. */
export function mayStartCohorts(memberships: Membership[]): boolean {
  return memberships.some(({ role }) => role === 'facilitator');
}
