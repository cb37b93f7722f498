import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings, SettingsError } from '#core/env.ts';
import { temporaryFolder } from '../support/database.ts';
import { printUnprivileged } from '../support/unprivileged.ts';

const ENV = new URL('../../src/core/env.ts', import.meta.url).href;

describe('the settings', () => {
  test('have working defaults', () => {
    expect(readSettings({})).toEqual({
      siteUrl: 'http://localhost:4321',
      host: '127.0.0.1',
      port: 4321,
      databaseUrl: 'file:data/potluck.db',
      contentDir: 'content',
      smtpUrl: null,
      mailDir: 'data/mail',
      mailFrom: { name: 'Potluck', address: 'potluck@localhost' },
      bounceTo: null,
      dkim: null,
      fetchAllow: [],
    });
  });

  test('are what the environment says', () => {
    const contentDir = temporaryFolder();
    expect(
      readSettings({
        SITE_URL: 'https://course.example.org/',
        HOST: '0.0.0.0',
        PORT: '8080',
        DATABASE_URL: 'file:/srv/potluck.db',
        CONTENT_DIR: contentDir,
        SMTP_URL: 'smtps://ada:secret@mail.example.org:465',
        MAIL_FROM: 'The course <course@example.org>',
        BOUNCE_TO: 'bounce@course.example.org',
        FETCH_ALLOW: '10.0.0.0/8, 127.0.0.0/8 fd00::/8',
      }),
    ).toMatchObject({
      siteUrl: 'https://course.example.org',
      host: '0.0.0.0',
      port: 8080,
      databaseUrl: 'file:/srv/potluck.db',
      contentDir,
      smtpUrl: 'smtps://ada:secret@mail.example.org:465',
      mailFrom: { name: 'The course', address: 'course@example.org' },
      bounceTo: { local: 'bounce', domain: 'course.example.org' },
      fetchAllow: ['10.0.0.0/8', '127.0.0.0/8', 'fd00::/8'],
    });
  });

  test('that are blank are not set', () => {
    expect(
      readSettings({ SITE_URL: '', PORT: '  ', SMTP_URL: '\t', MAIL_FROM: '', FETCH_ALLOW: ' ' }),
    ).toEqual(readSettings({}));
  });

  test('follow the port in the default address', () => {
    expect(readSettings({ PORT: '8080' }).siteUrl).toBe('http://localhost:8080');
  });

  test.each([
    ['PORT', '0', 'a number from 1 to 65535'],
    ['PORT', '65536', 'a number from 1 to 65535'],
    ['PORT', '80.5', 'a number from 1 to 65535'],
    ['PORT', 'http', 'a number from 1 to 65535'],
    ['SITE_URL', 'course.example.org', 'such as https://course.example.org'],
    ['SITE_URL', 'localhost:4321', 'such as https://course.example.org'],
    ['SITE_URL', 'javascript:alert(1)', 'such as https://course.example.org'],
    ['SITE_URL', 'https://example.org/course', 'without a path, such as https://example.org.'],
    ['SITE_URL', 'https://example.org/?a=b', 'without a path, such as https://example.org.'],
    ['DATABASE_URL', 'data/potluck.db', 'such as file:data/potluck.db'],
    ['DATABASE_URL', 'file:', 'such as file:data/potluck.db'],
    ['DATABASE_URL', 'postgres://localhost/potluck', 'not supported yet'],
    ['CONTENT_DIR', '/nowhere/at/all', 'a folder for each cohort'],
    ['CONTENT_DIR', 'README.md', 'there is no such folder'],
    ['SMTP_URL', 'mail.example.org', 'such as smtps://'],
    ['SMTP_URL', 'https://mail.example.org', 'such as smtps://'],
    ['SMTP_URL', 'smtp:mail.example.org', 'such as smtps://'],
    ['BOUNCE_TO', 'course.example.org', 'such as bounce@course.example.org'],
    ['BOUNCE_TO', 'a@b.example,c@d.example', 'such as bounce@course.example.org'],
    ['BOUNCE_TO', 'bounce+course@example.org', 'such as bounce@course.example.org'],
    ['BOUNCE_TO', `${'b'.repeat(21)}@example.org`, 'at most 20 letters'],
    ['DKIM_KEY_FILE', '/nowhere/at/all.pem', 'a private RSA key in PEM'],
    ['DKIM_KEY_FILE', 'package.json', 'a private RSA key in PEM'],
    ['FETCH_ALLOW', '10.0.0.1', 'such as 10.0.0.0/8'],
    ['FETCH_ALLOW', '10.0.0.0/8,10.0.0.0/33', 'contains "10.0.0.0/33"'],
    ['FETCH_ALLOW', 'localhost', 'such as 10.0.0.0/8'],
  ])('name %s when it is "%s", and say what to set', (name, value, advice) => {
    const attempt = () => readSettings({ MAIL_FROM: 'course@example.org', [name]: value });
    expect(attempt).toThrow(SettingsError);
    expect(attempt).toThrow(new RegExp(`^${name} `));
    expect(attempt).toThrow(advice);
    expect(attempt).toThrow('set it ');
  });

  test('don’t repeat the password of a wrong SMTP_URL', () => {
    expect(() => readSettings({ SMTP_URL: 'ada:hunter2@mail', MAIL_FROM: 'a@example.org' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });

  test('want to know where mail comes from when it is really sent', () => {
    const SMTP_URL = 'smtp://mail.example.org';
    expect(() => readSettings({ SMTP_URL })).toThrow(/^MAIL_FROM is missing: set it to the address/);
    expect(() => readSettings({ SMTP_URL, MAIL_FROM: ' ' })).toThrow(/^MAIL_FROM is missing/);
    expect(readSettings({ SMTP_URL, MAIL_FROM: 'a@example.org' }).smtpUrl).toBe(SMTP_URL);
  });

  test('may stand in a file named .env, which the environment overrules', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'content'));
    writeFileSync(join(folder, '.env'), 'PORT=1111\nHOST=from.file\nSITE_URL=\n');
    expect(loadIn(folder, { PORT: '2222' })).toMatchObject({
      port: 2222,
      host: 'from.file',
      siteUrl: 'http://localhost:2222',
    });
  });

  test('lose no first line to the mark that some editors put before it', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'content'));
    writeFileSync(join(folder, '.env'), '\uFEFFSITE_URL=https://course.example.org\n');
    expect(loadIn(folder, {})).toMatchObject({ siteUrl: 'https://course.example.org' });
  });
});

