import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CaughtMail } from './caught-mail.ts';
import { mailListPage } from './list-page.ts';
import { mailPage } from './mail-page.ts';
import { readMail } from './read-mail.ts';
import { mailboxStyle } from './style.ts';

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** A mail may style itself and show pictures; it runs nothing, and its links open outside of the frame. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

export function mailboxAnswerer(mails: readonly CaughtMail[]) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://mailbox');
    const [, number, part] = /^\/mail\/(\d+)(\/html)?$/.exec(url.pathname) ?? [];
    if (url.pathname === '/') {
      const to = url.searchParams.get('to');
      const wanted = mails
        .map((mail, index) => ({ mail, number: index + 1 }))
        .filter(({ mail }) => !to || mail.envelope.to.some((address) => isSameAddress(address, to)))
        .reverse();
      const read = await Promise.all(wanted.map((one) => readMail(one.mail, one.number)));
      send(response, 200, 'text/html', mailListPage(read, to), PAGE_POLICY);
      return;
    }
    if (url.pathname === '/style.css') {
      send(response, 200, 'text/css', mailboxStyle, PAGE_POLICY);
      return;
    }
    const mail = number === undefined ? undefined : mails[Number(number) - 1];
    if (!mail) {
      send(response, 404, 'text/plain', 'There is no such mail.\n', PAGE_POLICY);
      return;
    }
    const read = await readMail(mail, Number(number));
    if (part) send(response, 200, 'text/html', framed(read.email.html ?? ''), MAIL_POLICY);
    else send(response, 200, 'text/html', mailPage(read), PAGE_POLICY);
  };
}

function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.trim().toLowerCase();
}

function framed(html: string): string {
  return `<!doctype html><base target="_blank">${html.replace(/^\s*<!doctype[^>]*>/i, '')}`;
}

function send(response: ServerResponse, status: number, type: string, body: string, policy: string): void {
  response
    .writeHead(status, {
      'Content-Type': `${type}; charset=utf-8`,
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    })
    .end(body);
}
