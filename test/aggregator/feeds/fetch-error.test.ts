import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Fetcher } from '../../../aggregator/feeds/fetch.ts';
import { namedFetchError } from '../../../aggregator/feeds/fetch-error.ts';
import { listen, redirect, startBlogServer } from './blog-server.ts';
import { FEED, failure, LOOPBACK, openFetcher } from './fetching.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

describe('what is wrong, in words', () => {
  let fetcher: Fetcher;
  beforeEach(() => {
    fetcher = openFetcher({ allow: LOOPBACK });
  });

  test('a name nobody has', async () => {
    const error = await failure(fetcher.fetch('http://no-such-blog.invalid/'));
    expect([error.reason, error.message]).toEqual(['dns', 'There is no site called no-such-blog.invalid.']);
  });

  test('a port nobody listens on', async () => {
    const gone = await startBlogServer({});
    await gone.close();
    const error = await failure(fetcher.fetch(gone.url));
    expect([error.reason, error.message]).toEqual([
      'connection',
      `127.0.0.1:${gone.port} refuses connections.`,
    ]);
  });

  test.each([
    ['something that doesn’t speak HTTP', '220 mail.example ESMTP\r\n'],
    [
      'a change of protocol that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n',
    ],
    ['the same without saying which', `HTTP/1.1 101 Switching Protocols\r\n\r\n${OK}`],
    ['a header without end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['two lengths', OK.replace('\r\n\r\n', '\r\nContent-Length: 9\r\n\r\n')],
  ])('%s, and the next answer is heard again', async (_, answer) => {
    const answers = [answer, OK];
    const odd = createServer((socket) => socket.once('data', () => socket.end(answers.shift() ?? '')));
    const url = `http://127.0.0.1:${await listen(odd)}/`;
    expect((await failure(fetcher.fetch(url))).reason).toBe('garbled');
    expect((await fetcher.fetch(url)).kind).toBe('content');
    odd.close();
  });

  test('a certificate that its server signed itself, and no request is sent', async () => {
    const pem = readFileSync(new URL('self-signed.pem', import.meta.url));
    let requests = 0;
    const odd = createTlsServer({ key: pem, cert: pem }, (_, response) => {
      requests++;
      response.end(FEED);
    });
    const port = await listen(odd);
    const error = await failure(fetcher.fetch(`https://127.0.0.1:${port}/`));
    expect([error.reason, error.message]).toEqual([
      'tls',
      `The security certificate of 127.0.0.1:${port} can’t be trusted.`,
    ]);
    expect(requests).toBe(0);
    odd.close();
  });

  test('where a redirect leads to is what is named', async () => {
    const lost = await startBlogServer({ '/': redirect(302, 'http://no-such-blog.invalid/') });
    expect((await failure(fetcher.fetch(lost.url))).message).toBe(
      'There is no site called no-such-blog.invalid.',
    );
    await lost.close();
  });

  test('https where there is only http', async () => {
    const plain = await startBlogServer({});
    expect((await failure(fetcher.fetch(plain.url.replace('http:', 'https:')))).reason).toBe('tls');
    await plain.close();
  });
});

describe('an error of the network', () => {
  const named = (code: string, more = {}) =>
    namedFetchError(Object.assign(new Error(code), { code, ...more }), 'blog.example');

  test.each([
    ['CERT_HAS_EXPIRED', 'The security certificate of blog.example has expired.'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'The security certificate of blog.example was made for another site.'],
    ...[
      'UNSPECIFIED',
      'INVALID_CA',
      'INVALID_PURPOSE',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'CRL_HAS_EXPIRED',
    ].map((code) => [code, 'The security certificate of blog.example can’t be trusted.']),
  ])('is about the certificate where OpenSSL calls it %s', (code, message) => {
    expect(named(code)).toMatchObject({ reason: 'tls', message });
  });

  test.each(['EACCES', 'EPERM', 'EAFNOSUPPORT', 'EMFILE', 'ESERVFAIL', 'EHOSTUNREACH'])(
    'is about the connection where the system calls it %s',
    (code) => {
      expect(named(code, { syscall: 'connect' })).toMatchObject({
        reason: 'connection',
        message: 'The connection to blog.example failed.',
      });
    },
  );

  test('is none where nothing of the network says so', () => {
    expect(named('ERR_INVALID_ARG_TYPE')).toBeNull();
    expect(namedFetchError('odd', 'blog.example')).toBeNull();
  });
});
