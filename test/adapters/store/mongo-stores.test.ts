import { describe, it } from 'vitest';
import { openStores } from '../../../adapters/store/open.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from '../../contracts/mongo-test-uri.ts';
import { storesContract } from '../../contracts/stores.contract.ts';

if (mongoTestUri === null) {
  describe.skip('the stores on MongoDB: MONGODB_TEST_URI is not set', () => {
    it('do what they do on every engine', () => {});
  });
} else {
  const server = mongoTestUri;
  storesContract('MongoDB', async () => {
    const uri = freshDatabase(server);
    const stores = await openStores({ mongoUri: uri, dataDir: 'unused' });
    return {
      ...stores,
      close: async () => {
        await stores.close();
        await dropDatabase(uri);
      },
    };
  });
}
