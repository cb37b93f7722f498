import { createPrivateKey } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import ipaddr from 'ipaddr.js';
import { isSystemError } from './cohort-files.ts';
import { describeOwner } from './db/owner.ts';

/** Everything that the surroundings decide, read once and checked. */
export interface Settings {
  /** Where people find the site, without a slash at the end; mails and feeds link there. */
  siteUrl: string;
  host: string;
  port: number;
  databaseUrl: string;
  contentDir: string;
  /** Null: each mail is written as a file under `mailDir` instead. */
  smtpUrl: string | null;
  mailDir: string;
  mailFrom: { name: string; address: string };
  /** Where mail comes back to when it can't be delivered, a token added to it; null when nothing there is read. */
  bounceTo: { local: string; domain: string } | null;
  /** What mail is signed with (RFC 6376). */
  dkim: { domain: string; selector: string; privateKey: string } | null;
  /** CIDR ranges that the poller may reach besides public addresses. */
  fetchAllow: string[];
}

/** A setting is missing or wrong; the message names it and says what to set. */
export class SettingsError extends Error {}

const NAMES = [
  'SITE_URL',
  'HOST',
  'PORT',
  'DATABASE_URL',
  'CONTENT_DIR',
  'SMTP_URL',
  'MAIL_FROM',
  'BOUNCE_TO',
  'DKIM_KEY_FILE',
  'DKIM_SELECTOR',
  'FETCH_ALLOW',
] as const;

type Environment = Partial<Record<(typeof NAMES)[number], string>>;

/** Reads `.env` in the current folder, if there is one, and the environment, which wins. @throws SettingsError */
export function loadSettings(): Settings {
  for (const [name, value] of Object.entries(readEnvFile())) process.env[name] ??= value;
  return readSettings(process.env);
}

/** Names what `.env` sets and nothing reads: a misspelt setting looks as if it weren't set. Null when all is read. */
export function describeUnknownSettings(): string | null {
  const known = new Set<string>(NAMES);
  const unknown = Object.keys(readEnvFile()).filter((name) => !known.has(name));
  if (unknown.length === 0) return null;
  return `.env sets ${unknown.join(', ')}, which nothing here reads. There is: ${NAMES.join(', ')}.`;
}

function readEnvFile(): Record<string, string | undefined> {
  if (!existsSync('.env')) return {};
  try {
    // Some editors put a mark before the first line, which would be taken for a part of its name.
    return parseEnv(readFileSync('.env', 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new SettingsError(
      `.env can't be read (${error.code}). ${describeOwner('.env')}: let it read that, with chown or chmod.`,
    );
  }
}

/** @throws SettingsError */
export function readSettings(environment: Environment): Settings {
  const env = withoutBlanks(environment);
  const port = readPort(env.PORT ?? '4321');
  const siteUrl = readSiteUrl(env.SITE_URL ?? `http://localhost:${port}`);
  const smtpUrl = env.SMTP_URL === undefined ? null : readSmtpUrl(env.SMTP_URL);
  if (smtpUrl !== null && env.MAIL_FROM === undefined) {
    throw new SettingsError(
      'MAIL_FROM is missing: set it to the address that mail comes from, such as "Potluck <course@example.org>", since SMTP_URL is set.',
    );
  }
  const mailFrom = readMailFrom(env.MAIL_FROM ?? 'Potluck <potluck@localhost>');
  return {
    siteUrl,
    host: env.HOST ?? '127.0.0.1',
    port,
    databaseUrl: readDatabaseUrl(env.DATABASE_URL ?? 'file:data/potluck.db'),
    contentDir: readContentDir(env.CONTENT_DIR ?? 'content'),
    smtpUrl,
    mailDir: 'data/mail',
    mailFrom,
    bounceTo: env.BOUNCE_TO === undefined ? null : readBounceTo(env.BOUNCE_TO),
    dkim:
      env.DKIM_KEY_FILE === undefined
        ? null
        : readDkim(env.DKIM_KEY_FILE, env.DKIM_SELECTOR, mailFrom.address),
    fetchAllow: readRanges(env.FETCH_ALLOW ?? ''),
  };
}

/** An empty line in `.env` means "not set". */
function withoutBlanks(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
}

function readPort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new SettingsError(`PORT is "${value}": set it to a number from 1 to 65535, such as 4321.`);
  }
  return port;
}

