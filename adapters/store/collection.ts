/** A collection of documents, as small as the line needs it, and exactly alike on both engines. */

/** What can be filtered and sorted by. Numbers in filters are whole; strings are ordered by code point, as their UTF-8 bytes are. */
export type Scalar = string | number | boolean | Date | null;

type Bound<V> = Extract<V, string | Date>;
export type Condition<V extends Scalar = Scalar> =
  /** Equal; null matches null and missing. */
  | V
  | { readonly in: readonly Exclude<V, null>[] }
  /** All bounds that are given hold; null and missing never match, unless `orNull`. */
  | {
      readonly lt?: Bound<V>;
      readonly lte?: Bound<V>;
      readonly gt?: Bound<V>;
      readonly gte?: Bound<V>;
      readonly orNull?: true;
    };

type FieldOf<T> = T extends unknown ? keyof T & string : never;
/** The value of a field in any member of a union; null where a member lacks it. */
type ValueOf<T, F extends string> = T extends unknown ? (F extends keyof T ? T[F] : null) : never;
/** Dotted paths one level down, of objects that are there always. */
type InnerPath<T, F extends string> = ValueOf<T, F> extends Scalar | readonly unknown[] ? never : `${F}.${FieldOf<Exclude<ValueOf<T, F>, Scalar>>}`;
type ScalarField<T, F extends string> = Extract<ValueOf<T, F>, Exclude<Scalar, null>> extends never ? never : F;
type EachField<T, F extends string> = F extends unknown ? ScalarField<T, F> | InnerPath<T, F> : never;

/** Paths of a document type that may stand in a filter. */
export type Path<T> = EachField<T, FieldOf<T>>;
type AtPath<T, P extends string> = P extends `${infer Outer}.${infer Inner}` ? ValueOf<ValueOf<T, Outer>, Inner> : ValueOf<T, P>;

/** Every path given must match. */
export type Filter<T> = { readonly [P in Path<T>]?: Condition<Extract<AtPath<T, P>, Scalar>> };

/** By the field, then always by `id` ascending. Null and missing come first ascending, last descending. */
export type Sort<T> = { readonly by: Path<T>; readonly descending?: true };
export type Finding<T> = {
  readonly sort: Sort<T>;
  readonly limit?: number;
  /** Only what comes after this place in the sort order, whose value is not null. */
  readonly after?: { readonly value: string | Date; readonly id: string };
};

/**
 * Documents under their `id`. A write that was answered is durable. Whatever fails in the engine is thrown as a
 * DeskError that says what to do.
 */
export type Collection<T extends { readonly id: string }> = {
  /** false when the id or a unique key is there already; nothing is written then. */
  insert(document: T): Promise<boolean>;
  get(id: string): Promise<T | null>;
  find(filter: Filter<T>, finding: Finding<T>): Promise<T[]>;
  /** The text values of one field, of documents that match; those without it are left out. */
  texts(field: Path<T>, filter: Filter<T>): Promise<string[]>;
  /** Replaces the document of this id in one atomic write if what is stored under it matches `expected`; `taken` when a unique key is another's. */
  replaceIf(expected: Filter<T>, document: T): Promise<'written' | 'overtaken' | 'taken'>;
  /** How many documents carry each of these values in a text field, all counted at one moment by the embedded engine. */
  countBy(field: Path<T>, values: readonly string[]): Promise<Readonly<Record<string, number>>>;
};

/** A document as the engines see it. Dates are Date in what is written; what is read may hold them as ISO texts. */
export type StoredDocument = { readonly id: string; readonly [field: string]: unknown };

export function isStoredDocument(value: unknown): value is StoredDocument {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

export type RawCondition = Condition | undefined;
export type RawFilter = { readonly [path: string]: RawCondition };
export type RawFinding = {
  readonly sort: { readonly by: string; readonly descending?: true };
  readonly limit?: number;
  readonly after?: { readonly value: string | Date; readonly id: string };
};
/** The same port without types of its own: what an engine fulfils. */
export type RawCollection = {
  insert(document: StoredDocument): Promise<boolean>;
  get(id: string): Promise<StoredDocument | null>;
  find(filter: RawFilter, finding: RawFinding): Promise<StoredDocument[]>;
  texts(field: string, filter: RawFilter): Promise<string[]>;
  replaceIf(expected: RawFilter, document: StoredDocument): Promise<'written' | 'overtaken' | 'taken'>;
  countBy(field: string, values: readonly string[]): Promise<Readonly<Record<string, number>>>;
};

/** The same collection with what its engine throws turned into something else. */
export function translating(collection: RawCollection, translate: (error: unknown) => Error): RawCollection {
  const rethrow = (error: unknown): never => {
    throw translate(error);
  };
  return {
    insert: (document) => collection.insert(document).catch(rethrow),
    get: (id) => collection.get(id).catch(rethrow),
    find: (filter, finding) => collection.find(filter, finding).catch(rethrow),
    texts: (field, filter) => collection.texts(field, filter).catch(rethrow),
    replaceIf: (expected, document) => collection.replaceIf(expected, document).catch(rethrow),
    countBy: (field, values) => collection.countBy(field, values).catch(rethrow),
  };
}

export type IndexField = { readonly path: string; readonly descending?: true };
/** `unique`: no two documents share the value; documents without the field are not held to it. */
export type Index = { readonly name: string; readonly fields: readonly IndexField[]; readonly unique?: true };

/** An engine with its collections open. */
export type Engine = {
  readonly kind: 'embedded' | 'mongodb';
  collection(name: string): RawCollection;
  /** Writes something small and durable; answers with where it stands. */
  check(): Promise<string>;
  close(): Promise<void>;
};

/** An engine whose data can be taken from it, and put into it, as a whole. */
export type MovableEngine = Engine & {
  /** Writes many new documents of a collection; throws when one of their ids or unique keys is there already. */
  insertAll(name: string, documents: readonly StoredDocument[]): Promise<void>;
  /** Runs `read` on one moment of all the data, where the engine can: the embedded one. */
  still<R>(read: () => Promise<R>): Promise<R>;
  /** Runs `write` over emptied collections. Embedded: all of it or nothing. MongoDB: marked as unfinished until it is done. */
  anew(write: () => Promise<void>): Promise<void>;
  /** What was begun with the store as a whole and never ended; null: nothing, it is whole. */
  unfinished(): Promise<Unfinished | null>;
  setUnfinished(what: Unfinished | null): Promise<void>;
};
export type Unfinished = 'copy' | 'restore';

export function toUnfinished(value: unknown): Unfinished | null {
  return value === 'copy' || value === 'restore' ? value : null;
}