test.each([
  [
    '.env',
    /^\.env can't be read \(EACCES\)\. \/\S+\/\.env belongs to .+, and this runs as user \d+: let it read/,
  ],
  [
    'content',
    /^CONTENT_DIR is "content", which can't be read \(EACCES; \/\S+\/content belongs to .+\): set it /,
  ],
])('%s that may not be read is named, with whose it is', (name, sentence) => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'content'));
  writeFileSync(join(folder, '.env'), 'PORT=1111\n');
  chmodSync(join(folder, name), 0);
  const said = printUnprivileged(
    `import { loadSettings, SettingsError } from ${JSON.stringify(ENV)};`,
    'try { loadSettings(); } catch (error) { console.log(error instanceof SettingsError && error.message); }',
    folder,
  );
  expect(said).toMatch(sentence);
});

/** What a process reads that was started in a folder. */
function loadIn(cwd: string, env: Record<string, string>): unknown {
  const script = `
    import { loadSettings } from ${JSON.stringify(ENV)};
    console.log(JSON.stringify(loadSettings()));`;
  const args = ['--input-type=module', '-e', script];
  return JSON.parse(execFileSync(process.execPath, args, { cwd, env, encoding: 'utf8' }));
}

describe('DKIM_KEY_FILE', () => {
  function keyFile(type: 'rsa' | 'ed25519'): { file: string; pem: string } {
    const { privateKey } =
      type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const file = join(temporaryFolder(), 'dkim.pem');
    writeFileSync(file, pem);
    return { file, pem };
  }

  test('signs for the domain that mail comes from, under a selector that may be chosen', () => {
    const { file, pem } = keyFile('rsa');
    const settings = { DKIM_KEY_FILE: file, MAIL_FROM: 'The course <course@Example.org>' };
    const dkim = { domain: 'Example.org', selector: 'potluck', privateKey: pem };
    expect(readSettings(settings).dkim).toEqual(dkim);
    expect(readSettings({ ...settings, DKIM_SELECTOR: 'k2027' }).dkim).toEqual({
      ...dkim,
      selector: 'k2027',
    });
    expect(() => readSettings({ ...settings, DKIM_SELECTOR: 'a b; c' })).toThrow(
      /^DKIM_SELECTOR is "a b; c": set it /,
    );
  });

  test('takes no other kind of key than mailboxes everywhere can check', () => {
    const { file } = keyFile('ed25519');
    expect(() => readSettings({ DKIM_KEY_FILE: file })).toThrow(
      /^DKIM_KEY_FILE is ".*another kind of key: set it /,
    );
  });
});

describe('MAIL_FROM', () => {
  test.each([
    ['course@example.org', 'Potluck', 'course@example.org'],
    ['<course@example.org>', 'Potluck', 'course@example.org'],
    ['  Potluck <course@example.org>\n', 'Potluck', 'course@example.org'],
    ['"Ada, and friends" <course@example.org>', 'Ada, and friends', 'course@example.org'],
    ['Zoë Ångström <zoe+mail@example.org>', 'Zoë Ångström', 'zoe+mail@example.org'],
    ['Potluck<course@localhost>', 'Potluck', 'course@localhost'],
  ])('may be %j', (MAIL_FROM, name, address) => {
    expect(readSettings({ MAIL_FROM }).mailFrom).toEqual({ name, address });
  });

  test.each([
    'course',
    'Potluck',
    'course@',
    '@example.org',
    'a@b@example.org',
    'a@example.org, b@example.org',
    'a@example.org,b@example.org',
    'friends: a@example.org, b@example.org;',
    'friends:a@example.org;',
    'Potluck <course@example.org> <other@example.org>',
    'Potluck <course@example.org>\r\nBcc: victim@example.org',
    'Potluck\r\nBcc: victim@example.org <course@example.org>',
    'Potluck\nBcc: <course@example.org>',
    'course@example.org\r\nBcc:victim@example.org',
    'course@example.org%0aBcc:victim@example.org',
    'course%0aBcc:victim@example.org',
    'course\u0000@example.org',
    '"course"@example.org',
    'course@example.org (a comment)',
    'Potluck <course@example.org',
  ])('is refused as %j', (MAIL_FROM) => {
    expect(() => readSettings({ MAIL_FROM })).toThrow(/^MAIL_FROM is /);
    expect(() => readSettings({ MAIL_FROM })).toThrow('set it to one address');
  });
});
