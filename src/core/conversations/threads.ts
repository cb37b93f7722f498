import type { Db } from '../db/open.ts';
import { listRemarks, type Remark } from './remarks.ts';
import { listAnswersTo, listTurns, type Turn } from './turns.ts';

/** One post of a conversation with the comments under it on its blog, and answers to it that stand elsewhere. */
export interface Part {
  turn: Turn;
  remarks: Remark[];
  /** Whose post it answers; null for the beginning. */
  answersTo: string | null;
  /** Posts that answer it and are part of another conversation. */
  elsewhere: Turn[];
}

/** A conversation to read: how it began, and each answer to that with all that followed from it. */
export interface Thread {
  root: Part;
  branches: { top: Part; rest: Part[] }[];
  /** Whether there are more posts than these, which are the oldest. */
  isCut: boolean;
}

/** The longest that a page can be read. */
const LONGEST_THREAD = 300;

/** The conversation that began with a post; null when that is no beginning, or none of the cohort's. */
export async function findThread(db: Db, cohort: string, rootId: number): Promise<Thread | null> {
  const found = await listTurns(db, cohort, rootId, LONGEST_THREAD + 1);
  const shown = found.slice(0, LONGEST_THREAD);
  const ids = shown.map(({ id }) => id);
  return asThread(
    shown,
    await listRemarks(db, cohort, ids),
    await listElsewhere(db, cohort, ids, rootId),
    found.length > shown.length,
  );
}

/**
 * The posts of a conversation in the order of reading: each answer to the beginning, followed by what follows from it,
 * by date.
 *
 * @param turns by date.
 * @returns null when none of them is a beginning.
 */
export function asThread(
  turns: Turn[],
  remarks: Remark[],
  elsewhere: { answersId: number; turn: Turn }[],
  isCut = false,
): Thread | null {
  const root = turns.find(({ parentId }) => parentId === null);
  if (!root) return null;
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const remarksOf = Map.groupBy(remarks, ({ postId }) => postId);
  const elsewhereOf = Map.groupBy(elsewhere, ({ answersId }) => answersId);
  const part = (turn: Turn): Part => ({
    turn,
    remarks: remarksOf.get(turn.id) ?? [],
    answersTo: byId.get(turn.parentId ?? 0)?.author.name ?? null,
    elsewhere: (elsewhereOf.get(turn.id) ?? []).map((each) => each.turn),
  });
  const topOf = topFinder(byId, root.id);
  const branches = Map.groupBy(
    turns.filter(({ id }) => id !== root.id),
    topOf,
  );
  return {
    root: part(root),
    branches: [...branches].flatMap(([topId, inBranch]) => {
      const top = byId.get(topId);
      return top ? [{ top: part(top), rest: inBranch.filter((turn) => turn !== top).map(part) }] : [];
    }),
    isCut,
  };
}

/** Finds the answer to the beginning that a post follows from; for one whose way up isn't shown, where that ends. */
function topFinder(byId: Map<number, Turn>, rootId: number): (turn: { id: number }) => number {
  const tops = new Map<number, number>();
  return ({ id }) => {
    const way: number[] = [];
    let at = id;
    for (;;) {
      const known = tops.get(at);
      if (known !== undefined) {
        at = known;
        break;
      }
      way.push(at);
      const above = byId.get(at)?.parentId ?? null;
      if (above === null || above === rootId || !byId.has(above)) break;
      at = above;
    }
    for (const each of way) tops.set(each, at);
    return at;
  };
}

/** Posts that answer some of a conversation, and are part of another one. */
async function listElsewhere(
  db: Db,
  cohort: string,
  postIds: number[],
  rootId: number,
): Promise<{ answersId: number; turn: Turn }[]> {
  const rows = await listAnswersTo(db, cohort, postIds);
  return rows.filter(({ turn }) => turn.conversationId !== rootId);
}
