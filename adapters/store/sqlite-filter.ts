/** SQL from filters, sorts and indexes. Values are always bound, paths are checked: no text of outside stands in a statement. */
import type { Condition, Index, RawFilter, RawFinding, Scalar } from './collection.ts';

export type Bindable = string | number;
export type Clause = { readonly sql: string; readonly values: readonly Bindable[] };

const operators = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;
const operatorNames = ['lt', 'lte', 'gt', 'gte'] as const;

/** A path of a document as SQL; the same text in queries and indexes, or SQLite would not use the index. */
export function column(path: string): string {
  if (!/^[A-Za-z]+(\.[A-Za-z]+)?$/.test(path)) throw new RangeError(`not a path: ${path}`);
  return path === 'id' ? 'id' : `json_extract(doc, '$.${path}')`;
}

/** As json_extract gives it: instants are ISO texts, truth values are 1 and 0. */
function bound(value: Exclude<Scalar, null>): Bindable {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value;
}

function clauseOf(path: string, condition: Condition): Clause {
  const at = column(path);
  if (condition === null) return { sql: `${at} IS NULL`, values: [] };
  if (typeof condition !== 'object' || condition instanceof Date) return { sql: `${at} = ?`, values: [bound(condition)] };
  if ('in' in condition) return { sql: `${at} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(condition.in.map(bound))] };
  const bounds = operatorNames.flatMap((name) => {
    const value = condition[name];
    return value === undefined ? [] : [{ sql: `${at} ${operators[name]} ?`, values: [bound(value)] }];
  });
  const all = allOf(bounds);
  return condition.orNull ? { sql: `(${at} IS NULL OR (${all.sql}))`, values: all.values } : all;
}

function allOf(clauses: readonly Clause[]): Clause {
  if (clauses.length === 0) return { sql: 'TRUE', values: [] };
  return { sql: clauses.map((clause) => clause.sql).join(' AND '), values: clauses.flatMap((clause) => clause.values) };
}

/** The filter as a WHERE condition. */
export function where(filter: RawFilter): Clause {
  return allOf(Object.entries(filter).flatMap(([path, condition]) => (condition === undefined ? [] : [clauseOf(path, condition)])));
}

/** What comes after a place in the sort order. */
function afterClause({ sort, after }: RawFinding): Clause {
  if (after === undefined) return { sql: 'TRUE', values: [] };
  if (sort.by === 'id') return { sql: sort.descending ? 'id < ?' : 'id > ?', values: [after.id] };
  const at = column(sort.by);
  const value = bound(after.value);
  if (sort.descending) return { sql: `(${at} < ? OR ${at} IS NULL OR (${at} = ? AND id > ?))`, values: [value, value, after.id] };
  // The first bound says nothing that the rest does not; it lets SQLite begin at the place.
  return { sql: `${at} >= ? AND (${at} > ? OR id > ?)`, values: [value, value, after.id] };
}

/** Everything after FROM: condition, order, limit. */
export function selection(filter: RawFilter, finding: RawFinding): Clause {
  const condition = allOf([where(filter), afterClause(finding)]);
  const direction = finding.sort.descending ? 'DESC' : 'ASC';
  const order = finding.sort.by === 'id' ? `id ${direction}` : `${column(finding.sort.by)} ${direction}, id ASC`;
  return { sql: `WHERE ${condition.sql} ORDER BY ${order} LIMIT ?`, values: [...condition.values, finding.limit ?? -1] };
}

/** Each value with its count. One statement, one moment; and unlike GROUP BY it never opens a document, only the index. */
export function countEach(table: string, field: string): string {
  return `SELECT wanted.value, (SELECT COUNT(*) FROM ${table} WHERE ${column(field)} = wanted.value) FROM json_each(?) AS wanted`;
}

export function createTable(name: string): string {
  return `CREATE TABLE IF NOT EXISTS ${name} (id TEXT PRIMARY KEY NOT NULL, doc TEXT NOT NULL)`;
}

export function createIndex(table: string, index: Index): string {
  const fields = index.fields.map((field) => `${column(field.path)}${field.descending ? ' DESC' : ''}`).join(', ');
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${index.name} ON ${table} (${fields})`;
}
