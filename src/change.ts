import type { Store } from './ports.ts';

/**
 * Reads, decides, writes, and begins again when someone else wrote in between: `decide` sees the newest document and
 * gives the next one, or null to leave it. Returns what was written, or null. `known`: what was read or written a moment ago
 * is taken for the newest until the write says otherwise, which spares the first reading.
 */
export async function change<T extends { readonly id: string; readonly rev: number }, N extends T>(
  store: Pick<Store<T>, 'get' | 'replace'>,
  id: string,
  decide: (current: T) => N | null,
  known: T | null = null,
): Promise<N | null> {
  for (let newest = known; ; newest = null) {
    const current = newest ?? (await store.get(id));
    if (current === null) return null;
    const next = decide(current);
    if (next === null) return null;
    const written = await store.replace(current, next);
    switch (written.outcome) {
      case 'written':
        return written.value;
      case 'taken':
        return null;
      case 'overtaken':
        continue;
    }
  }
}
