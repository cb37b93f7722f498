/** Longer pastes hold something else than an address. */
const MAX_LENGTH = 4_000;

/**
 * The addresses that somebody may have meant by what they pasted, in the order to try them.
 * Knows addresses without a scheme, `feed:` addresses, fediverse handles, and addresses inside a sentence.
 * @returns [] when there is no address in it
 */
export function readPasted(pasted: string): string[] {
  const word = addressLike(pasted.slice(0, MAX_LENGTH));
  if (word === undefined) return [];
  const bare = word.replace(/^feed:(?:\/\/)?/i, '');
  const addresses = /^https?:\/\//i.test(bare) ? [bare] : [`https://${bare}`, `http://${bare}`];
  return addresses.flatMap((address) => URL.parse(address)?.href ?? []);
}

/** The first word that is an address by its scheme, or else one that looks like an address without. */
function addressLike(pasted: string): string | undefined {
  const words = pasted
    // With the characters that have no width, as copied from mails and chats.
    .split(/[\s\u200b\u2060]+/)
    .map((word) => fromHandle(withoutPunctuation(word)));
  return words.find((word) => /^(?:feed:|https?:\/\/)\S/i.test(word)) ?? words.find(looksLikeHost);
}

/** Without the quotes and brackets around it, and the full stop of its sentence. */
function withoutPunctuation(word: string): string {
  return word.replace(/^[<([{"'“”„«‹‘]+/, '').replace(/[>)\]}"'“”„«»‹›’.,;:!?…]+$/, '');
}

/** `@jo@social.example`, as people of the fediverse call themselves, is the page of Jo there; Bluesky has one host. */
function fromHandle(word: string): string {
  return word
    .replace(/^@([\w.-]+)@([\w.-]+\.\w+)$/, 'https://$2/@$1')
    .replace(/^@([\w-]+\.bsky\.social)$/, 'https://bsky.app/profile/$1');
}

/** A name with a dot in it, localhost, or an IP address; with or without port and path. */
function looksLikeHost(word: string): boolean {
  const host = /^(?:[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+|localhost|\[[\da-f:.]+\])(?::\d+)?(?=[/?#]|$)/iu;
  return host.test(word);
}
