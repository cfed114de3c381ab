/** Both engines, for suites that go through the whole line: SQLite in memory, and MongoDB where MONGODB_TEST_URI names one. */
import { openMemoryStores, openStores } from '../../adapters/store/open.ts';
import type { Stores } from '../../src/ports.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from './mongo-test-uri.ts';

export type Engine = { readonly name: string; readonly there: boolean; readonly open: () => Promise<Stores> };

/** Whatever is opened is closed, and its database dropped, by `closeAll`. */
export function storeEngines(): { readonly engines: readonly Engine[]; readonly closeAll: () => Promise<void> } {
  const open: (() => Promise<void>)[] = [];
  const kept = (stores: Stores, gone: () => Promise<void> = async () => {}): Stores => {
    open.push(async () => {
      await stores.close();
      await gone();
    });
    return stores;
  };
  const onMongo = async (server: string): Promise<Stores> => {
    const uri = freshDatabase(server);
    return kept(await openStores({ mongoUri: uri, dataDir: 'unused' }), () => dropDatabase(uri));
  };
  return {
    engines: [
      { name: 'the embedded engine', there: true, open: async () => kept(await openMemoryStores()) },
      { name: 'MongoDB', there: mongoTestUri !== null, open: () => onMongo(mongoTestUri ?? '') },
    ],
    closeAll: async () => {
      for (const close of open.splice(0)) await close();
    },
  };
}
