const rightToLeftScripts = new Set(['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa']);
const rightToLeftLetter = /[\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}\p{sc=Adlm}]/u;

/**
 * A word in any script: letters, digits and the marks on them. A mark alone is none, and the two that choose between a
 * sign and its emoji are in none; the index of `db/search.ts` keeps to the same.
 */
export const WORD = /[\p{L}\p{N}][[\p{L}\p{M}\p{N}]--[\uFE0E\uFE0F]]*/gv;

/** A declared language as a valid BCP 47 tag, or null: feeds also say `en_US`, `Deutsch` and worse. */
export function languageTag(declared: string | null): string | null {
  if (declared === null) return null;
  try {
    return Intl.getCanonicalLocales(declared.trim().replaceAll('_', '-'))[0] ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Asked for each post of an issue; the languages of cohorts are few. */
const knownDirections = new Map<string, boolean>();

export function isRightToLeftLanguage(language: string): boolean {
  const known = knownDirections.get(language);
  if (known !== undefined) return known;
  const isRightToLeft = rightToLeftScripts.has(new Intl.Locale(language).maximize().script ?? '');
  knownDirections.set(language, isRightToLeft);
  return isRightToLeft;
}

/** By its first letter, as browsers decide for `dir="auto"`. */
export function isRightToLeftText(text: string): boolean {
  const letter = /\p{L}/u.exec(text)?.[0];
  return letter !== undefined && rightToLeftLetter.test(letter);
}
