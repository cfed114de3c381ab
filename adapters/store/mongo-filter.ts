/** MongoDB queries from filters and sorts. */
import type { Condition, Index, RawFilter, RawFinding } from './collection.ts';

export type Query = { readonly [path: string]: unknown };

/** MongoDB calls the id `_id`. */
export function field(path: string): string {
  return path === 'id' ? '_id' : path;
}

function queryOf(path: string, condition: Condition): Query {
  const at = field(path);
  if (condition === null || typeof condition !== 'object' || condition instanceof Date) return { [at]: condition };
  if ('in' in condition) return { [at]: { $in: [...condition.in] } };
  const bounds = {
    ...(condition.lt === undefined ? {} : { $lt: condition.lt }),
    ...(condition.lte === undefined ? {} : { $lte: condition.lte }),
    ...(condition.gt === undefined ? {} : { $gt: condition.gt }),
    ...(condition.gte === undefined ? {} : { $gte: condition.gte }),
  };
  return condition.orNull ? { $or: [{ [at]: null }, { [at]: bounds }] } : { [at]: bounds };
}

/** Side by side, where no two of them are about the same path. */
function allOf(queries: readonly Query[]): Query {
  const paths = queries.flatMap((one) => Object.keys(one));
  return new Set(paths).size === paths.length ? Object.assign({}, ...queries) : { $and: queries };
}

function queries(filter: RawFilter): Query[] {
  return Object.entries(filter).flatMap(([path, condition]) => (condition === undefined ? [] : [queryOf(path, condition)]));
}

export function query(filter: RawFilter): Query {
  return allOf(queries(filter));
}

/** What comes after a place in the sort order. */
function afterQuery({ sort, after }: RawFinding): Query[] {
  if (after === undefined) return [];
  if (sort.by === 'id') return [{ _id: sort.descending ? { $lt: after.id } : { $gt: after.id } }];
  const further = sort.descending ? [{ [sort.by]: { $lt: after.value } }, { [sort.by]: null }] : [{ [sort.by]: { $gt: after.value } }];
  return [{ $or: [...further, { [sort.by]: after.value, _id: { $gt: after.id } }] }];
}

/** The filter, and what comes after the given place. */
export function findQuery(filter: RawFilter, finding: RawFinding): Query {
  return allOf([...queries(filter), ...afterQuery(finding)]);
}

export function order({ sort }: RawFinding): Record<string, 1 | -1> {
  const direction = sort.descending ? -1 : 1;
  return sort.by === 'id' ? { _id: direction } : { [sort.by]: direction, _id: 1 };
}

export function indexKeys(index: Index): Record<string, 1 | -1> {
  return Object.fromEntries(index.fields.map(({ path, descending }) => [field(path), descending ? -1 : 1]));
}
