/** Writes of one moment share one sync to the disk: each of them is still told its own outcome, and what was told is so. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStores } from '../../../adapters/store/open.ts';
import { sampleArticle, samplePage } from '../../contracts/sample-documents.ts';
import { allArticles, ended } from './child-output.ts';
import { compileStore } from './compiled-store.ts';

const open = (dataDir: string) => openStores({ mongoUri: null, dataDir });
const folder = mkdtempSync(join(tmpdir(), 'desk-group-'));
let made = 0;
const freshFolder = () => join(folder, `${made++}`);
let compiled: ReturnType<typeof compileStore>;
beforeAll(() => {
  compiled = compileStore();
});
afterAll(() => {
  compiled.remove();
  rmSync(folder, { recursive: true, force: true });
});

const idOf = (n: number) => `a${String(n).padStart(6, '0')}`;
const script = fileURLToPath(new URL('./children/group-writer.mjs', import.meta.url));
const groupSize = 20;

function groupWriter(dataDir: string, from: number, groups: number, before = ''): ChildProcess {
  const given = [compiled.module, dataDir, `${from}`, `${groupSize}`, `${groups}`];
  return spawn('bash', ['-c', `${before} exec "$0" "$@"`, process.execPath, script, ...given], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What a group writer said: acknowledged, refused by a unique key, failed. */
function toldBy(lines: readonly string[]) {
  const numbers = (sign: RegExp) => lines.flatMap((line) => sign.exec(line)?.[1] ?? []).map(Number);
  return { written: numbers(/^(\d+)$/), refused: numbers(/^-(\d+)$/), failed: numbers(/^!(\d+) /) };
}

async function storedIn(dataDir: string): Promise<readonly string[]> {
  const stores = await open(dataDir);
  const ids = await allArticles(stores);
  await stores.close();
  return ids;
}

/** Of every group all that could be written, or nothing. */
function expectWholeGroups(ids: readonly string[]): void {
  const perGroup = new Map<number, number>();
  for (const id of ids) perGroup.set(Math.floor(Number(id.slice(1)) / groupSize), (perGroup.get(Math.floor(Number(id.slice(1)) / groupSize)) ?? 0) + 1);
  for (const [group, count] of perGroup) expect(count, `group ${group}`).toBe((groupSize * 4) / 5);
}

