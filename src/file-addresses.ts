/** Where a content file is edited at the desk when nothing is wrong with it. */
export function editorOf(slug: string, file: string): string {
  const desk = `/${slug}/facilitate/`;
  const number = /^\d+/.exec(file)?.[0];
  return number === undefined ? `${desk}${file.replace(/\.md$/, '')}` : `${desk}weeks/${Number(number)}`;
}

/** Where it is mended when something is. */
export function menderOf(slug: string, file: string): string {
  return `/${slug}/facilitate/files/${encodeURIComponent(file)}`;
}
