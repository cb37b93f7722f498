import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import ipaddr from 'ipaddr.js';

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
  /** CIDR ranges that the poller may reach besides public addresses. */
  fetchAllow: string[];
}

/** A setting is missing or wrong; the message names it and says what to set. */
export class SettingsError extends Error {}

type Environment = Record<string, string | undefined>;

/** Reads `.env` in the current folder, if there is one, and the environment, which wins. @throws SettingsError */
export function loadSettings(): Settings {
  if (existsSync('.env')) loadEnvFile('.env');
  return readSettings(process.env);
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
  return {
    siteUrl,
    host: env.HOST ?? '127.0.0.1',
    port,
    databaseUrl: readDatabaseUrl(env.DATABASE_URL ?? 'file:data/potluck.db'),
    contentDir: readContentDir(env.CONTENT_DIR ?? 'content'),
    smtpUrl,
    mailDir: 'data/mail',
    mailFrom: readMailFrom(env.MAIL_FROM ?? 'Potluck <potluck@localhost>'),
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
  if (!existsSync(value)) {
    throw new SettingsError(
      `CONTENT_DIR is "${value}", and there is no such folder: set it to the folder that holds a folder for each cohort.`,
    );
  }
  return value;
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
