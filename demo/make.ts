import type { BlogPost } from './blog.ts';

/** What a visitor may see of a blog at one moment: its posts newest first, the links in them resolved. */
export interface Site {
  origin: string;
  title: string;
  author: string;
  about: string;
  language: string;
  posts: BlogPost[];
}

export type Answer = { kind: 'document'; type: string; body: string } | { kind: 'redirect'; to: string };

/** A make of blogging software, with the peculiarities that its feed and its server are known by. */
export interface Make {
  pathOf(post: BlogPost): string;
  /** What this make puts into the `<head>` of its pages for feed readers to find. */
  head(site: Site): string;
  /** The feeds, and whatever else only this make answers. */
  answer(url: URL, site: Site): Answer | null;
  style: string;
  charset: 'utf-8' | 'iso-8859-1';
  validators: 'both' | 'etag' | 'last-modified' | 'none';
  gzip: boolean;
}
