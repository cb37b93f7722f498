import type { Cohort } from '#core/cohorts.ts';

/** Where a cohort's feeds are, for whoever reads this page. */
export interface FeedAddresses {
  daily: string;
  posts: string;
  blogs: string;
  /** Of live sessions. */
  calendar: string;
  /** Ends in what has to stand behind the address of any other feed. */
  query: string;
}

/** @param key of the member's own addresses, in a closed cohort; see `feed-keys.ts`. */
export function feedAddresses(cohort: Cohort, key: string | null): FeedAddresses {
  const home = `/${cohort.slug}/`;
  const query = key === null ? '' : `?key=${key}`;
  return {
    daily: `${home}daily.atom${query}`,
    posts: `${home}posts.atom${query}`,
    blogs: `${home}blogs.opml${query}`,
    calendar: `${home}calendar.ics${query}`,
    query,
  };
}
