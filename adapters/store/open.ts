/** Which engine keeps the documents. Each is loaded only where it is used. */
import type { Stores } from '../../src/ports.ts';
import { kinds } from './documents.ts';
import { createStores } from './stores.ts';

const layout = Object.values(kinds);

/**
 * MongoDB when there is an address, else the embedded engine in `dataDir` (made where missing). Throws a DeskError
 * when the store cannot be reached or read; never names a password.
 */
export async function openStores({ mongoUri, dataDir }: { mongoUri: string | null; dataDir: string }): Promise<Stores> {
  if (mongoUri !== null) {
    const { openMongo } = await import('./mongo.ts');
    return createStores(await openMongo(mongoUri, Object.values(kinds)));
  }
  const { openSqlite } = await import('./sqlite.ts');
  return createStores(await openSqlite(dataDir, layout));
}

/** Stores that are gone with the process, for tests of the steps: the embedded engine without a file. */
export async function openMemoryStores(): Promise<Stores> {
  const { openSqliteInMemory } = await import('./sqlite.ts');
  return createStores(await openSqliteInMemory(layout));
}
