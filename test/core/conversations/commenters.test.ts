import { describe, expect, test } from 'vitest';
import { acquaint, type Blogger, recognise } from '#core/conversations/commenters.ts';

const [ADA, BEN, CLEO, DAN, ZOE] = [1, 2, 3, 4, 5];
const everybody = acquaint([
  { personId: ADA, name: 'Ada Sands', siteUrl: 'https://ada.example/' },
  { personId: ADA, name: 'Ada Sands', siteUrl: 'https://photos.example/ada' },
  { personId: BEN, name: 'Ben', siteUrl: 'https://club.example/~ben' },
  { personId: CLEO, name: 'Cleo Marsh', siteUrl: 'https://club.example/~cleo/' },
  { personId: DAN, name: 'Cleo Marsh', siteUrl: null },
  { personId: ZOE, name: 'Zoë Ångström', siteUrl: 'http://www.zoe.example/blog/' },
]);
const zoe: Blogger = { personId: ZOE, feedName: 'zo' };

function by(author: string | null, authorUrl: string | null = null, blogger: Blogger | null = null) {
  return recognise({ author, authorUrl }, everybody, blogger);
}

describe('whoever comments', () => {
  test.each([
    ['https://ada.example/', ADA],
    ['http://www.ada.example', ADA],
    ['https://ada.example/about?utm_source=x#me', ADA],
    ['https://photos.example/ada/', ADA],
    ['https://club.example/~ben/2027/', BEN],
    ['https://club.example/~cleo', CLEO],
    ['https://zoe.example/', ZOE],
    ['https://zoe.example/blog/one', ZOE],
  ])('is known by the address of their blog: %s', (address, person) => {
    expect(by('Somebody', address)).toBe(person);
  });

  test.each([
    'https://elsewhere.example/',
    // Several of us are there, or somebody else may be.
    'https://club.example/',
    'https://club.example/~bena',
    'https://photos.example/somebody',
    'https://zoe.example/blogger',
    'https://ada.example.evil.example/',
    'https://www.blogger.com/profile/1',
    'mailto:ada@ada.example',
    'not an address',
  ])('isn’t known by any other: %s', (address) => {
    expect(by('Somebody', address)).toBeNull();
  });

  test('is known by nothing that two people have', () => {
    const couple = acquaint([
      { personId: ADA, name: 'Ada Sands', siteUrl: 'https://home.example/' },
      { personId: BEN, name: 'Ben Sands', siteUrl: 'https://home.example/' },
    ]);
    const comment = { author: 'us', authorUrl: 'https://home.example/' };
    expect(recognise(comment, couple, null)).toBeNull();
    expect(recognise({ ...comment, author: 'Ben Sands' }, couple, null)).toBe(BEN);
  });

  test.each([
    ['Ada Sands', ADA],
    ['  ada   SANDS ', ADA],
    ['Zoe Angstrom', ZOE],
    ['ZOË ÅNGSTRÖM', ZOE],
  ])('is known by their full name: %s', (name, person) => {
    expect(by(name)).toBe(person);
    expect(by(name, 'https://www.blogger.com/profile/1')).toBe(person);
    // A namesake, as far as we know.
    expect(by(name, 'https://elsewhere.example/')).toBeNull();
  });

  test.each([
    ['a first name', 'Ada'],
    ['a name of one word', 'Ben'],
    ['a name that two of us have', 'Cleo Marsh'],
    ['a name that nobody has', 'Ada Sandstone'],
    ['no letters at all', '…'],
    ['nothing', null],
  ])('isn’t known by %s', (_, name) => {
    expect(by(name)).toBeNull();
  });

  test('on their own blog is known by what it calls them, unless that is another’s full name', () => {
    expect(by('Zo', null, zoe)).toBe(ZOE);
    expect(by('Zo')).toBeNull();
    expect(by('Ada Sands', null, { personId: ZOE, feedName: 'ada sands' })).toBeNull();
    expect(by(null, null, { personId: ZOE, feedName: null })).toBeNull();
  });
});
