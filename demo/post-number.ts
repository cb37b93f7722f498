import { createHash } from 'node:crypto';

/** The number under which blogging software would keep a post: always the same for the same post. */
export function postNumber(slug: string, digits: number): string {
  const hash = createHash('sha256').update(slug).digest('hex');
  return (BigInt(`0x${hash.slice(0, 16)}`) % 10n ** BigInt(digits)).toString().padStart(digits, '1');
}
