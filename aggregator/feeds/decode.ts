/** How far into a document an XML declaration is looked for. */
const DECLARATION_BYTES = 512;

const ESCAPE = 0x1b;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Turns the bytes of a feed into text. Bytes that are UTF-8 are UTF-8 whatever anybody declares;
 * else the byte order mark decides, then the HTTP charset, then the XML declaration (RFC 7303 section 3),
 * and at last windows-1252, which can read anything.
 * @param contentType the HTTP header, where there is one.
 */
export function decode(bytes: Uint8Array, contentType?: string | null): string {
  const sniffed = sniffUtf16(bytes);
  if (sniffed) return new TextDecoder(sniffed).decode(bytes);

  // ISO-2022-JP is written in seven bits, and would pass for UTF-8 but for its escapes.
  if (bytes.includes(ESCAPE) && declaredEncodings(bytes, contentType).includes('iso-2022-jp')) {
    return new TextDecoder('iso-2022-jp').decode(bytes);
  }
  return strictUtf8(bytes) ?? mostlyUtf8(bytes) ?? decodeAs(bytes, declaredEncodings(bytes, contentType));
}

/** UTF-16 by its byte order mark, or by the zero beside the first `<` or `{` of a document without one. */
function sniffUtf16(bytes: Uint8Array): string | null {
  const [first, second] = [bytes[0], bytes[1]];
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if ((first === 0x3c || first === 0x7b) && second === 0) return 'utf-16le';
  if (first === 0 && (second === 0x3c || second === 0x7b)) return 'utf-16be';
  return null;
}

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null; // what `fatal` throws for bytes that are not UTF-8
    throw error;
  }
}

/** UTF-8 with a broken character here and there, as left by programs that cut text by bytes. */
function mostlyUtf8(bytes: Uint8Array): string | null {
  const text = new TextDecoder('utf-8').decode(bytes);
  let broken = 0;
  let sound = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd) broken++;
    else if (code > 0x7f) sound++;
  }
  // Other encodings yield sound characters by accident only, never four for each broken one.
  return sound > 4 * broken ? text : null;
}

function declaredEncodings(bytes: Uint8Array, contentType?: string | null): string[] {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, DECLARATION_BYTES));
  const labels = [
    /charset\s*=\s*["']?([\w:.-]+)/i.exec(contentType?.slice(0, 200) ?? '')?.[1],
    /<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]+)/i.exec(head)?.[1],
  ];
  return labels.flatMap((label) => (label ? [label.toLowerCase()] : []));
}

/** Bytes that have turned out not to be UTF-8, by the first declaration that is neither that nor unknown. */
function decodeAs(bytes: Uint8Array, declared: string[]): string {
  for (const label of declared) {
    const decoder = knownDecoder(label);
    if (decoder && decoder.encoding !== 'utf-8') return decoder.decode(bytes);
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

function knownDecoder(label: string): TextDecoder | null {
  try {
    return new TextDecoder(label);
  } catch (error) {
    if (error instanceof RangeError) return null; // a label that nobody knows
    throw error;
  }
}

/** The same without properties of Unicode, which nearly every feed is asked about in half the time. */
const HAS_CONTROLS = /[^\t\n\r -~\u00a0-\uffff]/;

/**
 * Leaves out the characters that XML forbids (XML 1.0 section 2.2), and reads those that Windows programs
 * number by their own code page, such as 150 for a dash, as they were meant.
 */
export function repairCharacters(text: string): string {
  if (!HAS_CONTROLS.test(text)) return text;
  return text.replace(/[\p{Cc}--[\t\n\r]]/gv, (character) =>
    character >= '\x80' ? new TextDecoder('windows-1252').decode(Uint8Array.of(character.charCodeAt(0))) : '',
  );
}
