/** Words, or the bytes that they are in UTF-8: what a thread hands to the database needn't become a string in between. */
export type Words = string | Uint8Array;

/** A post whose words are of one of these kinds. */
export type WithWords<Post, W extends Words> = Omit<Post, 'html' | 'text'> & { html: W; text: W };

const encoder = new TextEncoder();
/** Of one UTF-16 unit. */
const MOST_BYTES = 3;
/** Where words are written before it is known how many bytes they are. Few feeds need more. */
const SCRATCH = new Uint8Array(1024 * 1024);
/** What begins with a byte order mark keeps it. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Posts with their words as bytes, all of them in one piece of memory, which can be handed to another thread. A
 * surrogate without its other half becomes U+FFFD.
 */
export function withBytes<Post extends { html: string; text: string }>(
  posts: Post[],
): WithWords<Post, Uint8Array<ArrayBuffer>>[] {
  const most = posts.reduce((sum, { html, text }) => sum + MOST_BYTES * (html.length + text.length), 0);
  const scratch = most > SCRATCH.length ? new Uint8Array(most) : SCRATCH;
  let at = 0;
  const write = (words: string) => {
    const start = at;
    at += encoder.encodeInto(words, scratch.subarray(at)).written;
    return { start, end: at };
  };
  const written = posts.map((post) => ({ ...post, html: write(post.html), text: write(post.text) }));
  const memory = scratch.buffer.slice(0, at);
  const read = ({ start, end }: { start: number; end: number }) => new Uint8Array(memory, start, end - start);
  return written.map((post) => ({ ...post, html: read(post.html), text: read(post.text) }));
}

/** The one piece of memory that `withBytes` has written the words of these posts into; null when there are no posts. */
export function memoryOf(posts: { html: Uint8Array<ArrayBuffer> }[]): ArrayBuffer | null {
  return posts[0]?.html.buffer ?? null;
}

/** Frees that memory. The garbage collector would come by late, for what has waited to be stored. */
export function giveUpBytes(posts: { html: Uint8Array<ArrayBuffer> }[]): void {
  memoryOf(posts)?.transfer(0);
}

/** Words as a string, whichever they are given as; bytes that aren't UTF-8 become U+FFFD. */
export function asString(words: Words): string {
  return typeof words === 'string' ? words : decoder.decode(words);
}
