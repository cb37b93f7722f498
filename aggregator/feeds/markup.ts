/** Hears of HTML as it goes by. Names are in lower case, references decoded. */
export interface MarkupHandler {
  open(name: string, attributes: Record<string, string>): void;
  text(text: string): void;
  close(name: string): void;
}

/** Elements that have no end tag. */
export const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
