import { describe, expect, test } from 'vitest';
import { quotesIn } from '#core/conversations/quote.ts';

const URL_ = 'https://ada.example/2027/roots';
const link = (words: string) => `<a href="${URL_}">${words}</a>`;

function quote(html: string, language: string | null = 'en'): string | null {
  return quotesIn(html, language)(URL_);
}

describe('the sentence that links to a post', () => {
  test.each([
    [
      'en',
      `<p>It rained. I keep thinking of ${link('what Ada wrote')} about roots. Then it stopped.</p>`,
      'I keep thinking of what Ada wrote about roots.',
    ],
    [
      'de',
      `<p>Es regnete. Mir geht ${link('Adas Frage')} nicht aus dem Kopf! Und dann?</p>`,
      'Mir geht Adas Frage nicht aus dem Kopf!',
    ],
    ['fr', `<p>Il pleut. Et si ${link('Ada')} avait raison ? Peut-être.</p>`, 'Et si Ada avait raison ?'],
    [
      'ar',
      `<p>أمطرت. أفكر في ${link('ما كتبته آدا')} عن الجذور. ثم توقف.</p>`,
      'أفكر في ما كتبته آدا عن الجذور.',
    ],
    ['zh', `<p>下雨了。我一直在想${link('艾达写的话')}。然后停了。</p>`, '我一直在想艾达写的话。'],
    [
      'ja',
      `<p>雨でした。${link('エイダの話')}を考えています。そして止みました。</p>`,
      'エイダの話を考えています。',
    ],
    ['hi', `<p>बारिश हुई। मैं ${link('एडा की बात')} सोचता हूँ। फिर रुकी।</p>`, 'मैं एडा की बात सोचता हूँ।'],
  ])('is found in %s', (language, html, sentence) => {
    expect(quote(html, language)).toBe(sentence);
  });

  test.each([
    ['at its beginning', `<p>Well. ${link('Ada')} asks why. So do I.</p>`, 'Ada asks why.'],
    ['at its end', `<p>Well. So asks ${link('Ada')}. So do I.</p>`, 'So asks Ada.'],
    ['at the end of the text', `<p>Well. So asks ${link('Ada')}</p>`, 'So asks Ada'],
    ['of one letter', `<p>Well. So it is ${link('↗')} at last. Yes.</p>`, 'So it is ↗ at last.'],
    ['that brings the space before it', `<p>Well.${link(' Ada')} asks why. Yes.</p>`, 'Ada asks why.'],
  ])('is found with the link %s', (_, html, sentence) => {
    expect(quote(html)).toBe(sentence);
  });

  test.each([
    [
      'entities',
      `<p>Fish &amp; chips &lt;3, says ${link('Ada &eacute;')}.</p>`,
      'Fish & chips <3, says Ada é.',
    ],
    [
      'emphasis around it',
      `<p>So <em>asks <strong>${link('Ada')}</strong></em> again.</p>`,
      'So asks Ada again.',
    ],
    ['emphasis within it', `<p>So asks ${link('<em>A</em>da')} again.</p>`, 'So asks Ada again.'],
    ['a list', `<ul><li>One.</li><li>So asks ${link('Ada')}.</li></ul>`, 'So asks Ada.'],
    ['a quotation', `<blockquote><p>So asks ${link('Ada')}.</p></blockquote>`, 'So asks Ada.'],
    ['a heading', `<h2>What ${link('Ada')} asks</h2><p>Text.</p>`, 'What Ada asks'],
    ['a table', `<table><tr><td>One.</td><td>So asks ${link('Ada')}.</td></tr></table>`, 'So asks Ada.'],
    ['nested divisions', `<div>Before.<div>So asks ${link('Ada')}.</div>After.</div>`, 'So asks Ada.'],
    ['broken lines', `<p>So\n  asks\n\t${link('Ada')}\nagain.</p>`, 'So asks Ada again.'],
    ['no paragraph at all', `Well. So asks ${link('Ada')}. Yes.`, 'So asks Ada.'],
    ['breaks for paragraphs', `A heading<br><br>So asks ${link('Ada')} here<br><br>Bye`, 'So asks Ada here'],
    ['breaks in a division', `<div>Well.<br>So asks ${link('Ada')}.<br>Yes.</div>`, 'So asks Ada.'],
    [
      'a picture beside it',
      `<p><img src="https://a.example/b.png" alt="x">So asks ${link('Ada')}.</p>`,
      'So asks Ada.',
    ],
  ])('is without markup in %s', (_, html, sentence) => {
    expect(quote(html)).toBe(sentence);
  });

  test.each([
    ['there is no link', '<p>So asks Ada.</p>'],
    ['the link leads elsewhere', '<p>So asks <a href="https://eve.example/">Ada</a>.</p>'],
    ['the link is the whole paragraph', `<p>${link('What holds you')}</p>`],
    ['the link is the whole sentence', `<p>Well. ${link('This is it.')} Yes.</p>`],
    ['the link is the sentence but for its full stop', `<p>Well. ${link('This is it')}. Yes.</p>`],
    ['the link is the sentence but for white space', `<p>${link(' This is it ')}\n</p>`],
    ['the link is several sentences', `<p>${link('This is it. All of it.')}</p>`],
    ['the link is the only thing there', link('Ada')],
    ['the link is empty', `<p>${link('')}</p>`],
    ['the link is a picture', `<p>${link('<img src="https://a.example/b.png" alt="">')}</p>`],
    ['there is nothing', ''],
  ])('is not there where %s', (_, html) => {
    expect(quote(html)).toBeNull();
  });

  test('is found by any of a page’s addresses, and is the first of several', () => {
    const html = `<p>One: <a href="http://www.ada.example/2027/roots/?utm_source=rss#c1">this</a>. Two: ${link('that')}.</p>`;
    expect(quote(html)).toBe('One: this.');
  });

  test('is the first that says something, where the title or a picture is linked before', () => {
    const title = `<h3>${link('Roots')}</h3><p>${link('<img src="https://a.example/b.png" alt="">')}</p>`;
    expect(quote(`${title}<p>I think ${link('Ada')} is right about roots.</p>`)).toBe(
      'I think Ada is right about roots.',
    );
  });

  test.each(['en_US', 'Deutsch', 'x', '', 'english, mostly', null])(
    'is found whatever the feed says of its language: %j',
    (language) => {
      expect(quote(`<p>Well. So asks ${link('Ada')}. Yes.</p>`, language)).toBe('So asks Ada.');
    },
  );

  test('is cut at a word where it is endless', () => {
    const english = quote(`<p>So asks ${link('Ada')} ${'again and '.repeat(100)}again.</p>`);
    expect(english).toMatch(/^So asks Ada again and .* (again|and)…$/);
    expect(english?.length).toBeLessThanOrEqual(300);
    const chinese = quote(`<p>艾达 ${link('说')}${'学习并不总是发生在课堂里'.repeat(50)}。</p>`, 'zh');
    expect(chinese?.length).toBeGreaterThan(200);
    expect(chinese?.length).toBeLessThanOrEqual(300);
    const emoji = quote(`<p>${link('A')}${'👩🏽‍🔬'.repeat(200)}.</p>`);
    expect(emoji?.isWellFormed()).toBe(true);
  });
});
