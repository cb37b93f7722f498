import type { MakeName, Named } from './makes.ts';

/** A post that somebody wants to link to. */
export interface Linkable extends Named {
  make: MakeName;
  /** Its page here. */
  pageHere: string;
  /** The short address that some service has for it, and that is known to lead to it. */
  shortened: string;
}

type Spell = (post: Linkable) => string;

/** Without what its feed hangs onto it. */
export const plain: Spell = ({ url }) => url.replace(/\?source=.*/, '');

const withParameters = (parameters: string): Spell => {
  return (post) => `${plain(post)}${plain(post).includes('?') ? '&' : '?'}${parameters}`;
};

const shownBy = (before: string, asParameter = true): Spell => {
  return (post) => before + (asParameter ? encodeURIComponent(plain(post)) : plain(post));
};

const WORDPRESS: MakeName[] = ['wordpress', 'wordpress in a folder, in Cyrillic', 'wordpress.com'];
const WITHOUT_PARAMETERS: MakeName[] = [
  ...WORDPRESS,
  'a host of its own',
  'a host with an umlaut',
  'a home at a university',
  'substack',
];

/** The ways in which people write the address of a post, and the makes that they write so; all, if none is named. */
export const SPELLINGS: Record<string, { spell: Spell; of?: MakeName[] }> = {
  'as its feed does': { spell: ({ url }) => url },
  'as its feed’s id': {
    spell: ({ guid }) => guid,
    of: [...WORDPRESS, 'medium', 'github pages', 'behind a feed proxy'],
  },
  'by its page here': { spell: ({ pageHere }) => pageHere },
  'by its page here, at a comment': { spell: ({ pageHere }) => `${pageHere}/#discussion` },
  'by a short address': { spell: ({ shortened }) => shortened },
  'by a short address with its campaign': { spell: ({ shortened }) => `${shortened}?utm_source=mail` },
  'through its feed’s proxy': { spell: ({ proxied, url }) => proxied ?? url, of: ['behind a feed proxy'] },

  'with http': { spell: (post) => plain(post).replace('https:', 'http:') },
  'with https': { spell: (post) => plain(post).replace('http:', 'https:') },
  'with the default port': { spell: (post) => plain(post).replace(/^https?:..([^/?]+)/, 'https://$1:443') },
  'with www.': { spell: (post) => plain(post).replace(/^(https?:..)(www\.)?/, '$1www.') },
  'without www.': { spell: (post) => plain(post).replace('://www.', '://') },
  'in capitals': {
    spell: (post) => plain(post).replace(/^(https?:..)[^/]+/, (origin) => origin.toUpperCase()),
  },
  'with a slash at the end': { spell: (post) => `${plain(post)}/`, of: WITHOUT_PARAMETERS },
  'without a slash at the end': { spell: (post) => plain(post).replace(/\/$/, ''), of: WITHOUT_PARAMETERS },
  'with index.html': {
    spell: (post) => `${plain(post).replace(/\/$/, '')}/index.html`,
    of: WITHOUT_PARAMETERS,
  },
  'with two slashes': { spell: (post) => plain(post).replace(/([^:/])\//, '$1//') },
  'with white space': { spell: (post) => ` ${plain(post)}\n` },

  'in letters of its script': {
    spell: (post) => decodeURI(plain(post)),
    of: ['wordpress in a folder, in Cyrillic'],
  },
  'in capital bytes': {
    spell: (post) => plain(post).replace(/%[\da-f]{2}/g, (byte) => byte.toUpperCase()),
    of: ['wordpress in a folder, in Cyrillic'],
  },
  'with its umlaut': {
    spell: (post) =>
      plain(post).replace(/xn--[\w-]+/, (host) => `${host.slice(4).replace(/bcher.*/, 'bücher')}`),
    of: ['a host with an umlaut'],
  },
  'with a tilde in bytes': {
    spell: (post) => plain(post).replace('~', '%7E'),
    of: ['a home at a university'],
  },
  'with a tilde in small bytes': {
    spell: (post) => plain(post).replace('~', '%7e'),
    of: ['a home at a university'],
  },

  'at its comments': { spell: (post) => `${plain(post)}#comments` },
  'at its form for comments': { spell: (post) => `${plain(post)}#respond` },
  'at a comment': { spell: (post) => `${plain(post)}#comment-1234` },
  'at a passage': { spell: (post) => `${plain(post)}#:~:text=what%20holds,you` },
  'at a comment that one answers': { spell: withParameters('replytocom=12#respond'), of: WORDPRESS },
  'on a page of its comments': { spell: (post) => `${plain(post)}comment-page-2/#comment-99`, of: WORDPRESS },
  'for trackbacks': { spell: (post) => `${plain(post)}trackback/`, of: WORDPRESS },
  'at a comment, by Blogger': {
    spell: withParameters('showComment=1799000000000#c5550123'),
    of: ['blogger'],
  },
  'at its comments, by Substack': { spell: (post) => `${plain(post)}/comments`, of: ['substack'] },

  'shown fast': { spell: (post) => `${plain(post)}amp/`, of: WORDPRESS },
  'shown fast, by a parameter': {
    spell: withParameters('amp=1'),
    of: [...WORDPRESS, 'wordpress without pretty addresses'],
  },
  'shown fast, by a bare parameter': {
    spell: withParameters('amp'),
    of: [...WORDPRESS, 'wordpress without pretty addresses'],
  },
  'shown fast, by Google': {
    spell: (post) => `https://www.google.com/amp/s/${plain(post).replace(/^https?:../, '')}`,
    of: WORDPRESS,
  },
  'shown fast, from a store': {
    spell: (post) =>
      `https://${new URL(plain(post)).hostname.replaceAll('.', '-')}.cdn.ampproject.org/c/s/${plain(post).replace(/^https?:../, '')}amp/`,
    of: WORDPRESS,
  },
  'on a telephone': { spell: withParameters('m=1'), of: ['blogger'] },
  'on a telephone, elsewhere': {
    spell: (post) => `${plain(post).replace('.com/', '.co.uk/')}?m=1`,
    of: ['blogger'],
  },
  'in another country': { spell: (post) => plain(post).replace('.com/', '.de/'), of: ['blogger'] },
  'in yet another country': { spell: (post) => plain(post).replace('.com/', '.com.br/'), of: ['blogger'] },
  'with index.php': {
    spell: (post) => plain(post).replace('/?p', '/index.php?p'),
    of: ['wordpress without pretty addresses'],
  },
  'in Substack’s reader': {
    spell: (post) =>
      plain(post).replace(/^https:..([\w-]+)\.substack\.com/, 'https://open.substack.com/pub/$1'),
    of: ['substack'],
  },

  'from a campaign': { spell: withParameters('utm_source=rss&utm_medium=rss&utm_campaign=what') },
  'from Facebook': { spell: withParameters('fbclid=IwAR0abc') },
  'from Facebook’s telephone': { spell: withParameters('fbclid=IwAR0abc&mibextid=Zxz2cZ') },
  'from a search': { spell: withParameters('gclid=abc&gad_source=1&srsltid=xyz') },
  'from a newsletter': { spell: withParameters('mc_cid=1a2b&mc_eid=3c4d') },
  'from a newsletter, by another sender': { spell: withParameters('mkt_tok=abc') },
  'from a Ghost blog': { spell: withParameters('ref=somebody.example') },
  'from Twitter': { spell: withParameters('ref_src=twsrc%5Etfw') },
  'shared by a button': { spell: withParameters('share=twitter&nb=1'), of: WORDPRESS },
  'shared by Blogger': { spell: withParameters('spref=fb'), of: ['blogger'] },
  'shared by Medium': { spell: withParameters('source=friends_link&sk=0123456789abcdef'), of: ['medium'] },
  'shared by Medium’s writer': {
    spell: withParameters('source=user_profile---------3----------------------------'),
    of: ['medium'],
  },
  'shared by Substack': {
    spell: withParameters('r=1x2y3z&utm_campaign=post&utm_medium=web&triedRedirect=true'),
    of: ['substack'],
  },

  'out of Google Docs': {
    spell: (post) => `${shownBy('https://www.google.com/url?q=')(post)}&sa=D&source=editors&ust=179&usg=AOv`,
  },
  'out of a search': { spell: (post) => `${shownBy('https://www.google.de/url?sa=t&url=')(post)}&ved=2ah` },
  'out of Facebook': { spell: (post) => `${shownBy('https://l.facebook.com/l.php?u=')(post)}&h=AT0` },
  'out of a mail at work': {
    spell: (post) =>
      `${shownBy('https://eur02.safelinks.protection.outlook.com/?url=')(post)}&data=05%7C02&reserved=0`,
  },
  'as it was translated': { spell: shownBy('https://translate.google.com/translate?sl=auto&tl=en&u=') },
  'with notes in its margin': { spell: shownBy('https://via.hypothes.is/', false) },
  'as an archive keeps it': { spell: shownBy('https://web.archive.org/web/20270301120000/', false) },
};

/** Writes one address after another, each in the way that has been used least. */
export function speller(): (post: Linkable) => { how: string; url: string } {
  const used = new Map(Object.keys(SPELLINGS).map((how) => [how, 0]));
  return (post) => {
    const [[how, { spell }] = ['', { spell: plain }]] = Object.entries(SPELLINGS)
      .filter(([, { of }]) => !of || of.includes(post.make))
      .toSorted(([a], [b]) => (used.get(a) ?? 0) - (used.get(b) ?? 0));
    used.set(how, (used.get(how) ?? 0) + 1);
    return { how, url: spell(post) };
  };
}
