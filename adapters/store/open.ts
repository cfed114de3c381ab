/** Which engine keeps the documents. Each is loaded only where it is used. */
import { DeskError } from '../../src/errors.ts';
import type { Stores } from '../../src/ports.ts';
import type { MovableEngine } from './collection.ts';
import { kinds } from './documents.ts';
import { bringForward } from './migrations.ts';
import { createStores } from './stores.ts';

const layout = Object.values(kinds);

/** MongoDB when there is an address, else the embedded engine in `dataDir`. */
export type StorePlace = { readonly mongoUri: string | null; readonly dataDir: string };

/** The engine as it is found, half a copy or of an earlier version, for whoever sees to that. Throws a DeskError when it cannot be reached or read. */
export async function openEngine({ mongoUri, dataDir }: StorePlace): Promise<MovableEngine> {
  if (mongoUri !== null) {
    const { openMongo } = await import('./mongo.ts');
    return openMongo(mongoUri, layout);
  }
  const { openSqlite } = await import('./sqlite.ts');
  return openSqlite(dataDir, layout);
}

/** The engine with whole data in the form of this version: half a copy is refused, data of earlier versions is brought forward. */
export async function openWhole(place: StorePlace): Promise<MovableEngine> {
  const engine = await openEngine(place);
  try {
    const unfinished = await engine.unfinished();
    if (unfinished !== null) throw halfStore(unfinished);
    await bringForward(engine);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

function halfStore(unfinished: 'copy' | 'restore'): DeskError {
  return unfinished === 'copy'
    ? new DeskError('this store holds half of a copy', 'Run the same "store copy" again: it goes on where it was interrupted.')
    : new DeskError('this store holds half of a restored backup', 'Run the same "restore" again.');
}

/**
 * MongoDB when there is an address, else the embedded engine in `dataDir` (made where missing). Throws a DeskError
 * when the store cannot be reached or read; never names a password.
 */
export async function openStores(place: StorePlace): Promise<Stores> {
  return createStores(await openWhole(place));
}

/** Stores that are gone with the process, for tests of the steps: the embedded engine without a file. */
export async function openMemoryStores(): Promise<Stores> {
  const { openSqliteInMemory } = await import('./sqlite.ts');
  return createStores(await openSqliteInMemory(layout));
}
