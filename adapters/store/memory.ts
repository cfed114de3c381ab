/** An engine that keeps its documents in this process only, for the simulation: the same rules, no disk, and copies of all of it at any moment. */
import type { Condition, Engine, Index, RawCollection, RawFilter, RawFinding, StoredDocument } from './collection.ts';

type Documents = ReadonlyMap<string, StoredDocument>;
/** All documents of all collections at one moment. */
export type MemoryCopy = ReadonlyMap<string, Documents>;

export type MemoryEngine = Engine & {
  /** Every document of a collection, frozen, in no order. */
  documents(name: string): Iterable<StoredDocument>;
  /** One document, frozen. */
  document(name: string, id: string): StoredDocument | null;
  copy(): MemoryCopy;
  /** Puts back what `copy` gave, as an old backup would be. */
  restore(copy: MemoryCopy): void;
};

// ---------------------------------------------------------------- values

/** What comes in is copied once and never changed; so what goes out needs no copy. */
function frozen(value: unknown): unknown {
  if (value instanceof Date) return new Date(value);
  if (Array.isArray(value)) return Object.freeze(value.map(frozen));
  if (typeof value !== 'object' || value === null) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, frozen(inner)])));
}

function frozenDocument(document: StoredDocument): StoredDocument {
  const fields = Object.entries(document).map(([name, inner]): [string, unknown] => [name, frozen(inner)]);
  return Object.freeze({ ...Object.fromEntries(fields), id: document.id });
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function valueAt(document: StoredDocument, path: string): unknown {
  const dot = path.indexOf('.');
  const value = dot === -1 ? document[path] : fieldOf(document[path.slice(0, dot)], path.slice(dot + 1));
  return value ?? null;
}

/** UTF-16 puts letters beyond U+FFFF before U+E000: moved to where their code points stand. */
function placeOf(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

function compareTexts(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one !== other) return placeOf(one) - placeOf(other);
  }
  return a.length - b.length;
}

function compare(a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  return Number(a) - Number(b);
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (a instanceof Date && b instanceof Date && a.getTime() === b.getTime());
}

function matches(value: unknown, condition: Condition): boolean {
  if (condition === null || typeof condition !== 'object' || condition instanceof Date) return isSame(value, condition);
  if ('in' in condition) return value !== null && condition.in.some((each) => isSame(value, each));
  if (value === null) return condition.orNull === true;
  const { lt, lte, gt, gte } = condition;
  return (
    (lt === undefined || compare(value, lt) < 0) &&
    (lte === undefined || compare(value, lte) <= 0) &&
    (gt === undefined || compare(value, gt) > 0) &&
    (gte === undefined || compare(value, gte) >= 0)
  );
}

function fits(document: StoredDocument, conditions: readonly (readonly [string, Condition | undefined])[]): boolean {
  return conditions.every(([path, condition]) => condition === undefined || matches(valueAt(document, path), condition));
}

// ---------------------------------------------------------------- a collection

type Table = { documents: Map<string, StoredDocument>; readonly unique: readonly string[] };

function found(table: Table, filter: RawFilter): StoredDocument[] {
  const conditions = Object.entries(filter);
  return [...table.documents.values()].filter((document) => fits(document, conditions));
}

/** Another document has one of its unique keys. */
function clashes(table: Table, document: StoredDocument): boolean {
  return table.unique.some((path) => {
    const key = valueAt(document, path);
    if (key === null) return false;
    for (const other of table.documents.values()) if (other.id !== document.id && isSame(valueAt(other, path), key)) return true;
    return false;
  });
}

function comesAfter(document: StoredDocument, { sort, after }: RawFinding): boolean {
  if (after === undefined) return true;
  const byValue = compare(valueAt(document, sort.by), after.value);
  if (sort.by === 'id' || byValue !== 0) return sort.descending ? byValue < 0 : byValue > 0;
  return compareTexts(document.id, after.id) > 0;
}

function collectionOf(table: Table): RawCollection {
  return {
    async insert(document) {
      if (table.documents.has(document.id) || clashes(table, document)) return false;
      table.documents.set(document.id, frozenDocument(document));
      return true;
    },
    async get(id) {
      return table.documents.get(id) ?? null;
    },
    async find(filter, finding) {
      const sign = finding.sort.descending ? -1 : 1;
      const rest = found(table, filter).filter((document) => comesAfter(document, finding));
      rest.sort((a, b) => sign * compare(valueAt(a, finding.sort.by), valueAt(b, finding.sort.by)) || compareTexts(a.id, b.id));
      return finding.limit === undefined ? rest : rest.slice(0, finding.limit);
    },
    async texts(field, filter) {
      return found(table, filter)
        .map((document) => valueAt(document, field))
        .filter((value) => typeof value === 'string');
    },
    async replaceIf(expected, document) {
      const stored = table.documents.get(document.id);
      if (stored === undefined || !fits(stored, Object.entries(expected))) return 'overtaken';
      if (clashes(table, document)) return 'taken';
      table.documents.set(document.id, frozenDocument(document));
      return 'written';
    },
    async countBy(field, values) {
      const counts = new Map(values.map((value) => [value, 0]));
      for (const document of table.documents.values()) {
        const value = valueAt(document, field);
        const count = typeof value === 'string' ? counts.get(value) : undefined;
        if (typeof value === 'string' && count !== undefined) counts.set(value, count + 1);
      }
      return Object.fromEntries(counts);
    },
  };
}

// ---------------------------------------------------------------- the engine

/** Opens an empty engine with these collections. */
export function openMemory(layout: readonly { readonly name: string; readonly indexes: readonly Index[] }[]): MemoryEngine {
  const tables = new Map<string, Table>(
    layout.map(({ name, indexes }) => {
      const unique = indexes.filter((index) => index.unique === true).flatMap((index) => index.fields.map((field) => field.path));
      return [name, { documents: new Map<string, StoredDocument>(), unique }];
    }),
  );
  const tableOf = (name: string): Table => {
    const table = tables.get(name);
    if (table === undefined) throw new RangeError(`there is no collection ${name}`);
    return table;
  };
  return {
    kind: 'embedded',
    collection: (name) => collectionOf(tableOf(name)),
    check: async () => 'in this process only',
    close: async () => {},
    documents: (name) => tableOf(name).documents.values(),
    document: (name, id) => tableOf(name).documents.get(id) ?? null,
    copy: () => new Map([...tables].map(([name, table]) => [name, new Map(table.documents)])),
    restore: (copy) => {
      for (const [name, table] of tables) table.documents = new Map(copy.get(name) ?? []);
    },
  };
}
