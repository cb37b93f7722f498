import type { Membership } from '../memberships.ts';
import { headline } from './headline.ts';
import type { Entry, Group, Issue, Reply, Thread } from './issue.ts';

/** What an issue is trimmed to for one person. */
export interface Reader {
  budget: Membership['budget'];
  /** Memberships whose posts they don't want to miss. */
  follows: Set<number>;
  /** Answers to them and mentions of them. */
  toYou: Reply[];
  /** Where they are; null for the cohort's own zone. */
  timezone: string | null;
}

/** As many posts as somebody reads with a coffee. */
const FIVE = 5;

/** An issue with its hours as clocks show them somewhere. */
export function inZone(issue: Issue, timezone: string): Issue {
  return { ...issue, cohort: { ...issue.cohort, timezone } };
}

/** An issue as one person wants it. What is left out is counted in `heldBack`. */
export function forReader(issue: Issue, { budget, follows, toYou, timezone }: Reader): Issue {
  const own = { ...inZone(issue, timezone ?? issue.cohort.timezone), toYou };
  switch (budget) {
    case 'all':
      return own;
    case 'five':
      return keepOnly(own, chooseFive(own, follows));
    case 'titles':
      return mapEntries(own, inOneLine);
  }
}

/**
 * The posts that somebody reads who reads five: answers to them and mentions of them, people they follow, new voices,
 * those who have waited longest, then whoever stands first on that day.
 */
function chooseFive(issue: Issue, follows: Set<number>): Set<number> {
  const all = listEntries(issue);
  const ranked = [
    ...issue.toYou.map(({ entry }) => entry),
    ...all.filter(({ author }) => follows.has(author.membershipId)),
    ...issue.newVoices,
    ...issue.waiting,
    ...all,
  ];
  return new Set([...new Set(ranked.map(({ postId }) => postId))].slice(0, FIVE));
}

function listEntries({ newVoices, conversations, answers, others }: Issue): Entry[] {
  const inThreads = conversations.flatMap(({ replies }) =>
    replies.flatMap(({ kind, entry }) => (kind === 'comment' ? [] : [entry])),
  );
  return [...newVoices, ...inThreads, ...[...answers, ...others].flatMap(({ entries }) => entries)];
}

/** What people have come with since the last issue; a thread keeps its start, so that its answers make sense. */
function keepOnly(issue: Issue, chosen: Set<number>): Issue {
  const isChosen = ({ postId }: Entry) => chosen.has(postId);
  const ofGroups = (groups: Group[]) =>
    groups
      .map((group) => ({ ...group, entries: group.entries.filter(isChosen) }))
      .filter(({ entries }) => entries.length > 0);
  const ofThread = (thread: Thread): Thread => ({
    ...thread,
    replies: thread.replies.filter(({ kind, entry }) => kind !== 'comment' && isChosen(entry)),
  });
  const trimmed = {
    ...issue,
    toYou: issue.toYou.filter(({ entry }) => isChosen(entry)),
    newVoices: issue.newVoices.filter(isChosen),
    conversations: issue.conversations.map(ofThread).filter(({ replies }) => replies.length > 0),
    answers: ofGroups(issue.answers),
    others: ofGroups(issue.others),
    waiting: issue.waiting.filter(isChosen),
  };
  return { ...trimmed, heldBack: issue.heldBack + countOf(issue) - countOf(trimmed) };
}

function countOf(issue: Issue): number {
  return listEntries(issue).reduce((sum, { more }) => sum + 1 + more.length, 0);
}

/** Only what it is called; an untitled note by how it begins. */
function inOneLine(entry: Entry): Entry {
  return { ...entry, title: headline(entry), excerpt: '' };
}

function mapEntries(issue: Issue, change: (entry: Entry) => Entry): Issue {
  const ofReply = (reply: Reply): Reply => ({ ...reply, entry: change(reply.entry), quote: null });
  const ofGroup = (group: Group): Group => ({ ...group, entries: group.entries.map(change) });
  return {
    ...issue,
    toYou: issue.toYou.map(ofReply),
    newVoices: issue.newVoices.map(change),
    conversations: issue.conversations.map((thread) => ({
      ...thread,
      start: change(thread.start),
      replies: thread.replies.map(ofReply),
    })),
    answers: issue.answers.map(ofGroup),
    others: issue.others.map(ofGroup),
    waiting: issue.waiting.map(change),
  };
}

/** The longest that the news of several days may be. */
const OF_SEVERAL_DAYS = { threads: 6, replies: 3, entries: 8, lines: 8 };

/**
 * The news of several days as one issue of readable length: the threads with their newest answers, a few posts on each
 * subject, of the others only what they are called. What is left out is counted.
 */
export function ofSeveralDays(issue: Issue): Issue {
  const { threads, replies, entries, lines } = OF_SEVERAL_DAYS;
  const short = (group: Group): Group => ({ ...group, entries: group.entries.slice(0, entries) });
  const trimmed = {
    ...issue,
    newVoices: issue.newVoices.slice(0, entries * 2),
    lines: issue.lines.map((session) => ({ ...session, lines: session.lines.slice(0, lines) })),
    conversations: issue.conversations
      .slice(0, threads)
      .map((thread) => ({ ...thread, replies: thread.replies.slice(-replies) })),
    answers: issue.answers.map(short),
    others: issue.others.map((group) => ({
      ...group,
      entries: group.entries.slice(0, entries * 2).map(inOneLine),
    })),
  };
  return { ...trimmed, heldBack: issue.heldBack + countOf(issue) - countOf(trimmed) };
}
