/** Data of earlier versions, brought forward: one step a version, each document by itself, so that an interrupted way is simply gone again. */
import { DeskError } from '../../src/errors.ts';
import { storedSchema } from '../../src/stored-schema.ts';
import type { Engine, StoredDocument } from './collection.ts';

/**
 * What one version changed in the documents of a collection. A field that may be absent needs no step: its schema in
 * documents.ts gives the value it is read as. `change` is pure and may meet a document that went through it already.
 */
export type Step = { readonly to: number; readonly collection: string; readonly change: (document: StoredDocument) => StoredDocument };

/** In their order. */
export const steps: readonly Step[] = [];

/** A document of a collection as this version has it, from the form that data of `schema` has. */
export function forward(collection: string, document: StoredDocument, schema: number, way: readonly Step[] = steps): StoredDocument {
  return way.filter((step) => step.to > schema && step.collection === collection).reduce((changed, step) => step.change(changed), document);
}

export function refuseNewer(schema: number): void {
  if (schema <= storedSchema) return;
  throw new DeskError(
    `the data is of a newer version (its form is ${schema}, this program knows ${storedSchema})`,
    'Update this program, or restore a backup that an earlier version made.',
  );
}

function schemaOf(desk: StoredDocument | null, known: number): number {
  return desk !== null && typeof desk.schema === 'number' ? desk.schema : known;
}

const batch = 500;

/**
 * Brings all documents of an earlier version to this one; nothing to do is one read. May be interrupted and begun again,
 * and two processes may do it at once. Throws a DeskError for data of a later version.
 */
export async function bringForward(engine: Engine, way: readonly Step[] = steps, known: number = storedSchema): Promise<void> {
  const desk = engine.collection('desk');
  const schema = schemaOf(await desk.get('desk'), known);
  if (schema > known) refuseNewer(schema);
  if (schema >= known) return;
  for (const name of new Set(way.filter((step) => step.to > schema).map((step) => step.collection))) await bringCollection(engine, name, schema, way);
  for (;;) {
    const now = await desk.get('desk');
    if (now === null || schemaOf(now, known) >= known) return;
    const rev = Number(now.rev);
    if ((await desk.replaceIf({ rev }, { ...now, rev: rev + 1, schema: known })) === 'written') return;
  }
}

async function bringCollection(engine: Engine, name: string, schema: number, way: readonly Step[]): Promise<void> {
  const collection = engine.collection(name);
  for (let after: string | null = null; ; ) {
    const found: readonly StoredDocument[] = await collection.find(
      {},
      { sort: { by: 'id' }, limit: batch, ...(after === null ? {} : { after: { value: after, id: after } }) },
    );
    for (const document of found) await bringDocument(engine, name, document, schema, way);
    const last = found.at(-1);
    if (last === undefined || found.length < batch) return;
    after = last.id;
  }
}

/** Whoever wrote in between has brought it forward, or is met again. */
async function bringDocument(engine: Engine, name: string, document: StoredDocument, schema: number, way: readonly Step[]): Promise<void> {
  for (let current: StoredDocument | null = document; current !== null; ) {
    const changed = forward(name, current, schema, way);
    if (JSON.stringify(changed) === JSON.stringify(current)) return;
    const rev = Number(current.rev);
    if ((await engine.collection(name).replaceIf({ rev }, { ...changed, rev: rev + 1 })) === 'written') return;
    current = await engine.collection(name).get(document.id);
  }
}