function readSiteUrl(value: string): string {
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new SettingsError(
      `SITE_URL is "${value}": set it to the address that people use, such as https://course.example.org.`,
    );
  }
  if (url.pathname !== '/' || url.search || url.hash) {
    throw new SettingsError(`SITE_URL is "${value}": set it without a path, such as ${url.origin}.`);
  }
  return url.origin;
}

function readDatabaseUrl(value: string): string {
  if (!/^file:.+/.test(value)) {
    throw new SettingsError(
      `DATABASE_URL is "${value}": set it to a file, such as file:data/potluck.db. Other databases are not supported yet.`,
    );
  }
  return value;
}

function readContentDir(value: string): string {
  try {
    readdirSync(value);
    return value;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const isMissing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    const problem = isMissing
      ? 'and there is no such folder'
      : `which can't be read (${error.code}; ${describeOwner(value)})`;
    throw new SettingsError(
      `CONTENT_DIR is "${value}", ${problem}: set it to the folder that holds a folder for each cohort.`,
    );
  }
}

function readSmtpUrl(value: string): string {
  const url = URL.parse(value);
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname) {
    throw new SettingsError(
      'SMTP_URL is not an SMTP address: set it to one such as smtps://user:password@mail.example.org:465.',
    );
  }
  return value;
}

/** A local part and a domain without the characters that mean something in a header (RFC 5322, section 3.2.3). */
const ADDRESS = /^[^\s\p{Cc}()<>[\]:;@\\,"]+@[^\s\p{Cc}()<>[\]:;@\\,"]+$/u;

function readMailFrom(value: string): Settings['mailFrom'] {
  const match = /^(?<name>[^<>\r\n]*?)\s*<(?<bracketed>[^<>]+)>$|^(?<bare>[^<>]+)$/.exec(value.trim());
  const address = match?.groups?.bracketed ?? match?.groups?.bare;
  if (!address || !ADDRESS.test(address)) {
    throw new SettingsError(
      `MAIL_FROM is "${value}": set it to one address, such as "Potluck <course@example.org>".`,
    );
  }
  return { name: match?.groups?.name?.replace(/^"|"$/g, '') || 'Potluck', address };
}

/** With the token it has to stay within the 64 characters of RFC 5321, section 4.5.3.1.1. */
const LONGEST_BOUNCE_LOCAL = 20;

function readBounceTo(value: string): Settings['bounceTo'] {
  const [local = '', domain = ''] = value.split('@');
  if (!ADDRESS.test(value) || !/^[a-z\d._-]+$/i.test(local) || local.length > LONGEST_BOUNCE_LOCAL) {
    throw new SettingsError(
      `BOUNCE_TO is "${value}": set it to an address whose mail is given to npx potluck bounce, such as bounce@course.example.org. What stands before the @ has at most ${LONGEST_BOUNCE_LOCAL} letters, digits, dots and hyphens.`,
    );
  }
  return { local, domain };
}

function readDkim(file: string, selector = 'potluck', from: string): Settings['dkim'] {
  if (!/^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(selector)) {
    throw new SettingsError(
      `DKIM_SELECTOR is "${selector}": set it to the name before ._domainkey in the DNS, such as potluck.`,
    );
  }
  return { domain: from.split('@')[1] ?? '', selector, privateKey: readRsaKey(file) };
}

function readRsaKey(file: string): string {
  const advice = 'set it to a file with a private RSA key in PEM, as `openssl genrsa 2048` makes it.';
  try {
    const pem = readFileSync(file, 'utf8');
    if (createPrivateKey(pem).asymmetricKeyType === 'rsa') return pem;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new SettingsError(`DKIM_KEY_FILE is "${file}", which can't be read (${error.code}): ${advice}`);
  }
  throw new SettingsError(`DKIM_KEY_FILE is "${file}", which holds another kind of key: ${advice}`);
}

function readRanges(value: string): string[] {
  const ranges = value.split(/[\s,]+/).filter(Boolean);
  for (const range of ranges) {
    if (!ipaddr.isValidCIDR(range)) {
      throw new SettingsError(
        `FETCH_ALLOW contains "${range}": set it to address ranges separated by commas, such as 10.0.0.0/8,127.0.0.0/8.`,
      );
    }
  }
  return ranges;
}
