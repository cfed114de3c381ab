import { expect, it } from 'vitest';
import { change } from '../../src/change.ts';
import type { Written } from '../../src/ports.ts';

type Doc = { readonly id: string; readonly rev: number; readonly count: number };

/** A store of one document; `before` runs ahead of each replacement, as another process would. */
function storeOf(first: Doc | null, before: (store: { doc: Doc | null }) => void = () => {}) {
  const held: { doc: Doc | null } = { doc: first };
  const replaced: number[] = [];
  return {
    held,
    replaced,
    get: async () => held.doc,
    replace: async <N extends Doc>(current: Doc, next: N): Promise<Written<N>> => {
      before(held);
      replaced.push(next.count);
      if (held.doc?.rev !== current.rev) return { outcome: 'overtaken' };
      held.doc = { ...next, rev: current.rev + 1 };
      return { outcome: 'written', value: { ...next, rev: current.rev + 1 } };
    },
  };
}

it('decides anew about the newest document when someone else wrote in between', async () => {
  let others = 2;
  const store = storeOf({ id: 'a', rev: 0, count: 10 }, (held) => {
    if (others-- > 0 && held.doc !== null) held.doc = { ...held.doc, rev: held.doc.rev + 1, count: held.doc.count * 2 };
  });
  expect(await change(store, 'a', (current) => ({ ...current, count: current.count + 1 }))).toEqual({ id: 'a', rev: 3, count: 41 });
  expect(store.replaced).toEqual([11, 21, 41]);
});

it('writes nothing when there is nothing to change, or nothing there', async () => {
  const store = storeOf({ id: 'a', rev: 0, count: 10 });
  expect(await change(store, 'a', () => null)).toBeNull();
  expect(store.replaced).toEqual([]);
  expect(await change(storeOf(null), 'a', (current) => current)).toBeNull();
});

it('gives up when a unique key belongs to another, and when the document goes', async () => {
  const taken = { get: async () => ({ id: 'a', rev: 0, count: 1 }), replace: async () => ({ outcome: 'taken' }) as const };
  expect(await change(taken, 'a', (current) => current)).toBeNull();
  const store = storeOf({ id: 'a', rev: 0, count: 1 }, (held) => {
    held.doc = null;
  });
  expect(await change(store, 'a', (current) => current)).toBeNull();
});

it('begins with what is known already, without reading it, and reads when that is old', async () => {
  const store = storeOf({ id: 'a', rev: 3, count: 10 });
  let read = 0;
  const counting = {
    ...store,
    get: async () => {
      read += 1;
      return store.get();
    },
  };
  const add = (current: Doc) => ({ ...current, count: current.count + 1 });
  const first = await change(counting, 'a', add, { id: 'a', rev: 3, count: 10 });
  expect(first).toEqual({ id: 'a', rev: 4, count: 11 });
  expect(read).toBe(0);
  expect(await change(counting, 'a', add, { id: 'a', rev: 1, count: 5 })).toEqual({ id: 'a', rev: 5, count: 12 });
  expect(read).toBe(1);
});
