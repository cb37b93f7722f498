/** That a facilitator has hidden something of somebody's, and why. */
export interface Hiding {
  /** A facilitator's words, which whoever wrote it sees. */
  reason: string;
  /** Null when they have left. */
  by: string | null;
  at: Date;
}

/** What came of hiding something. */
export type Hidden =
  | { kind: 'done' }
  /** Somebody has done it before. */
  | { kind: 'before'; by: string | null }
  /** There is no such thing in the cohort. */
  | { kind: 'unknown' };
