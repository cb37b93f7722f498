import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { alternative, headerFields, newGaps } from '../../../aggregator/mail/mime.ts';

/** What a mail program shows of these words, with the gap called `own` filled. */
async function read(words: { text: string; html: string }, gaps = newGaps(), own = { text: '', html: '' }) {
  const body = alternative(words, gaps);
  const raw = `${headerFields(body.fields)}\r\n${body.fill({ own })}`;
  const { text = '', html = '' } = await PostalMime.parse(raw);
  // The parser ends each part with a line break of its own.
  return { text: text.replace(/\n$/, ''), html: html.replace(/\n$/, ''), raw };
}

const lines = fc.array(fc.string({ unit: 'binary', maxLength: 300 }).map(readable), { maxLength: 8 });

/** Without what mail programs normalise. */
function readable(line: string): string {
  return line.toWellFormed().replace(/[\p{Cc}\u2028\u2029\ufeff]/gu, '');
}

describe('a body', () => {
  test('is read as it was written, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(lines, lines, async (text, html) => {
        const words = { text: `${text.join('\n')}.\n`, html: `<p>${html.join('\n')}</p>\n` };
        expect(await read(words)).toMatchObject(words);
      }),
      { numRuns: 100 },
    );
  });

  test('is filled for each recipient, wherever the gaps are and however long the fillings', async () => {
    await fc.assert(
      fc.asyncProperty(
        lines,
        lines,
        fc.string({ maxLength: 400 }).map(readable),
        async (before, after, own) => {
          const gaps = newGaps();
          const around = (gap: string) => `${before.join('\n')}[${gap}|${gap}]${after.join('\n')}.\n`;
          const words = { text: around(gaps.mark('own')), html: around(gaps.mark('own')) };
          expect(await read(words, gaps, { text: own, html: `<b>${own}` })).toMatchObject({
            text: around(own),
            html: around(`<b>${own}`),
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  test('keeps its lines within 76 characters, in ASCII', async () => {
    const gaps = newGaps();
    const long = `${'wörter '.repeat(90)}${gaps.mark('own')}${'=日本'.repeat(90)}${gaps.mark('own')}`;
    const { raw } = await read({ text: long, html: long }, gaps, {
      text: 'x'.repeat(200),
      html: 'é '.repeat(99),
    });
    const [, body = ''] = raw.split(/\r\n\r\n(.*)/s);
    for (const line of body.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
    expect(body).toMatch(/^[\r\n\x20-\x7e]*$/);
  });

  test('keeps words that look like its boundary, or like another’s gap', async () => {
    const text = `--=_0123456789abcdef0123456789abcdef\n${newGaps().mark('own')}\n.\n..\n`;
    expect(await read({ text, html: text })).toMatchObject({ text, html: text });
  });

  test('says which gap nothing was given for', () => {
    const gaps = newGaps();
    const body = alternative({ text: gaps.mark('own'), html: '' }, gaps);
    expect(() => body.fill({})).toThrow('Nothing fills the gap "own".');
  });
});

describe('header fields', () => {
  const names = [
    'Ada',
    '',
    'Ada, B.',
    'Zoë Ångström',
    '"quoted"',
    'a\r\nBcc: x@example.net',
    '李'.repeat(60),
    'Eve <e@example.net>',
  ];

  test.each(names)('carry %j as a name and as a subject, and nothing breaks out', async (name) => {
    const raw = headerFields([
      ['To', { name, address: 'ada@example.org' }],
      ['Subject', name],
    ]);
    const fields = raw.split('\r\n').filter((line) => !/^\s/.test(line) && line !== '');
    expect(fields.map((line) => line.split(':')[0])).toEqual(['To', 'Subject']);
    for (const line of raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
    const mail = await PostalMime.parse(`${raw}\r\n`);
    expect(mail.to).toEqual([{ name, address: 'ada@example.org' }]);
  });
});
