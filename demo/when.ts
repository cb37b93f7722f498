/** A moment relative to the day on which the world starts. Times of day are UTC. */
export type When =
  | { daysAgo: number; at: `${number}:${number}` }
  /** A share of what has passed of today, so that the moment is never still to come, whatever the hour. */
  | { today: number };

const DAY = 86_400_000;

export function instantOf(when: When, start: { now: Date; startOfToday: Date }): Date {
  const midnight = start.startOfToday.getTime();
  if ('today' in when) return new Date(midnight + (start.now.getTime() - midnight) * when.today);
  const [hours = 0, minutes = 0] = when.at.split(':').map(Number);
  return new Date(midnight - when.daysAgo * DAY + (hours * 60 + minutes) * 60_000);
}
