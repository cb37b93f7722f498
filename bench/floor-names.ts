/** The steps that are measured by themselves, and what each is compared with. */
export const FLOORS = [
  'parsing',
  'parsing, rss-parser',
  'fixtures',
  'fixtures, rss-parser',
  'sanitizing',
  'sanitizing, sanitize-html alone',
  'storing',
  'storing, bare statements',
] as const;
export type Floor = (typeof FLOORS)[number];
