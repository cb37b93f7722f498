/** Longer pastes hold something else than an address. */
const MAX_LENGTH = 4_000;

/**
 * The addresses that somebody may have meant by what they pasted, in the order to try them.
 * Knows addresses without a scheme, `feed:` addresses, and addresses inside a sentence.
 * @returns [] when there is no address in it
 */
export function readPasted(pasted: string): string[] {
  const word = addressLike(pasted.slice(0, MAX_LENGTH));
  if (!word) return [];
  const bare = word.replace(/^feed:(?:\/\/)?(?=https?:)/i, '').replace(/^feed:(?:\/\/)?/i, '');
  const addresses = /^[a-z][a-z0-9+.-]*:\/\//i.test(bare) ? [bare] : [`https://${bare}`, `http://${bare}`];
  return addresses.flatMap((address) => {
    const url = URL.parse(address);
    return url && isWeb(url) ? [url.href] : [];
  });
}

/** The first word that looks like an address, without the quotes, brackets and full stops around it. */
function addressLike(pasted: string): string | undefined {
  const words = pasted
    .split(/[\s\u200b\u2060\ufeff]+/)
    .map((word) => word.replace(/^[<([{"'“”„«‹‘]+|[>)\]}"'“”„«»‹›’.,;:!?]+$/g, ''))
    .filter((word) => !/^[^/]*@[^/]*$/.test(word) || /^@?[\w.-]+@/.test(word) === false);
  return words.find((word) => /^(?:feed:|https?:\/\/)/i.test(word)) ?? words.find(looksLikeHost);
}

/** A name with a dot in it, localhost, or an IP address; with or without port and path. */
function looksLikeHost(word: string): boolean {
  if (word.includes('@') && !word.includes('/')) return false;
  return /^(?:[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+\.?|localhost|\[[\da-f:.]+\])(?::\d+)?(?:[/?#]|$)/iu.test(
    word,
  );
}

function isWeb({ protocol, hostname }: URL): boolean {
  return (protocol === 'http:' || protocol === 'https:') && hostname !== '';
}
