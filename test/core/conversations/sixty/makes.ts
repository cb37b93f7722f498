/** What a blog's program and its feed call one post. */
export interface Named {
  /** As the feed gives it. */
  url: string;
  guid: string;
  /** Where a feed proxy sends its readers first; the feed names both. */
  proxied: string | null;
}

/** A kind of blog: where it is, and how it names its posts. */
export interface Make {
  site(name: string): string;
  /** @param day as `2027-01-12`. @param number counts the posts of all blogs. */
  name(site: string, slug: string, day: string, number: number): Omit<Named, 'proxied'> & Partial<Named>;
  /** Whether its posts bear a day without an hour. */
  hasDaysOnly?: true;
}

export const MAKE_NAMES = [
  'wordpress',
  'wordpress without pretty addresses',
  'wordpress in a folder, in Cyrillic',
  'wordpress.com',
  'blogger',
  'medium',
  'github pages',
  'a host of its own',
  'a host with an umlaut',
  'a home at a university',
  'behind a feed proxy',
  'substack',
] as const;
export type MakeName = (typeof MAKE_NAMES)[number];

/** The kinds of blogs that people bring. */
export const MAKES: Record<MakeName, Make> = {
  wordpress: {
    site: (name) => `https://${name}.example/`,
    name: (site, slug, day, number) => ({
      url: `${site}${day.slice(0, 7).replace('-', '/')}/${slug}/`,
      guid: `${site}?p=${number}`,
    }),
  },
  'wordpress without pretty addresses': {
    site: (name) => `http://www.${name}.example/`,
    name: (site, _, __, number) => ({ url: `${site}?p=${number}`, guid: `${site}?p=${number}` }),
  },
  'wordpress in a folder, in Cyrillic': {
    site: (name) => `https://${name}.example/blog/`,
    name: (site, slug, _, number) => ({
      url: `${site}${encodeURIComponent(`о-чём-${slug}`).toLowerCase()}/`,
      guid: `${site}?p=${number}`,
    }),
  },
  'wordpress.com': {
    site: (name) => `https://${name}.wordpress.com/`,
    name: (site, slug, day, number) => ({
      url: `${site}${day.replaceAll('-', '/')}/${slug}/`,
      guid: `${site.replace('https', 'http')}?p=${number}`,
    }),
  },
  blogger: {
    site: (name) => `http://${name}.blogspot.com/`,
    name: (site, slug, day, number) => ({
      url: `${site}${day.slice(0, 7).replace('-', '/')}/${slug}.html`,
      guid: `tag:blogger.com,1999:blog-86.post-${number}`,
    }),
  },
  medium: {
    site: (name) => `https://medium.com/@${name}`,
    name: (site, slug, _, number) => ({
      url: `${site}/${slug}-${hex(number)}?source=rss-ab12cd34ef56------2`,
      guid: `https://medium.com/p/${hex(number)}`,
    }),
  },
  'github pages': {
    site: (name) => `https://${name}.github.io/journal/`,
    name: (site, slug, day) => {
      const path = `${day.replaceAll('-', '/')}/${slug}`;
      return { url: `${site}${path}.html`, guid: `${site}${path}` };
    },
    hasDaysOnly: true,
  },
  'a host of its own': {
    site: (name) => `https://www.${name}.example/`,
    name: (site, slug) => ({ url: `${site}posts/${slug}`, guid: `${site}posts/${slug}` }),
    hasDaysOnly: true,
  },
  'a host with an umlaut': {
    site: (name) => `https://${name}-bücher.example/`,
    name: (site, slug) => ({ url: `${new URL(site).href}entry/${slug}`, guid: `${slug}@${name(site)}` }),
  },
  'a home at a university': {
    site: (name) => `https://www.uni.example/~${name}/`,
    name: (site, slug) => ({ url: `${site}notes/${slug}/`, guid: `${site}notes/${slug}/` }),
  },
  'behind a feed proxy': {
    site: (name) => `https://${name}.example/`,
    name: (site, slug, day, number) => ({
      url: `${site}${day.slice(0, 7).replace('-', '/')}/${slug}.html`,
      guid: `${site}?p=${number}`,
      proxied: `http://feedproxy.example/~r/${name(site)}/~3/${hex(number)}/`,
    }),
  },
  substack: {
    site: (name) => `https://${name}.substack.com/`,
    name: (site, slug) => ({ url: `${site}p/${slug}`, guid: `${site}p/${slug}` }),
  },
};

function hex(number: number): string {
  return (number * 7_919 + 0xa0_00_00_00_00_00).toString(16);
}

function name(site: string): string {
  return new URL(site).hostname.split('.')[0] ?? '';
}
