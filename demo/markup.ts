const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe between tags and in quoted attributes, in XML and in HTML. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** The words of a piece of HTML, with the few entities that our own posts use undone. */
export function plainText(html: string): string {
  return html
    .replace(/<\/?(?:p|ul|ol|li|blockquote|pre|img)\b[^>]*>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entityText(entity))
    .replace(/\s+/g, ' ')
    .trim();
}

export function firstWords(html: string, count: number, ending: string): string {
  const words = plainText(html).split(' ');
  return words.length <= count ? words.join(' ') : words.slice(0, count).join(' ') + ending;
}

function entityText(entity: string): string {
  return Object.keys(ENTITIES).find((character) => ENTITIES[character] === entity) ?? entity;
}