describe('writes of one moment', () => {
  it('are each told their own outcome: one that is refused says nothing of the others, before it and after it', async () => {
    const dataDir = freshFolder();
    const stores = await open(dataDir);
    await stores.articles.add(sampleArticle('old', { key: 'old', fingerprint: 'f-old' }));
    await stores.articles.add(sampleArticle('moving', { key: 'moving', fingerprint: 'f-moving' }));
    await stores.pages.add(samplePage);
    const moving = await stores.articles.get('moving');
    const page = await stores.pages.get(samplePage.id);
    if (moving === null || page === null) throw new Error('not stored');
    const outcomes = await Promise.all([
      stores.articles.add(sampleArticle('a1', { key: 'k1', fingerprint: 'f1' })),
      // Its key is the first one's, of this very group.
      stores.articles.add(sampleArticle('a2', { key: 'k1', fingerprint: 'f2' })),
      // An update that a unique key refuses: only this statement is undone.
      stores.articles.replace(moving, { ...moving, fingerprint: 'f-old' }),
      stores.articles.replace({ ...moving, rev: 9 }, moving),
      stores.pages.replace(page, { ...page, nextSendAt: new Date(5000) }),
      stores.articles.add(sampleArticle('a3', { key: 'k3', fingerprint: 'f3' })),
    ]);
    expect(outcomes).toMatchObject([true, false, { outcome: 'taken' }, { outcome: 'overtaken' }, { outcome: 'written' }, true]);
    await stores.close();

    const after = await open(dataDir);
    expect(await allArticles(after)).toEqual(['a1', 'a3', 'moving', 'old']);
    expect(await after.articles.get('moving')).toEqual(moving);
    expect((await after.pages.get(samplePage.id))?.nextSendAt).toEqual(new Date(5000));
    await after.close();
  });

  it('are all in the store, and groups are whole, whenever the process is killed', async () => {
    const dataDir = freshFolder();
    let acknowledged: number[] = [];
    for (let round = 0; round < 8; round++) {
      const writer = groupWriter(dataDir, round * 10_000, 400);
      const target = 1 + Math.floor(Math.random() * 150);
      const { lines, signal } = await ended(writer, (count) => {
        if (count === target) setTimeout(() => writer.kill('SIGKILL'), Math.random() * 4);
      });
      expect(signal, lines.at(-1)).toBe('SIGKILL');
      const told = toldBy(lines);
      acknowledged = [...acknowledged, ...told.written];
      const ids = await storedIn(dataDir);
      expect(ids).toEqual(expect.arrayContaining(acknowledged.map(idOf)));
      expect(ids.filter((id) => told.refused.map(idOf).includes(id))).toEqual([]);
      expectWholeGroups(ids);
    }
  }, 60_000);

  it('fail together on a full disk: none that was told so is there, all before are, and it goes on when there is space', async () => {
    const dataDir = freshFolder();
    const { lines, code } = await ended(groupWriter(dataDir, 0, 400, 'ulimit -f 900;'));
    expect(code).toBe(3);
    const told = toldBy(lines);
    expect(told.written.length).toBeGreaterThan(groupSize);
    expect(told.failed).toHaveLength(groupSize);
    const ids = await storedIn(dataDir);
    expect(ids).toEqual(told.written.map(idOf).sort());
    const again = await ended(groupWriter(dataDir, 10_000, 2));
    expect(again.code).toBe(0);
    expect(await storedIn(dataDir)).toHaveLength(ids.length + (2 * groupSize * 4) / 5);
  }, 30_000);

  it('are there whole or not at all when the end of the journal is torn off', async () => {
    const dataDir = freshFolder();
    const stores = await open(dataDir);
    const ends: number[] = [];
    for (let group = 0; group < 12; group++) {
      const numbers = Array.from({ length: 8 }, (_, n) => group * 8 + n);
      await Promise.all(
        numbers.map((n) => stores.articles.add(sampleArticle(idOf(n), { key: `k${n}`, fingerprint: `f${n}`, body: 'ế'.repeat((n * 131) % 900) }))),
      );
      ends.push(statSync(join(dataDir, 'desk.db-wal')).size);
    }
    const [begin = 0, size = 0] = [ends[0], ends.at(-1)];
    for (let cut = 0; cut < 16; cut++) {
      const length = Math.floor(begin + Math.random() * (size - begin));
      const copy = freshFolder();
      mkdirSync(copy);
      for (const file of ['desk.db', 'desk.db-wal']) copyFileSync(join(dataDir, file), join(copy, file));
      truncateSync(join(copy, 'desk.db-wal'), length);
      expect(await storedIn(copy), `cut at ${length} of ${size}`).toHaveLength(8 * ends.filter((end) => end <= length).length);
    }
    await stores.close();
  });

  it('wait for another process that writes, and two that write groups lose nothing to each other', async () => {
    const dataDir = freshFolder();
    const stores = await open(dataDir);
    const other = new Database(join(dataDir, 'desk.db'));
    other.exec('BEGIN IMMEDIATE');
    const writing = Promise.all([0, 1, 2].map((n) => stores.articles.add(sampleArticle(`w${n}`, { key: `w${n}`, fingerprint: `w${n}` }))));
    const first = await Promise.race([writing.then(() => 'written'), new Promise((resolve) => setTimeout(() => resolve('waiting'), 120))]);
    expect(first).toBe('waiting');
    other.exec('COMMIT');
    other.close();
    expect(await writing).toEqual([true, true, true]);
    await stores.close();

    const both = await Promise.all([ended(groupWriter(dataDir, 0, 12)), ended(groupWriter(dataDir, 50_000, 12))]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const written = both.flatMap(({ lines }) => toldBy(lines).written);
    const ids = (await storedIn(dataDir)).filter((id) => !id.startsWith('w'));
    expect(ids).toEqual(written.map(idOf).sort());
    expectWholeGroups(ids);
  }, 30_000);
});
