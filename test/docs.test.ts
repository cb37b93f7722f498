import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../aggregator/main.ts';

const operators = readFileSync('docs/operators.md', 'utf8');

describe('the operators’ guide', () => {
  const env = readFileSync('src/core/env.ts', 'utf8');
  const settings = [...new Set([...env.matchAll(/env\.([A-Z][A-Z_]+)/g)].map(([, name = '']) => name))];

  test('there are settings to document', () => {
    expect(settings).toContain('SITE_URL');
    expect(settings).toContain('FETCH_ALLOW');
  });

  test.each(settings)('names the setting %s', (name) => {
    expect(operators).toContain(`\`${name}\``);
  });

  test.each(COMMANDS.map(({ name, options }) => [name, Object.keys(options)] as const))(
    'names the command %s and its options',
    (name, options) => {
      expect(operators).toMatch(new RegExp(`\`(npx potluck )?${name}\\b`));
      for (const option of options) expect(operators).toContain(`--${option}`);
    },
  );
});

describe('the documents', () => {
  const documents = ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md')];

  test('each kind of reader has a guide, linked from the README', () => {
    const readme = readFileSync('README.md', 'utf8');
    for (const reader of ['participants', 'facilitators', 'alumni', 'operators']) {
      expect(readme).toContain(`docs/${reader}.md`);
    }
  });

  test.each(documents)('%s links only to files that are there', (document) => {
    const folder = document.split('/').slice(0, -1).join('/');
    const links = [
      ...withoutCode(readFileSync(document, 'utf8')).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g),
    ];
    const missing = links
      .map(([, link = '']) => link)
      .filter((link) => globSync(`${folder || '.'}/${link}`).length === 0);
    expect(missing).toEqual([]);
  });
});

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}
