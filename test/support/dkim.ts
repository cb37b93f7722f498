import { createHash, createVerify, type KeyObject } from 'node:crypto';

/** The tags of a mail's DKIM signature, once it has been verified as RFC 6376, section 6.1, has it. */
export function verifyDkim(raw: string, key: KeyObject): { tags: Map<string, string>; isValid: boolean } {
  const [head = '', body = ''] = raw.split(/\r\n\r\n(.*)/s);
  const fields = head.split(/\r\n(?![ \t])/);
  const signature = fields.find((field) => /^dkim-signature:/i.test(field));
  if (!signature) throw new Error('The mail is not signed.');
  const value = signature.replace(/^[^:]*:/, '').replace(/\r\n/g, '');
  const tags = new Map(
    value.split(';').map((tag) => {
      const [name = '', ...rest] = tag.split('=');
      return [name.trim(), rest.join('=').replace(/\s/g, '')] as const;
    }),
  );
  const signed = (tags.get('h') ?? '').split(':').map((name) => {
    const field = fields.findLast((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    return field === undefined ? '' : `${relaxedField(field)}\r\n`;
  });
  const bare = relaxedField(signature.replace(/([;:\s]b=)[^;]*/, '$1'));
  const verify = createVerify('RSA-SHA256').update(signed.join('') + bare, 'latin1');
  const isValid =
    createHash('sha256').update(relaxedBody(body), 'latin1').digest('base64') === tags.get('bh') &&
    verify.verify(key, tags.get('b') ?? '', 'base64');
  return { tags, isValid };
}

/** Section 3.4.2. */
function relaxedField(field: string): string {
  const [, name = '', value = ''] = /^([^:]*):(.*)$/s.exec(field) ?? [];
  return `${name.toLowerCase().trim()}:${value
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()}`;
}

/** Section 3.4.4. */
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  return `${lines.join('\r\n').replace(/(\r\n)*$/, '')}\r\n`;
}
