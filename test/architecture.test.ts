import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What each part of the program may import, besides itself and packages. The first prefix that fits counts. */
const PARTS: { part: string; may: string[] }[] = [
  { part: 'src/core/db/', may: ['src/core/db/'] },
  { part: 'src/core/', may: ['src/core/'] },
  { part: 'src/', may: ['src/'] },
  { part: 'aggregator/', may: ['aggregator/', 'src/core/'] },
  { part: 'demo/', may: ['demo/', 'aggregator/', 'src/'] },
];

/** Nouns of core must not know the digest that is made of them; the desk lies above both. */
const NOUNS_BELOW_DIGEST = /^src\/core\/(?!digest\/|desk\/|db\/)/;

const files = globSync('{src,aggregator,demo}/**/*.{ts,astro}').map((file) => file.replaceAll('\\', '/'));

interface Import {
  from: string;
  to: string;
}

const imports: Import[] = files.flatMap((from) =>
  [...readFileSync(from, 'utf8').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(
    ([, target = '']) => ({
      from,
      to: resolve(from, target),
    }),
  ),
);

function resolve(from: string, target: string): string {
  if (target.startsWith('#core/')) return target.replace('#core/', 'src/core/');
  if (target.startsWith('.')) return normalize(join(dirname(from), target)).replaceAll('\\', '/');
  return target;
}

const isOurs = (path: string) => /^(src|aggregator|demo|test)\//.test(path);
const show = ({ from, to }: Import) => `${from} imports ${to}`;

describe('the directions between the parts', () => {
  test('there is something to look at', () => {
    expect(imports.length).toBeGreaterThan(200);
  });

  test('each part imports only what lies below it', () => {
    const wrong = imports.filter(({ from, to }) => {
      const rule = PARTS.find(({ part }) => from.startsWith(part));
      return isOurs(to) && !rule?.may.some((prefix) => to.startsWith(prefix));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('the nouns of core don’t know the digest that is made of them', () => {
    const wrong = imports.filter(
      ({ from, to }) => NOUNS_BELOW_DIGEST.test(from) && to.startsWith('src/core/digest/'),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('the digest doesn’t know the desk that looks at it', () => {
    const wrong = imports.filter(
      ({ from, to }) => from.startsWith('src/core/digest/') && to.startsWith('src/core/desk/'),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('core runs without Astro and without network', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        from.startsWith('src/core/') &&
        /^(astro|@astrojs|undici|nodemailer|node:(http|https|net|tls|dns))/.test(to),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('the site never opens an outgoing connection', () => {
    const wrong = imports.filter(
      ({ from, to }) => from.startsWith('src/') && /^(undici|nodemailer)/.test(to),
    );
    expect(wrong.map(show)).toEqual([]);
    const fetching = files.filter(
      (file) => file.startsWith('src/') && /(?<![.\w])fetch\(/.test(readFileSync(file, 'utf8')),
    );
    expect(fetching).toEqual([]);
  });

  test('everything that goes out goes through the one fetcher and the one postbox', () => {
    const to = (name: RegExp) =>
      imports.filter((each) => !each.from.startsWith('demo/') && name.test(each.to));
    // Below nodemailer/lib/ is what encodes a mail, and connects to nothing.
    expect(new Set(to(/^nodemailer(?!\/lib\/(mime-node|mime-funcs|qp)$)/).map(({ from }) => from))).toEqual(
      new Set(['aggregator/postbox.ts']),
    );
    const reaching = new Set(to(/^(undici|node:(https?|net|tls|dns))/).map(({ from }) => from));
    const allowed = [
      /^aggregator\/feeds\/(fetch|exchange|connections|receive|body|addresses|fetch-error)\.ts$/,
      // These only answer.
      /^src\/(server|shared-pages|collected-response)\.ts$/,
    ];
    expect([...reaching].filter((file) => !allowed.some((each) => each.test(file)))).toEqual([]);
  });

  test('only the seams of parsing are used from outside of it', () => {
    const users = imports.filter(({ to }) => to === 'aggregator/feeds/parse.ts').map(({ from }) => from);
    for (const user of users) expect(user).toMatch(/^aggregator\/(feeds\/|look\.ts)/);
  });

  test('the environment is read in one place', () => {
    const readers = files.filter(
      (file) => !file.startsWith('demo/') && /process\.env\b/.test(readFileSync(file, 'utf8')),
    );
    // What is handed on to other processes comes from bin/runtime.mjs.
    expect(readers).toEqual(['src/core/env.ts']);
  });

  test('SQL that only one engine knows stays in core/db', () => {
    const knowing = imports.filter(
      ({ from, to }) => to.startsWith('better-sqlite3') && !from.startsWith('src/core/db/'),
    );
    expect(knowing.map(show)).toEqual([]);
  });
});
