import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockData } from '#core/db/lock.ts';
import { temporaryFolder } from '../../support/database.ts';

function databaseUrl(): string {
  return `file:${join(temporaryFolder(), 'data', 'potluck.db')}`;
}

/** Another process that takes the lock, says whether it has it, and then does nothing. */
async function lockElsewhere(url: string) {
  const script = `
    import { lockData } from ${JSON.stringify(new URL('../../../src/core/db/lock.ts', import.meta.url).href)};
    const release = lockData(${JSON.stringify(url)});
    console.log(release ? 'has it' : 'refused');
    setInterval(() => release, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const [said] = await once(child.stdout, 'data');
  return { said: String(said).trim(), child, ended };
}

test('data is had by one at a time, and can be had again once it is given back', () => {
  const url = databaseUrl();
  const release = lockData(url);
  expect(release).not.toBeNull();
  expect(lockData(url)).toBeNull();
  release?.();
  const again = lockData(url);
  expect(again).not.toBeNull();
  expect(lockData(url)).toBeNull();
  again?.();
});

test('two sets of data are had independently', () => {
  const releases = [lockData(databaseUrl()), lockData(databaseUrl())];
  expect(releases).not.toContain(null);
  for (const release of releases) release?.();
});

test('another process is refused while this one has the data', async () => {
  const url = databaseUrl();
  const release = lockData(url);
  expect((await lockElsewhere(url)).said).toBe('refused');
  release?.();
  expect((await lockElsewhere(url)).said).toBe('has it');
});

test('data is free once the process that had it is killed', async () => {
  const url = databaseUrl();
  const { said, child, ended } = await lockElsewhere(url);
  expect(said).toBe('has it');
  expect(lockData(url)).toBeNull();
  child.kill('SIGKILL');
  await ended;
  const release = lockData(url);
  expect(release).not.toBeNull();
  release?.();
});

test('a lock that cannot be made is trouble, not "in use"', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'potluck.db.lock'));
  expect(() => lockData(`file:${join(folder, 'potluck.db')}`)).toThrow('unable to open');
});
