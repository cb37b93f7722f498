/** Replaces each `{{reference}}` in a post by the address it stands for. */
export function resolveReferences(html: string, addressOf: (reference: string) => string): string {
  return html.replace(/\{\{([^{}]+)\}\}/g, (_, reference: string) => addressOf(reference));
}
