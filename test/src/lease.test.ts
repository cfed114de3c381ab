import { describe, expect, it } from 'vitest';
import { openMemoryStores } from '../../adapters/store/open.ts';
import { createTenancy } from '../../src/lease.ts';

/** Processes over one store, each with a steady clock of its own that a test moves. */
async function aNewsroom() {
  const { leases } = await openMemoryStores();
  const gone = new Set<string>();
  let now = 0;
  const start = (self: string) => createTenancy({ leases, processes: { self, isGone: (name) => gone.has(name) }, ticks: () => now }, 'updates');
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  return { leases, gone, start, pass };
}

describe('what only one process may do', () => {
  it('is done by one of many that begin at once, and stays with it', async () => {
    const { start, pass } = await aNewsroom();
    const all = ['a', 'b', 'c', 'd'].map(start);
    const first = await Promise.all(all.map((one) => one.beat()));
    expect(first.filter(Boolean)).toHaveLength(1);
    for (let beats = 0; beats < 20; beats++) {
      pass(5);
      expect(await Promise.all(all.map((one) => one.beat()))).toEqual(first);
    }
  });

  it('is taken over at once from a process that is surely gone, and from one that hands it on', async () => {
    const { gone, start } = await aNewsroom();
    const [a, b, c] = [start('a'), start('b'), start('c')];
    expect([await a.beat(), await b.beat()]).toEqual([true, false]);
    gone.add('a');
    expect(await b.beat()).toBe(true);
    expect(await c.beat()).toBe(false);
    await b.release();
    expect([await c.beat(), await b.beat()]).toEqual([true, false]);
  });

  it('is taken over from a machine that fell silent, never while its beat is seen, and the silent one gave up before', async () => {
    const { start, pass } = await aNewsroom();
    const [far, near] = [start('far'), start('near')];
    expect(await far.beat()).toBe(true);
    for (let beats = 0; beats < 10; beats++) {
      pass(14);
      expect([far.lapsed(), await far.beat(), await near.beat()]).toEqual([false, true, false]);
    }
    pass(24);
    expect([far.lapsed(), await near.beat()]).toEqual([true, false]);
    pass(1);
    expect(await near.beat()).toBe(true);
    expect(await far.beat()).toBe(false);
  });

  it('is lost by a holder whose write came too late', async () => {
    const { leases, start } = await aNewsroom();
    const a = start('a');
    await a.beat();
    const current = await leases.get('updates');
    if (current !== null) await leases.replace(current, { ...current, by: 'b' });
    expect(await a.beat()).toBe(false);
    expect(a.lapsed()).toBe(true);
    await a.release();
    expect(await leases.get('updates')).toMatchObject({ by: 'b' });
  });
});
