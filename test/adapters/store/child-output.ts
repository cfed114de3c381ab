/** What children of the store's tests printed, and what is in a store. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Stores } from '../../../src/ports.ts';

export async function allArticles(stores: Stores): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const page = await stores.articles.all(ids.at(-1) ?? null, 500);
    if (page.length === 0) return ids;
    ids.push(...page.map((article) => article.id));
  }
}

export type Ended = { readonly lines: readonly string[]; readonly signal: string | null; readonly code: number | null };

/** All that a child printed, once it has ended and its output is read whole. */
export async function ended(process: ChildProcess, onLine: (count: number) => void = () => {}): Promise<Ended> {
  const lines: string[] = [];
  const over = new Promise<{ code: number | null; signal: string | null }>((resolve) => process.on('close', (code, signal) => resolve({ code, signal })));
  if (process.stdout === null) throw new Error('no output');
  createInterface({ input: process.stdout }).on('line', (line) => {
    lines.push(line);
    onLine(lines.length);
  });
  return { ...(await over), lines };
}
