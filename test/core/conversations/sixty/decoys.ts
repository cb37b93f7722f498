import { type Linkable, plain } from './spellings.ts';

/** A post near which somebody lands by mistake: its blog's front page, and that of another blog. */
export interface Near {
  post: Linkable;
  site: string;
  stranger: string;
}

/** Addresses that look like a post, and are none: not one of them may make a conversation. */
export const DECOYS: Record<string, (near: Near) => string> = {
  'the front page of a blog': ({ site }) => site,
  'the front page of a blog, sloppily': ({ site }) => `${below(site)}index.html?utm_source=x#top`,
  'the page of a category': ({ site }) => `${below(site)}category/what-holds-you/`,
  'the page of a tag': ({ site }) => `${below(site)}tag/rhizo27`,
  'the page of a month': ({ site }) => `${below(site)}2027/01/`,
  'a picture': ({ site }) => `${below(site)}wp-content/uploads/2027/01/map.jpg`,
  'a page about somebody': ({ site }) => `${below(site)}about/`,
  'a feed': ({ site }) => `${below(site)}feed/`,
  'a page by its number': ({ site }) => `${below(site)}?page_id=7`,
  'a post by a number that there isn’t': ({ site }) => `${below(site)}?p=999999`,
  'almost the address of a post': ({ post }) => plain(post).replace(/(\/|\.html)?$/, '-2$1'),
  'a picture in the folder of a post': ({ post }) => `${plain(post).replace(/\/$/, '')}/map.png`,
  'the same path on another blog': ({ post, stranger }) =>
    new URL(new URL(post.url).pathname, `${stranger}x/`).href,
  'the address of a post, cut off': ({ post }) =>
    plain(post)
      .replace(/[?#].*/, '')
      .slice(0, -2),
  'somebody’s page here': () => 'https://course.example.org/rhizo/people/ada',
  'the page of a week here': () => 'https://course.example.org/rhizo/weeks/1',
  'a page here that there isn’t': () => 'https://course.example.org/rhizo/posts/999999',
  'a post’s page in another course': ({ post }) => post.pageHere.replace('/rhizo/', '/alder/'),
  'an essay outside': () => 'https://essays.example.net/2027/what-holds-us',
  'an archived front page': ({ site }) => `https://web.archive.org/web/2027/${site}`,
  'a search for a post': ({ post }) => `https://www.google.com/search?q=${encodeURIComponent(post.url)}`,
  'a button to share a post': ({ post }) =>
    `https://www.facebook.com/sharer/sharer.php?u=${encodeURIComponent(post.url)}`,
};

function below(site: string): string {
  return site.endsWith('/') ? site : `${site}/`;
}
