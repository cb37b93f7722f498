/** One issue of a cohort as a value: what every rendering (page, mail, feed) starts from. Parts may be empty. */
export interface Issue {
  /** Of a day, of the week that ends with it, or of all the days that somebody was away. */
  kind: 'daily' | 'weekly' | 'return';
  cohort: { slug: string; title: string; language: string; timezone: string };
  /** Counts from 1 within the cohort, dailies and weeklies each for themselves. */
  number: number;
  /** The local calendar date in the cohort's time zone, YYYY-MM-DD. */
  on: string;
  /** What a facilitator says on this day: paragraphs of plain text. */
  host: string[];
  /** The newest week that was open on that day, or null before the first one opens. */
  week: IssueWeek | null;
  /** Answers to the reader and mentions of them; nothing in what everybody sees. */
  toYou: Reply[];
  /** First posts of people, before everything else. */
  newVoices: Entry[];
  /** What people said in live sessions, as facilitators marked it since the last issue. */
  lines: SessionLines[];
  /** Posts of the day that answer another post of the cohort, or are answered by one, and comments on the blogs. */
  conversations: Thread[];
  /** Posts that answer a provocation, those of the newest week first. */
  answers: Group[];
  /** All other posts of the day, by what they are about. */
  others: Group[];
  /** A few older posts that nobody has answered. */
  waiting: Entry[];
  /** People who have come since the last issue and introduce themselves. */
  arrived: Arrival[];
  comingUp: Coming[];
  /** How many posts were left out to suit the reader. */
  heldBack: number;
}

export interface IssueWeek {
  number: number;
  title: string;
  /** Absolute address of the week's page. */
  url: string;
  /** It is the newest still, but its questions are no longer this week's. */
  hasPassed: boolean;
  provocations: { question: string; url: string }[];
}

/** A person's leading post in a section, the rest of theirs in that section folded into `more`. */
export interface Entry {
  postId: number;
  /** `url` is their page in the directory. */
  author: { membershipId: number; name: string; url: string; blogTitle: string; about: string | null };
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

/** Posts on the same thing. */
export interface Group {
  /** The question or the topic; null for what needs no heading of its own. */
  about: string | null;
  entries: Entry[];
}

/** A post and what answers it, the oldest first. */
export interface Thread {
  start: Entry;
  replies: Reply[];
  /** The conversation's own page. */
  url: string;
}

/** Something that answers a post, or mentions somebody. */
export interface Reply {
  /** A comment stands on the blog of the post that it is about. */
  kind: 'answer' | 'comment' | 'mention';
  entry: Entry;
  /** The sentence in which it links to what it answers. */
  quote: string | null;
}

/** The best lines of a live session. */
export interface SessionLines {
  title: string;
  lines: Line[];
}

/** What somebody said in a live session. */
export interface Line {
  name: string;
  /** Their page in the directory. */
  personUrl: string;
  /** The question with its number. */
  question: string;
  /** Where it stands on the session's page. */
  url: string;
  text: string;
}

/** Somebody who has just come. */
export interface Arrival {
  name: string;
  /** Their page in the directory. */
  url: string;
  /** In their own words. */
  about: string;
}

/** Something that is about to begin. */
export interface Coming {
  title: string;
  url: string;
  /** The calendar day in the cohort's time zone. */
  on: string;
  /** The instant, where it has an hour. */
  at: Date | null;
}
