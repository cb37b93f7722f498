import { describe, expect, test } from 'vitest';
import { readRobots } from '../../aggregator/robots-rules.ts';

function allows(robots: string, path: string): boolean {
  return readRobots(robots, 'Potluck').allows(`https://example.org${path}`);
}

const forAll = (...rules: string[]) => ['User-agent: *', ...rules].join('\n');

describe('whom a group is for', () => {
  test.each([
    ['nobody in particular', 'User-agent: *\nDisallow: /', false],
    ['us by name, in any case', 'user-AGENT: potLUCK\ndisallow: /', false],
    ['us by name and version', 'User-agent: Potluck/0.1\nDisallow: /', false],
    ['others', 'User-agent: Googlebot\nDisallow: /', true],
    ['others whose name begins like ours', 'User-agent: PotluckPro\nDisallow: /', true],
    ['us among several', 'User-agent: a\nUser-agent: potluck\nUser-agent: b\nDisallow: /', false],
    ['all, while one names us', 'User-agent: *\nDisallow: /\n\nUser-agent: Potluck\nDisallow: /x', true],
    [
      'us in two places',
      'User-agent: Potluck\nDisallow: /x\n\nUser-agent: b\n\nUser-agent: Potluck\nDisallow: /',
      false,
    ],
    ['nobody, since it names none', 'Disallow: /', true],
    [
      'us, after lines of other kinds',
      'Sitemap: https://example.org/s.xml\nUser-agent: *\nCrawl-delay: 9\nDisallow: /',
      false,
    ],
    [
      'us, between lines of other kinds',
      'User-agent: potluck\nSitemap: https://e.example/s\nUser-agent: b\nDisallow: /',
      false,
    ],
    ['nobody, as it is a web page', '<!doctype html><p>Not found</p>', true],
    ['nobody, as it is empty', '', true],
  ])('%s', (_, robots, isAllowed) => {
    expect(allows(robots, '/page')).toBe(isAllowed);
  });
});

describe('which rule decides', () => {
  test.each([
    ['none', forAll(), '/a', true],
    ['an empty one', forAll('Disallow:'), '/a', true],
    ['the beginning of a path', forAll('Disallow: /a'), '/abc', false],
    ['in upper and lower case', forAll('Disallow: /A'), '/abc', true],
    ['the longest', forAll('Disallow: /a', 'Allow: /a/b', 'Disallow: /a/b/c'), '/a/b/x', true],
    ['the longest, wherever it stands', forAll('Allow: /a/b', 'Disallow: /a'), '/a/b', true],
    ['the one that allows, of two as long', forAll('Disallow: /a', 'Allow: /a'), '/a', true],
    ['the same, the other way round', forAll('Allow: /a', 'Disallow: /a'), '/a', true],
    ['with a comment behind it', forAll('Disallow: /a # not this'), '/a', false],
    ['with a query', forAll('Disallow: /*?print='), '/a?print=1', false],
    ['of another path', forAll('Disallow: /b'), '/a/b', true],
    ['between line ends of Windows', forAll('Disallow: /a').replaceAll('\n', '\r\n'), '/a', false],
    ['after a byte order mark', `\uFEFF${forAll('Disallow: /a')}`, '/a', false],
  ])('%s', (_, robots, path, isAllowed) => {
    expect(allows(robots, path)).toBe(isAllowed);
  });

  test('robots.txt itself may always be asked for', () => {
    expect(allows(forAll('Disallow: /'), '/robots.txt')).toBe(true);
  });
});

describe('what a pattern fits', () => {
  test.each([
    ['/*.gif$', '/a/b.gif', true],
    ['/*.gif$', '/a/b.gif?x', false],
    ['/*.gif', '/a/b.gif?x', true],
    ['/a$', '/a', true],
    ['/a$', '/ab', false],
    ['/$', '/', true],
    ['/$', '/a', false],
    ['*', '/a', true],
    ['/*', '/a', true],
    ['/**a', '/bca', true],
    ['/a*b*c', '/a-b-c-d', true],
    ['/a*b*c', '/a-c-b', false],
    ['/a*a$', '/a', false],
    ['/a*a$', '/aa', true],
    ['/ab*ba$', '/aba', false],
    ['/a*$', '/abc', true],
    ['/a%2Ab', '/a*b', true],
    ['/a%2Ab', '/axb', false],
    ['/a$b', '/a$b', true],
    ['/%7Eada/', '/~ada/', true],
    ['/~ada/', '/%7eada/', true],
    ['/a%2fb', '/a%2Fb', true],
    ['/a%2fb', '/a/b', false],
    ['/ü', '/%C3%BC', true],
    ['/%c3%bc', '/ü', true],
  ])('%s and %s: %s', (pattern, path, fits) => {
    expect(allows(forAll(`Disallow: ${pattern}`), path)).toBe(!fits);
  });

  test('a hostile pattern takes no longer than its length', () => {
    const pattern = `/${'*a'.repeat(50_000)}b$`;
    expect(allows(forAll(`Disallow: ${pattern}`), `/${'a'.repeat(4000)}`)).toBe(true);
  });
});
