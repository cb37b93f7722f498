import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/database.ts';

const NPM = `#!/bin/sh
echo "npm $1"  >&2
mkdir -p node_modules && touch node_modules/.package-lock.json
`;

/** A clone whose one command says what it was given, and an npm that only says that it was called. */
function cloned(): { folder: string; potluck(...args: string[]): { status: number | null; output: string } } {
  const folder = temporaryFolder();
  cpSync('bin', join(folder, 'bin'), { recursive: true });
  for (const name of ['aggregator', 'path']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  writeFileSync(join(folder, 'aggregator/main.ts'), 'console.log(...process.argv.slice(2));');
  writeFileSync(join(folder, 'path/npm'), NPM);
  chmodSync(join(folder, 'path/npm'), 0o755);
  const env = { ...process.env, PATH: `${join(folder, 'path')}${delimiter}${process.env.PATH}` };
  return {
    folder,
    potluck(...args) {
      const command = [join(folder, 'bin/potluck.mjs'), ...args];
      const { status, stdout, stderr } = spawnSync(process.execPath, command, { env, encoding: 'utf8' });
      return { status, output: stdout + stderr };
    },
  };
}

const REFUSED = /^The program was updated, or is being installed\. Restart it first: .*\n$/;

test('a command on a fresh clone installs first, once', () => {
  const { potluck } = cloned();
  expect(potluck('check')).toEqual({
    status: 0,
    output: expect.stringMatching(/^Installing .*\ncheck\nnpm ci\n$/),
  });
  expect(potluck('check')).toEqual({ status: 0, output: 'check\n' });
});

test('a command after an update replaces nothing under a running site; a mail that came back is kept', () => {
  const { folder, potluck } = cloned();
  potluck('check');
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(folder, 'package-lock.json'), later, later);
  expect(potluck('check')).toEqual({ status: 1, output: expect.stringMatching(REFUSED) });
  expect(potluck('bounce')).toEqual({ status: 75, output: expect.stringMatching(REFUSED) });
});

test('a command during somebody else’s installation leaves it alone', () => {
  const { folder, potluck } = cloned();
  mkdirSync(join(folder, 'node_modules'));
  expect(potluck('check')).toEqual({ status: 1, output: expect.stringMatching(REFUSED) });
});
