import { Document, isScalar, type Node, parseDocument, Scalar, type YAMLMap, YAMLSeq } from 'yaml';
import { splitFrontMatter } from '../front-matter.ts';

/**
 * Changes a Markdown file with fields on top, and leaves what isn't changed as its author wrote it: comments, order
 * and quotes; where no field was changed, every character.
 *
 * @param source null for a file that is new.
 * @param edit changes the fields; it gets the map that they are.
 */
export function editFrontMatter(
  source: string | null,
  edit: (fields: YAMLMap, document: Document) => void,
  body: string,
): string {
  const { yaml, body: before } = splitFrontMatter(unixLines(source ?? '')) ?? { yaml: '', body: '' };
  const document = yaml.trim() === '' ? new Document({}) : parseDocument(yaml, { prettyErrors: false });
  const fieldsBefore = JSON.stringify(document.toJS());
  edit(fieldsOf(document), document);
  const isSame = JSON.stringify(document.toJS()) === fieldsBefore;
  const fields = isSame && yaml !== '' ? `${yaml}\n` : document.toString({ lineWidth: 0 });
  const words = body.trim() === before.trim() ? before : `${body.trim()}\n`;
  const written = `---\n${fields}---\n${words}`;
  const mark = source?.startsWith('\uFEFF') ? '\uFEFF' : '';
  return mark + (source?.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written);
}

/** Sets a text, or takes it away when it is empty; one that says the same already stays as it is written. */
export function setText(document: Document, map: YAMLMap, field: string, value: string): void {
  const node = map.get(field, true);
  if (value === '') {
    map.delete(field);
    return;
  }
  if (isScalar(node)) {
    if (String(node.value).trim() === value) return;
    node.value = inLines(value);
    if (value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
    else if (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED)
      node.type = Scalar.PLAIN;
    return;
  }
  map.set(field, document.createNode(inLines(value)));
}

/** Sets a list to these maps, or takes it away when there is none. */
export function setList(document: Document, map: YAMLMap, field: string, items: Node[]): void {
  if (items.length === 0) {
    map.delete(field);
    return;
  }
  const node = map.get(field, true);
  const list = new YAMLSeq<Node>(document.schema);
  if (node && typeof node === 'object' && 'commentBefore' in node) list.commentBefore = node.commentBefore;
  list.items = items;
  map.set(field, list);
}

function fieldsOf(document: Document): YAMLMap {
  const { contents } = document;
  if (contents && 'items' in contents && 'set' in contents) return contents as YAMLMap;
  throw new Error('The fields of a content file should be read before they are changed.');
}

/** A text of several lines ends with the last of them, as an editor leaves it. */
function inLines(value: string): string {
  return value.includes('\n') ? `${value}\n` : value;
}

function unixLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
