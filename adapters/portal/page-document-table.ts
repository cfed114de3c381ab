/** The table by which a page shows that it is an official document and not an article. */
import { type Element, isElement, lineOf, type Tree, within } from './markup.ts';
import { ancestorsOf } from './page-structure.ts';
import { folded } from './text.ts';

const labels =
  /^(?:số ký hiệu|số kí hiệu|số hiệu|số hiệu văn bản|số văn bản|số ký hiệu văn bản|ngày ban hành|ngày có hiệu lực|ngày hiệu lực|ngày hết hiệu lực|cơ quan ban hành|đơn vị ban hành|người ký|chức vụ|trích yếu|trích yếu nội dung|loại văn bản|hình thức văn bản|lĩnh vực|tình trạng hiệu lực|hiệu lực)$/;

/** `rows`: the elements with the labels in them. */
export type DocumentFields = { readonly isDocument: boolean; readonly summary: string | null; readonly rows: readonly Element[] };
type Row = readonly [label: string, value: string, element: Element];

function rowsOf(tree: Tree, scope: Element | null): Row[] {
  const table = within(tree, scope, 'tr')
    .slice(0, 100)
    .flatMap((row) => {
      const cells = row.children
        .flatMap((cell) => (isElement(cell) && /^t[dh]$/.test(cell.name) ? [cell] : []))
        .slice(0, 5)
        .map(lineOf);
      return cells.length >= 2 && cells.length <= 4 ? [[cells[0] ?? '', cells[1] ?? '', row] as const] : [];
    });
  const lists = within(tree, scope, 'dt')
    .slice(0, 100)
    .map((term) => [lineOf(term), lineOf(tree(term).next('dd').get(0) ?? term), term] as const);
  return [...table, ...lists, ...pairsOf(tree, scope)];
}

/** Label and value in two elements side by side (`<div>Số ký hiệu</div><div>12/QĐ</div>`), or the label in bold before the value. */
function pairsOf(tree: Tree, scope: Element | null): Row[] {
  return within(tree, scope, 'div,span,p,b,strong,label,li,h4,h5')
    .slice(0, 2000)
    .flatMap((element) => {
      const own = element.children.filter((child) => !(child.type === 'text' && child.data.trim() === ''));
      if (own.length !== 1 || own[0]?.type !== 'text' || own[0].data.length > 60) return [];
      const label = own[0].data;
      if (!labels.test(folded(label))) return [];
      const next = tree(element).next().get(0);
      const behind = element.next?.type === 'text' ? element.next.data.replace(/^[\s:]+/, '').trim() : '';
      const value = behind !== '' ? behind : isElement(next) ? lineOf(next) : '';
      return [[label, value, element] as const];
    });
}

/** At least three of the fields by which documents are registered; `summary` is the Trích yếu, a document's title. */
export function documentFields(tree: Tree, scope: Element | null): DocumentFields {
  const rows = rowsOf(tree, scope)
    .map(([label, value, element]) => [folded(label), value, element] as const)
    .filter(([label, value]) => labels.test(label) && folded(value) !== '');
  const known = new Map(rows.map(([label, value]) => [label, value]));
  const summary = known.get('trích yếu') ?? known.get('trích yếu nội dung') ?? null;
  return { isDocument: known.size >= 3, summary, rows: rows.map(([, , element]) => element) };
}

/** A document's fields one a line, where each stands in a row of its own that is no row of a table; null where they do not. */
export function documentLines({ rows }: DocumentFields): string[] | null {
  const [first, ...others] = rows.map((row) => [...ancestorsOf(row)]);
  const holder = first?.find((at) => others.every((above) => above.includes(at)));
  if (holder === undefined) return null;
  const lines = new Set(rows.map((row) => [row, ...ancestorsOf(row)].find((at) => at.parent === holder)));
  if (lines.size < rows.length || [...lines].some((line) => line === undefined || rows.includes(line))) return null;
  return holder.children.flatMap((child) => (isElement(child) ? [lineOf(child)] : [])).filter((line) => line !== '');
}
