/** One image of a `srcset`, with its descriptor (`2x`, `640w`) or ''. */
interface Source {
  url: string;
  descriptor: string;
}

/** More than any author's tool offers of one picture. */
const MAX_SOURCES = 30;

/**
 * Reads a `srcset` as the HTML standard does (section 4.8.4.2.1, "parse a srcset attribute"): addresses may
 * hold commas, as Substack's do, and only a comma at an address's end or after a descriptor separates.
 */
export function readSrcset(srcset: string): Source[] {
  const sources: Source[] = [];
  let rest = srcset.replace(/^[\s,]+/, '');
  while (rest !== '' && sources.length < MAX_SOURCES) {
    const written = /^\S+/.exec(rest)?.[0] ?? '';
    const url = written.replace(/,+$/, '');
    rest = rest.slice(written.length);
    let descriptor = '';
    if (url === written) {
      descriptor = /^[^,]*/.exec(rest)?.[0] ?? '';
      rest = rest.slice(descriptor.length);
    }
    if (url !== '') sources.push({ url, descriptor: descriptor.trim() });
    rest = rest.replace(/^[\s,]+/, '');
  }
  return sources;
}

/** As the standard has them; a source with another is left out. */
const DESCRIPTOR = /^(?:[1-9]\d{0,5}w|(?:0|[1-9]\d{0,2})(?:\.\d{1,3})?x)?$/;

/** The same `srcset` with each address as `resolve` gives it, without those it gives null for. */
export function mapSrcset(srcset: string, resolve: (url: string) => string | null): string {
  return readSrcset(srcset)
    .flatMap(({ url, descriptor }) => {
      const address = DESCRIPTOR.test(descriptor) ? resolve(url) : null;
      return address === null ? [] : [`${address.replaceAll(',', '%2C')} ${descriptor}`.trim()];
    })
    .join(', ');
}
