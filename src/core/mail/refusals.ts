/** What a mail server's words say, as far as they can be read. */
interface Refusal {
  /** The reply code (RFC 5321, section 4.2), or null: nobody answered. */
  code: number | null;
  /** The enhanced status code (RFC 3463) such as `5.1.1`, or null. */
  status: string | null;
}

/** Said by ourselves in place of a mail server. */
export const NOT_PUT_TOGETHER = 'The mail could not be put together.';

/** What a mail server says often quotes the recipient's address, which is nobody else's business. */
export function withoutAddresses(words: string): string {
  return words.replace(/[^\s<>()"':;,]+@[^\s<>()"':;,]+/g, '…');
}

function readRefusal(words: string): Refusal {
  const code = /(?:^|[\s;])([45]\d\d)(?=[\s-]|$)/.exec(words)?.[1];
  const status = /(?:^|[\s#-])([45]\.\d{1,3}\.\d{1,3})(?=[\s:]|$)/.exec(words)?.[1];
  return { code: code === undefined ? null : Number(code), status: status ?? null };
}

/**
 * Whether these words are about the recipient's address, for good. What is about the mail (5.6) or about us, such as a
 * list of bad senders that we stand on (5.7), says nothing about the address.
 */
export function isHardBounce(words: string): boolean {
  const { code, status } = readRefusal(words);
  if (status !== null) return /^5\.[0-5]\./.test(status);
  return code !== null && code >= 500;
}

/**
 * Whether what was said of a mail that is to be tried again is about the mail server or our standing with it, and not
 * about one recipient. Nobody answered; it goes away (421); it refuses our login; or what it refuses for good, which
 * waits only where it isn't about the recipient.
 */
export function isAboutServer(words: string): boolean {
  if (words === NOT_PUT_TOGETHER) return false;
  const { code } = readRefusal(words);
  return code === null || code === 421 || code === 454 || code >= 500;
}

/** Why a mail was not delivered, for a facilitator. @param words what the server said. */
export function describeRefusal(words: string): string {
  if (words === NOT_PUT_TOGETHER) return words;
  const { code, status } = readRefusal(words);
  const kind = status?.slice(2) ?? '';
  if (code === null && status === null) return 'The mail server could not be reached, or gave no answer.';
  if (kind === '2.2' || code === 552 || code === 452) return 'The mailbox is full.';
  if (status?.startsWith('4') || (status === null && code !== null && code < 500))
    return 'The mail server asks us to come back later.';
  if (kind.startsWith('7.') || kind.startsWith('6.'))
    return 'Their provider doesn’t take this mail from us. That is for your operator.';
  if (kind === '2.1') return 'The mailbox is switched off.';
  if (/^[0145]\./.test(kind) || code === 550 || code === 553 || code === 551)
    return 'There is no such mailbox.';
  return 'Their provider doesn’t take this mail.';
}
