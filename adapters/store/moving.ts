/** All the data of a store, read in one order and told apart by hashes: what copying, backing up and restoring share. */
import { createHash } from 'node:crypto';
import { DeskError } from '../../src/errors.ts';
import { type Engine, isStoredDocument, type MovableEngine, type StoredDocument } from './collection.ts';
import { fromStored, type Kind, kinds, storable } from './documents.ts';

/**
 * What was written last on the way of an article comes first. A store that is read beside its running service, one
 * collection after the other, then looks as if the service had been killed: which it survives.
 */
const order: readonly string[] = ['desk', 'reports', 'digests', 'sources', 'articles', 'pages'];
/** Who holds what at this moment, and what was said in the last minute, is nothing after a move. */
const passing: readonly string[] = ['leases', 'paces'];
const rank = (name: string): number => {
  const place = order.indexOf(name);
  return place === -1 ? order.length : place;
};
/** Every collection that is moved, in the order in which it is to be read. */
export const moved: readonly Kind[] = Object.values<Kind>(kinds)
  .filter((kind) => !passing.includes(kind.name))
  .sort((a, b) => rank(a.name) - rank(b.name));

const batchSize = 500;

/** A collection's documents by id, each held against its type and in the form of this version. */
export async function* batchesOf(engine: Engine, kind: Kind): AsyncGenerator<readonly StoredDocument[]> {
  const collection = engine.collection(kind.name);
  for (let after: string | null = null; ; ) {
    const finding = { sort: { by: 'id' }, limit: batchSize, ...(after === null ? {} : { after: { value: after, id: after } }) };
    const found: readonly StoredDocument[] = await collection.find({}, finding);
    if (found.length > 0) yield found.map((document) => settled(kind, document));
    const last = found.at(-1);
    if (last === undefined || found.length < batchSize) return;
    after = last.id;
  }
}

/** With instants as such and every field that this version knows: alike whichever engine it came from. */
export function settled(kind: Kind, document: StoredDocument): StoredDocument {
  const value = storable(fromStored<unknown>(kind, document));
  if (isStoredDocument(value)) return value;
  throw new TypeError(`a document of ${kind.name} without an id`);
}

/** A document as one line, alike whatever the order of its fields. */
export function lineOf(document: StoredDocument): string {
  return JSON.stringify(inOrder(document));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, inOrder(inner)]),
  );
}

/** How many documents, and the SHA-256 of their lines in the order of their ids. */
export type Tally = { readonly documents: number; readonly sha256: string };

export function createTally(): { add(line: string): void; end(): Tally } {
  const hash = createHash('sha256');
  let documents = 0;
  return {
    add: (line) => {
      hash.update(`${line}\n`);
      documents += 1;
    },
    end: () => ({ documents, sha256: hash.digest('hex') }),
  };
}

async function tallyOf(engine: Engine, kind: Kind): Promise<Tally> {
  const tally = createTally();
  for await (const documents of batchesOf(engine, kind)) for (const document of documents) tally.add(lineOf(document));
  return tally.end();
}

export async function isEmpty(engine: Engine): Promise<boolean> {
  for (const kind of moved) if ((await engine.collection(kind.name).find({}, { sort: { by: 'id' }, limit: 1 })).length > 0) return false;
  return true;
}

/** So long ago a service that still runs has recorded a run. */
const quietFor = 2 * 60_000;

/** Throws a DeskError when a service seems to be at work on this store; `isGone` tells of processes of this machine. */
export async function holdQuiet(engine: Engine, isGone: (process: string) => boolean, now: Date): Promise<void> {
  for await (const documents of batchesOf(engine, kinds.runs)) {
    for (const { by, startedAt, endedAt } of documents) {
      const last = [startedAt, endedAt].flatMap((at) => (at instanceof Date ? [at.getTime()] : []));
      if (typeof by !== 'string' || isGone(by) || Math.max(...last) < now.getTime() - quietFor) continue;
      throw new DeskError(
        `a service is at work on this store (${by.split('|').slice(0, 2).join(', process ')})`,
        'Stop it, wait two minutes if it ran on another machine, and run this again.',
      );
    }
  }
}

export type Counts = Readonly<Record<string, number>>;

/**
 * Copies everything into an empty store, or goes on with a copy that was interrupted: what is there already is compared,
 * not written again. Ends when both sides have the same count and the same hash of every collection; until then the
 * target is marked and no service starts on it. `done` hears of each batch.
 */
export async function copyStore(from: MovableEngine, to: MovableEngine, done: (collection: string, documents: number) => void): Promise<Counts> {
  if ((await to.unfinished()) !== 'copy') {
    if (!(await isEmpty(to))) throw new DeskError('the target of the copy holds data already', 'Name an empty folder or an empty database.');
    await to.setUnfinished('copy');
  }
  for (const kind of moved) {
    let count = 0;
    for await (const documents of batchesOf(from, kind)) {
      await copyBatch(to, kind, documents);
      count += documents.length;
      done(kind.name, count);
    }
  }
  const counts: Record<string, number> = {};
  for (const kind of moved) {
    const [here, there] = [await tallyOf(from, kind), await tallyOf(to, kind)];
    if (here.documents !== there.documents || here.sha256 !== there.sha256) throw changedMeanwhile(kind.name);
    counts[kind.name] = there.documents;
  }
  await to.setUnfinished(null);
  return counts;
}

async function copyBatch(to: MovableEngine, kind: Kind, documents: readonly StoredDocument[]): Promise<void> {
  const found = await to.collection(kind.name).find({ id: { in: documents.map(({ id }) => id) } }, { sort: { by: 'id' } });
  const there = new Map(found.map((document) => [document.id, lineOf(settled(kind, document))]));
  for (const document of documents) {
    const line = there.get(document.id);
    if (line !== undefined && line !== lineOf(document)) throw changedMeanwhile(kind.name);
  }
  await to.insertAll(
    kind.name,
    documents.filter(({ id }) => !there.has(id)),
  );
}

function changedMeanwhile(collection: string): DeskError {
  return new DeskError(
    `${collection} differ between the two stores: the source was written to during the copy`,
    'Stop the service that uses the source, empty the target, and copy again.',
  );
}
