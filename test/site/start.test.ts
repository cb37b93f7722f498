import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeCohort } from '../support/cohort.ts';
import { temporaryFolder } from '../support/database.ts';
import { freePort, type Running, start } from '../support/process.ts';

async function surroundings(): Promise<{ env: Record<string, string>; folder: string; url: string }> {
  const folder = temporaryFolder();
  writeCohort(join(folder, 'content'));
  const port = await freePort();
  const env = {
    PORT: String(port),
    DATABASE_URL: `file:${folder}/data/potluck.db`,
    CONTENT_DIR: join(folder, 'content'),
  };
  return { env, folder, url: `http://localhost:${port}` };
}

async function isListening(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** The processes that a running one has started. */
async function partsOf(running: Running): Promise<number[]> {
  const { execFileSync } = await import('node:child_process');
  const found = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  return found
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]) => (parent === running.process.pid && pid !== undefined ? [pid] : []));
}

describe('starting', () => {
  test('creates the database, prints the address and the first facilitator’s way in, which makes one', async () => {
    const { env, folder, url } = await surroundings();
    const running = start('src/start.ts', [], env, folder);
    const [, link = ''] = await running.says(/(http:\S+\/sign-in\/\S+)/);
    expect(running.output()).toContain(`Potluck is at ${url}`);
    expect(existsSync(join(folder, 'data/potluck.db'))).toBe(true);
    const entered = await fetch(link, {
      method: 'POST',
      headers: { origin: url },
      body: new URLSearchParams({ name: 'Ada', email: 'ada@example.org' }),
      redirect: 'manual',
    });
    expect(entered.headers.get('location')).toBe('/rhizo/facilitate/');
    await running.stop();

    const again = start('src/start.ts', [], env, folder);
    await again.says(/Potluck is at/);
    expect(again.output()).not.toContain('/sign-in/');
    expect((await again.stop()).status).toBe(0);
  });

  test('says where mail goes, and names what .env sets in vain', async () => {
    const { env, folder } = await surroundings();
    writeFileSync(join(folder, '.env'), 'SMPT_URL=smtps://mail.example.org:465\n');
    const running = start('src/start.ts', [], env, folder);
    await running.says(/Mail: written as files into data\/mail, nothing is sent\.\n/);
    expect(running.output()).toMatch(/^\.env sets SMPT_URL, which nothing here reads\. There is: .*SMTP_URL/);
    await running.stop();
  });

  test('a second time on the same data is refused with a sentence, and the first goes on', async () => {
    const { env, folder, url } = await surroundings();
    const first = start('src/start.ts', [], env, folder);
    await first.says(/Potluck is at/);
    const second = await start('src/start.ts', [], { ...env, PORT: String(await freePort()) }, folder).ended;
    expect(second.status).toBe(1);
    expect(second.output).toContain('already running');
    expect(await isListening(url)).toBe(true);
    await first.stop();
  });

  test.each([
    ['PORT', 'abc', /PORT is "abc": set it to a number/],
    ['SITE_URL', 'course.example.org', /SITE_URL is "course.example.org": set it to the address/],
    ['DATABASE_URL', 'mysql://x', /DATABASE_URL is "mysql:\/\/x": set it to a file/],
    ['CONTENT_DIR', '/nowhere/at/all', /CONTENT_DIR is "\/nowhere\/at\/all", and there is no such folder/],
    ['SMTP_URL', 'smtp://localhost', /MAIL_FROM is missing/],
    ['FETCH_ALLOW', 'everything', /FETCH_ALLOW contains "everything"/],
  ])('with a wrong %s ends before it listens, in one sentence', async (name, value, sentence) => {
    const { env, folder, url } = await surroundings();
    const { status, output } = await start('src/start.ts', [], { ...env, [name]: value }, folder).ended;
    expect(status).toBe(1);
    expect(output).toMatch(sentence);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(await isListening(url)).toBe(false);
  });

  test('reads .env, and the environment wins over it', async () => {
    const { env, folder } = await surroundings();
    writeFileSync(join(folder, '.env'), 'PORT=nonsense\nFETCH_ALLOW=also nonsense\n');
    const { output } = await start('src/start.ts', [], env, folder).ended;
    expect(output).toMatch(/^FETCH_ALLOW contains "also"/);
  });

  test('on a port that is taken says so, and stops everything', async () => {
    const { env, folder } = await surroundings();
    const squatter = createServer().listen(Number(env.PORT), '127.0.0.1');
    const { status, output } = await start('src/start.ts', [], env, folder).ended;
    squatter.close();
    expect(status).toBe(1);
    expect(output).toContain(`Port ${env.PORT} is taken by another program.`);
  });

  test('on a data folder that can’t be made says so', async () => {
    const { env, folder } = await surroundings();
    mkdirSync(join(folder, 'occupied'));
    writeFileSync(join(folder, 'occupied/data'), 'a file');
    const DATABASE_URL = `file:${folder}/occupied/data/potluck.db`;
    const { status, output } = await start('src/start.ts', [], { ...env, DATABASE_URL }, folder).ended;
    expect(status).toBe(1);
    expect(output).toContain('DATABASE_URL');
  });
});

describe('stopping', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s finishes a request in flight and leaves no orphan',
    async (signal) => {
      const { env, folder, url } = await surroundings();
      const running = start('src/start.ts', [], env, folder);
      await running.says(/Potluck is at/);
      await running.says(/at work/);
      const parts = await partsOf(running);
      expect(parts).toHaveLength(2);

      const { hostname, port } = new URL(url);
      const answer = new Promise<number | undefined>((resolve, reject) => {
        const body = 'email=nobody%40example.org';
        const posted = request({
          hostname,
          port,
          method: 'POST',
          path: '/sign-in',
          headers: {
            origin: url,
            'content-type': 'application/x-www-form-urlencoded',
            'content-length': body.length,
          },
        });
        posted.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
        posted.write(body.slice(0, 5));
        // The server has the request's head before it is asked to stop; the rest of the body comes after.
        posted.once('socket', (socket) =>
          socket.once('connect', () =>
            setImmediate(() => {
              running.process.kill(signal);
              posted.end(body.slice(5));
            }),
          ),
        );
      });
      expect(await answer).toBe(200);
      expect((await running.ended).status).toBe(0);
      for (const part of parts) expect(isAlive(part)).toBe(false);
    },
  );

  test('when the one that started it is killed outright, its parts end too', async () => {
    const { env, folder, url } = await surroundings();
    const running = start('src/start.ts', [], env, folder);
    await running.says(/at work/);
    await running.says(/Potluck is at/);
    running.process.kill('SIGKILL');
    // The output that they share closes with the last of them.
    expect((await running.ended).output).toContain('The aggregator has stopped.');
    expect(await isListening(url)).toBe(false);
  });

  test('when one part dies, the other stops too and the status says so', async () => {
    const { env, folder } = await surroundings();
    const running = start('src/start.ts', [], env, folder);
    await running.says(/at work/);
    await running.says(/Potluck is at/);
    const [part] = await partsOf(running);
    if (part === undefined) throw new Error('There are no parts.');
    process.kill(part, 'SIGKILL');
    expect((await running.ended).status).toBe(1);
  });
});
