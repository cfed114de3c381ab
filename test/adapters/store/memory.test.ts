import { describe, expect, it } from 'vitest';
import { kinds } from '../../../adapters/store/documents.ts';
import { openMemory } from '../../../adapters/store/memory.ts';
import { createStores } from '../../../adapters/store/stores.ts';
import { collectionContract } from '../../contracts/collection.contract.ts';
import { samplePost } from '../../contracts/sample-documents.ts';
import { storesContract } from '../../contracts/stores.contract.ts';

const layout = Object.values(kinds);

collectionContract('the memory engine', async (given) => openMemory(given));
storesContract('the memory engine', async () => createStores(openMemory(layout)));

describe('the memory engine', () => {
  it('puts an old copy back, and nothing that was written since', async () => {
    const engine = openMemory(layout);
    const stores = createStores(engine);
    await stores.posts.add(samplePost('draft', 'old'));
    const copy = engine.copy();
    await stores.posts.add(samplePost('draft', 'new'));
    await stores.posts.replace(samplePost('draft', 'old'), samplePost('awaiting', 'old'));
    engine.restore(copy);
    expect(await stores.posts.get('new')).toBeNull();
    expect((await stores.posts.get('old'))?.status).toBe('draft');
    expect(await stores.posts.add(samplePost('draft', 'new'))).toBe(true);
    engine.restore(copy);
    expect(await stores.posts.get('new')).toBeNull();
  });

  it('keeps what was stored from whoever holds it', async () => {
    const engine = openMemory(layout);
    const at = new Date(5);
    const given = { id: '1', list: [1], at };
    await engine.collection('posts').insert(given);
    given.list.push(2);
    at.setTime(9);
    expect(engine.document('posts', '1')).toEqual({ id: '1', list: [1], at: new Date(5) });
    expect(Object.isFrozen(engine.document('posts', '1'))).toBe(true);
    expect([...engine.documents('posts')]).toHaveLength(1);
    expect(() => engine.collection('nothing')).toThrow('there is no collection nothing');
  });
});
