import { type DigestLinks, digestHtml } from './html.ts';
import type { Issue } from './issue.ts';
import { digestSubject } from './subject.ts';
import { digestText } from './text.ts';

/** One of the forms in which an issue is mailed. It is rendered once for all who get it in this form. */
export interface Variant {
  /** Unique among the variants. */
  key: string;
  render(issue: Issue, links: DigestLinks): { subject: string; text: string; html: string };
}

/** The whole issue. */
export const DAILY: Variant = {
  key: 'daily',
  render: (issue, links) => ({
    subject: digestSubject(issue),
    text: digestText(issue, links),
    html: digestHtml(issue, links),
  }),
};
