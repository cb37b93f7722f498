/** Words, or the bytes that they are in UTF-8: what a thread hands to the database needn't become a string in between. */
export type Words = string | Uint8Array;

/** A post whose words are of one of these kinds. */
export type WithWords<Post, W extends Words> = Omit<Post, 'html' | 'text'> & { html: W; text: W };

const encoder = new TextEncoder();
/** What begins with a byte order mark keeps it. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Posts with their words as bytes, all of them in one piece of memory, which can be handed to another thread. A
 * surrogate without its other half becomes U+FFFD.
 */
export function withBytes<Post extends { html: string; text: string }>(
  posts: Post[],
): WithWords<Post, Uint8Array<ArrayBuffer>>[] {
  const size = posts.reduce(
    (sum, { html, text }) => sum + Buffer.byteLength(html) + Buffer.byteLength(text),
    0,
  );
  const memory = new ArrayBuffer(size);
  let at = 0;
  const encode = (words: string) => {
    const { written } = encoder.encodeInto(words, new Uint8Array(memory, at));
    at += written;
    return new Uint8Array(memory, at - written, written);
  };
  return posts.map((post) => ({ ...post, html: encode(post.html), text: encode(post.text) }));
}

/** Words as a string, whichever they are given as; bytes that aren't UTF-8 become U+FFFD. */
export function asString(words: Words): string {
  return typeof words === 'string' ? words : decoder.decode(words);
}
