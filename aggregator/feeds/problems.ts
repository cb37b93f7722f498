import { FeedError, type FeedErrorReason } from './feed.ts';
import type { FetchError, FetchReason, Refused } from './fetch.ts';

/** What to do about an address that brought no answer. */
const ADVICE: Record<FetchReason, string> = {
  address: 'Give the address that everybody on the internet can read it at.',
  dns: 'Check its spelling.',
  connection: 'Look whether the site opens in your browser, and try again later.',
  garbled: 'Look whether the site opens in your browser, and try again later.',
  timeout: 'The site may be slow or down: try again later.',
  'too-large': 'Set the blog to show fewer posts in its feed.',
  tls: 'Ask whoever runs the site to renew it, or give an address that begins with http://.',
  redirects: 'Give the address that your browser shows once the page is open.',
  encoding: 'Ask whoever runs the site to look at its compression settings.',
  url: 'Give an address like https://myblog.example.',
};

const FEED_ADVICE: Record<FeedErrorReason, string> = {
  'no-feed': 'Give the address of the feed itself, or of the blog’s front page.',
  costly: 'Set the blog to show fewer posts in its feed.',
  'our-fault': 'That is a fault of ours and not of the site: please tell whoever runs this course.',
};

/** One plain sentence on what we saw, and one on what to do, for the person whose feed it is. */
export function describeProblem(problem: FetchError | FeedError | Refused): string {
  if (problem instanceof FeedError) {
    return `${problem.message} ${FEED_ADVICE[problem.reason]}`;
  }
  if (problem instanceof Error) return `${problem.message} ${ADVICE[problem.reason]}`;
  return describeRefusal(problem);
}

function describeRefusal({ status, url, challenge }: Refused): string {
  const { host } = new URL(url);
  if (challenge) {
    return `${host} asks for a real browser before it answers. Allow feed readers in the settings of its protection (Cloudflare).`;
  }
  if (status === 401 || status === 403 || status === 407) {
    return `${host} needs a login, or doesn’t let us in. Make the blog public, or give the address of a public feed.`;
  }
  if (status === 404) return `There is no such page at ${host}. Check the address.`;
  if (status === 410)
    return `The page at ${host} is gone for good. Give the address of where the blog is now.`;
  if (status === 429)
    return `${host} asks us to come less often. We’ll wait as long as it says and try again.`;
  if (status >= 500) return `${host} has a fault of its own (${status}). Try again later.`;
  return `${host} answered with an unexpected status (${status}). Look whether the page opens in your browser.`;
}

export function notAnAddress(pasted: string): string {
  const seen = pasted.trim().slice(0, 60);
  if (seen === '') return 'There is no address here. Paste your blog’s, like https://myblog.example.';
  if (/^[^\s/@]+@[^\s/@]+\.[^\s/@]+$/.test(seen)) {
    return `“${seen}” is an e-mail address. Paste the address of your blog, like https://myblog.example.`;
  }
  return `“${seen}” is not a web address. Paste your blog’s, like https://myblog.example.`;
}

export function needsLogin(host: string): string {
  return `The page at ${host} asks for a password, so readers can’t see it. Make the blog public, or give the address of a public feed.`;
}

export function noFeed(host: string): string {
  return `We found no feed at ${host}. Look in your blog’s settings for “RSS”, “Atom” or “feed” and switch it on, or paste the feed’s own address.`;
}
