/** The table by which a page shows that it is an official document and not an article. */
import { type Element, isElement, lineOf, type Tree, within } from './markup.ts';
import { folded } from './text.ts';

const labels =
  /^(?:số ký hiệu|số kí hiệu|số hiệu|số hiệu văn bản|số văn bản|số ký hiệu văn bản|ngày ban hành|ngày có hiệu lực|ngày hiệu lực|ngày hết hiệu lực|cơ quan ban hành|đơn vị ban hành|người ký|chức vụ|trích yếu|trích yếu nội dung|loại văn bản|hình thức văn bản|lĩnh vực|tình trạng hiệu lực|hiệu lực)$/;

export type DocumentFields = { readonly isDocument: boolean; readonly summary: string | null };

function rowsOf(tree: Tree, scope: Element | null): (readonly [string, string])[] {
  const table = within(tree, scope, 'tr')
    .slice(0, 100)
    .flatMap((row) => {
      const cells = row.children
        .flatMap((cell) => (isElement(cell) && /^t[dh]$/.test(cell.name) ? [cell] : []))
        .slice(0, 5)
        .map(lineOf);
      return cells.length >= 2 && cells.length <= 4 ? [[cells[0] ?? '', cells[1] ?? ''] as const] : [];
    });
  const lists = within(tree, scope, 'dt')
    .slice(0, 100)
    .map((term) => [lineOf(term), lineOf(tree(term).next('dd').get(0) ?? term)] as const);
  return [...table, ...lists];
}

/** At least three of the fields by which documents are registered; `summary` is the Trích yếu, a document's title. */
export function documentFields(tree: Tree, scope: Element | null): DocumentFields {
  const rows = rowsOf(tree, scope).map(([label, value]) => [folded(label), value] as const);
  const known = new Map(rows.filter(([label, value]) => labels.test(label) && folded(value) !== ''));
  const summary = known.get('trích yếu') ?? known.get('trích yếu nội dung') ?? null;
  return { isDocument: known.size >= 3, summary };
}
