import { expect, test } from 'vitest';
import { renderMarkdown } from '#core/markdown.ts';

test.each([
  ['*Hello* **there**', '<p><em>Hello</em> <strong>there</strong></p>\n'],
  ['[a](https://example.org/?a=1&b=2)', '<p><a href="https://example.org/?a=1&amp;b=2">a</a></p>\n'],
  ['![alt](https://example.org/a.png)', '<p><img src="https://example.org/a.png" alt="alt" /></p>\n'],
  ['~~gone~~', '<p><del>gone</del></p>\n'],
  ['', ''],
])('%j is shown as %s', (markdown, html) => {
  expect(renderMarkdown(markdown, '/rhizo/weeks/1')).toBe(html);
});

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">a</a>',
  '[a](javascript:alert(1))',
  '[a](JaVaScRiPt&colon;alert(1))',
  '[a](data:text/html,x)',
  '![a](javascript:alert(1))',
  '<style>*{display:none}</style>',
  '<iframe src="https://evil.example/"></iframe>',
  '<p style="position:fixed" onclick="alert(1)">a</p>',
  '<svg><script>alert(1)</script></svg>',
  '<form action="https://evil.example/"><input name=a></form>',
])('nothing runs, loads or covers the page in %s', (markdown) => {
  expect(renderMarkdown(markdown, '/rhizo/weeks/1')).not.toMatch(
    /script|onerror|onclick|data:|<style|style=|iframe|<svg|<form|<input/i,
  );
});

test.each([
  ['../blogs.opml', '/rhizo/blogs.opml'],
  ['2#provocation-1', '/rhizo/weeks/2#provocation-1'],
  ['?a=1', '/rhizo/weeks/1?a=1'],
  ['/about', '/about'],
  ['../../../../x', '/x'],
  ['..//evil.example', '/rhizo//evil.example'],
  ['/..//evil.example', '/.//evil.example'],
  ['#provocation-1', '#provocation-1'],
  ['//example.org/a', '//example.org/a'],
  ['mailto:ada@example.org', 'mailto:ada@example.org'],
  ['', '/rhizo/weeks/1'],
  ['https://example.org/../b', 'https://example.org/../b'],
])('the link %s leads from wherever it is shown to %s', (written, shown) => {
  expect(renderMarkdown(`[a](${written})`, '/rhizo/weeks/1')).toContain(`href="${shown}"`);
});

test('a picture comes from where it lies beside the page, wherever it is shown', () => {
  expect(renderMarkdown('![a](../table.png)', '/rhizo/weeks/1')).toContain('src="/rhizo/table.png"');
});
