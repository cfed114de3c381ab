/** What a collection is to do, as plainly as it can be said: every document in a Map, every rule by hand. */
import type { Condition, RawCollection, RawFilter, RawFinding, StoredDocument } from '../../adapters/store/collection.ts';

export function valueAt(document: unknown, path: string): unknown {
  let at = document;
  for (const name of path.split('.')) at = typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined;
  return at ?? null;
}

function compare(a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}

function matches(value: unknown, condition: Condition): boolean {
  if (condition === null || typeof condition !== 'object' || condition instanceof Date) return compare(value, condition) === 0;
  if ('in' in condition) return condition.in.some((each) => value !== null && compare(value, each) === 0);
  if (value === null) return condition.orNull === true;
  const { lt, lte, gt, gte } = condition;
  return (
    (lt === undefined || compare(value, lt) < 0) &&
    (lte === undefined || compare(value, lte) <= 0) &&
    (gt === undefined || compare(value, gt) > 0) &&
    (gte === undefined || compare(value, gte) >= 0)
  );
}

function fits(document: StoredDocument, filter: RawFilter): boolean {
  return Object.entries(filter).every(([path, condition]) => condition === undefined || matches(valueAt(document, path), condition));
}

function inOrder(documents: readonly StoredDocument[], { sort }: RawFinding): StoredDocument[] {
  const sign = sort.descending ? -1 : 1;
  return [...documents].sort((a, b) => sign * compare(valueAt(a, sort.by), valueAt(b, sort.by)) || compare(a.id, b.id));
}

export function createCollectionModel(uniqueField: string): RawCollection {
  const documents = new Map<string, StoredDocument>();
  const found = (filter: RawFilter) => [...documents.values()].filter((document) => fits(document, filter));
  const clashes = (document: StoredDocument) => {
    const key = valueAt(document, uniqueField);
    return key !== null && [...documents.values()].some((other) => other.id !== document.id && valueAt(other, uniqueField) === key);
  };
  return {
    insert: async (document) => {
      if (documents.has(document.id) || clashes(document)) return false;
      documents.set(document.id, document);
      return true;
    },
    get: async (id) => documents.get(id) ?? null,
    find: async (filter, finding) => {
      const sorted = inOrder(found(filter), finding);
      const { after, sort } = finding;
      const isAfter = (document: StoredDocument) => {
        if (after === undefined) return true;
        const byValue = compare(valueAt(document, sort.by), after.value);
        if (sort.by === 'id' || byValue !== 0) return sort.descending ? byValue < 0 : byValue > 0;
        return compare(document.id, after.id) > 0;
      };
      const rest = sorted.filter(isAfter);
      return rest.slice(0, finding.limit ?? rest.length);
    },
    texts: async (field, filter) =>
      found(filter)
        .map((document) => valueAt(document, field))
        .filter((value) => typeof value === 'string'),
    replaceIf: async (expected, document) => {
      const stored = documents.get(document.id);
      if (stored === undefined || !fits(stored, expected)) return 'overtaken';
      if (clashes(document)) return 'taken';
      documents.set(document.id, document);
      return 'written';
    },
    countBy: async (field, values) => {
      const counts: Record<string, number> = Object.fromEntries(values.map((value) => [value, 0]));
      for (const document of documents.values()) {
        const value = valueAt(document, field);
        if (typeof value === 'string' && values.includes(value)) counts[value] = (counts[value] ?? 0) + 1;
      }
      return counts;
    },
  };
}
