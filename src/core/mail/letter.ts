import { escapeHtml, withLinks } from '../escape.ts';

/** A mail to one person, in both of its forms. */
export interface Letter {
  subject: string;
  text: string;
  html: string;
  /** What one click in a mail program stops, of a letter that comes again and again. */
  stops?: 'answers';
}

export const NOT_YOU =
  'If it wasn’t you who asked, you can forget this mail: nothing happens without the button.';

interface Parts {
  subject: string;
  /** Paragraphs of plain text. */
  before: string[];
  /** The one thing to do. */
  button?: { label: string; url: string };
  after?: string[];
}

/** A short letter: a few paragraphs around one link. */
export function letter({ subject, before, button, after = [] }: Parts): Letter {
  const text = [...before, ...(button ? [`${button.label}:\n${button.url}`] : []), ...after].join('\n\n');
  const paragraph = (words: string) => {
    // What somebody else says runs in the direction of their own words.
    const direction = words.startsWith('“') && words.endsWith('”') ? ' dir="auto"' : '';
    return `<p${direction} style="margin:0 0 1em">${withLinks(escapeHtml(words))}</p>`;
  };
  const link = button
    ? `<p style="margin:1.5em 0"><a href="${escapeHtml(button.url)}" style="background:#a8321a;border-radius:6px;color:#ffffff;display:inline-block;font-family:system-ui,sans-serif;font-weight:600;padding:12px 20px;text-decoration:none">${escapeHtml(button.label)}</a></p>`
    : '';
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title></head><body style="font:18px/1.6 Charter,Georgia,serif;margin:0;padding:24px"><div style="margin:0 auto;max-width:560px;overflow-wrap:anywhere;word-break:break-word">${before.map(paragraph).join('')}${link}${after.map(paragraph).join('')}</div></body></html>`;
  return { subject, text: `${text}\n`, html };
}
