/** One day's issue of a cohort as a value: what every rendering (page, mail, feed) starts from. */
export interface Issue {
  cohort: { slug: string; title: string; language: string; timezone: string };
  /** Counts from 1 within the cohort. */
  number: number;
  /** The local calendar date in the cohort's time zone, YYYY-MM-DD. */
  on: string;
  /** The newest week that was open on that day, or null before the first one opens. */
  week: IssueWeek | null;
  /** First posts of people, before everything else. */
  newVoices: Entry[];
  /** Posts of the day that answer another post of the cohort, or are answered by one. */
  conversations: Thread[];
  /** Posts that answer a provocation. */
  answers: Entry[];
  /** All other posts of the day. */
  others: Entry[];
}

export interface IssueWeek {
  number: number;
  title: string;
  /** Absolute address of the week's page. */
  url: string;
  provocations: { question: string; url: string }[];
}

/** A person's leading post in a section, the rest of theirs in that section folded into `more`. */
export interface Entry {
  /** `url` is their page in the directory. */
  author: { name: string; url: string; blogTitle: string };
  /** Null for an untitled note; renderings then lead with the excerpt. */
  title: string | null;
  /** The post on its author's own blog. */
  url: string;
  /** At most 60 words, cut at the end of a sentence. Plain text. */
  excerpt: string;
  /** BCP 47 tag of the post's language where its feed declares one. */
  language: string | null;
  publishedAt: Date;
  more: { title: string; url: string }[];
}

/** A post and the posts that answer it, oldest first. */
export interface Thread {
  start: Entry;
  /** `quote` is the sentence in which the answer links to what it answers. */
  answers: { entry: Entry; quote: string | null }[];
}

/** Whether there is no post in it: such an issue is shown kindly, and is not mailed. */
export function isEmpty(issue: Issue): boolean {
  return (
    issue.newVoices.length + issue.conversations.length + issue.answers.length + issue.others.length === 0
  );
}
