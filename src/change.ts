import type { Store } from './ports.ts';

/**
 * Reads, decides, writes, and begins again when someone else wrote in between: `decide` sees the newest document and
 * gives the next one, or null to leave it. Returns what was written, or null.
 */
export async function change<T extends { readonly id: string; readonly rev: number }, N extends T>(
  store: Pick<Store<T>, 'get' | 'replace'>,
  id: string,
  decide: (current: T) => N | null,
): Promise<N | null> {
  for (;;) {
    const current = await store.get(id);
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
