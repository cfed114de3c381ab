import { describe, it } from 'vitest';
import { openMongo } from '../../../adapters/store/mongo.ts';
import { collectionContract } from '../../contracts/collection.contract.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from '../../contracts/mongo-test-uri.ts';

if (mongoTestUri === null) {
  describe.skip('a collection on MongoDB: MONGODB_TEST_URI is not set', () => {
    it('does what every engine does', () => {});
  });
} else {
  const server = mongoTestUri;
  collectionContract('MongoDB', async (kinds) => {
    const uri = freshDatabase(server);
    const engine = await openMongo(uri, kinds);
    return {
      ...engine,
      close: async () => {
        await engine.close();
        await dropDatabase(uri);
      },
    };
  });
}
