/** The embedded engine on its real files: killed, torn, on a full disk, and with others at once. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStores } from '../../../adapters/store/open.ts';
import { DeskError } from '../../../src/errors.ts';
import { sampleArticle } from '../../contracts/sample-documents.ts';
import { allArticles, ended } from './child-output.ts';
import { compileStore } from './compiled-store.ts';

/** Of the machine, not of a package; where they are not there or not allowed, tests are skipped by name. */
const tools = { mount: 'mount', unmount: 'umount' };
const child = (name: string) => fileURLToPath(new URL(`./children/${name}.mjs`, import.meta.url));
const open = (dataDir: string) => openStores({ mongoUri: null, dataDir });
const folder = mkdtempSync(join(tmpdir(), 'desk-durability-'));
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

function run(script: string, ...given: readonly string[]): ChildProcess {
  return spawn(process.execPath, [child(script), compiled.module, ...given], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** One store, its writer killed again and again; how many articles are there in the end. */
async function killedOften(dataDir: string, rounds: number): Promise<number> {
  let stored = 0;
  for (let round = 0; round < rounds; round++) {
    const writer = run('writer', dataDir, `${stored}`, '0');
    const kill = () => writer.kill('SIGKILL');
    // The last is killed while it starts, the others within or between their writes.
    const starting = round === rounds - 1;
    if (starting) setTimeout(kill, 60 + Math.random() * 150);
    const target = 1 + Math.floor(Math.random() * 30);
    const { lines, signal } = await ended(writer, (count) => {
      if (!starting && count === target) setTimeout(kill, Math.random() * 3);
    });
    expect(signal, lines.at(-1)).toBe('SIGKILL');

    const stores = await open(dataDir);
    const ids = await allArticles(stores);
    const count = await stores.measures.get('count');
    await stores.close();
    expect(ids).toEqual(ids.map((_, n) => idOf(n)));
    expect([stored + lines.length, stored + lines.length + 1]).toContain(ids.length);
    if (lines.length > 0) expect(count?.reactions).toBeGreaterThanOrEqual(Number(lines.at(-1)));
    stored = ids.length;
  }
  return stored;
}

describe('a process that is killed', () => {
  it('has every acknowledged write in the store, and at most the one it was at besides, at 20 moments', async () => {
    const stored = await Promise.all([0, 1, 2, 3].map(() => killedOften(freshFolder(), 5)));
    expect(Math.min(...stored)).toBeGreaterThan(5);
  }, 60_000);
});

describe('a torn file', () => {
  /** A store with its journal as a power cut would leave it, and where in the journal each article ends. */
  async function tornable(): Promise<{ dataDir: string; ends: number[]; close(): Promise<void> }> {
    const dataDir = freshFolder();
    const stores = await open(dataDir);
    const ends: number[] = [];
    for (let n = 0; n < 20; n++) {
      await stores.articles.add(sampleArticle(idOf(n), { body: 'ế'.repeat((n * 997) % 5000) }));
      ends.push(statSync(join(dataDir, 'desk.db-wal')).size);
    }
    return { dataDir, ends, close: () => stores.close() };
  }

  function copyOf(dataDir: string): string {
    const copy = freshFolder();
    mkdirSync(copy);
    for (const file of ['desk.db', 'desk.db-wal']) copyFileSync(join(dataDir, file), join(copy, file));
    return copy;
  }

  /** What is there after the damage, and that the store goes on. */
  async function opened(dataDir: string): Promise<number> {
    const stores = await open(dataDir);
    const ids = await allArticles(stores);
    expect(ids).toEqual(ids.map((_, n) => idOf(n)));
    expect(await stores.articles.add(sampleArticle('z'))).toBe(true);
    await stores.close();
    const again = await open(dataDir);
    expect(await allArticles(again)).toEqual([...ids, 'z']);
    await again.close();
    return ids.length;
  }

  it('opens when it was cut off anywhere, with every write before the cut and nothing half', async () => {
    const { dataDir, ends, close } = await tornable();
    const size = ends.at(-1) ?? 0;
    for (let cut = 0; cut < 24; cut++) {
      const length = Math.floor((ends[0] ?? 0) - 5000 + Math.random() * (size - (ends[0] ?? 0) + 5000));
      const copy = copyOf(dataDir);
      truncateSync(join(copy, 'desk.db-wal'), length);
      expect(await opened(copy), `cut at ${length} of ${size}`).toBe(ends.filter((end) => end <= length).length);
    }
    await close();
  });

  it('opens when its last page is garbled, with every write before the last', async () => {
    const { dataDir, ends, close } = await tornable();
    const size = ends.at(-1) ?? 0;
    for (let garbled = 0; garbled < 12; garbled++) {
      const copy = copyOf(dataDir);
      const journal = readFileSync(join(copy, 'desk.db-wal'));
      const at = size - 1 - Math.floor(Math.random() * 4096);
      for (let n = at; n < Math.min(size, at + 512); n++) journal[n] = (journal[n] ?? 0) ^ 0x5a;
      writeFileSync(join(copy, 'desk.db-wal'), journal);
      expect(await opened(copy)).toBe(19);
    }
    await close();
  });
});

async function refusal(work: Promise<unknown>): Promise<DeskError> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (thrown instanceof DeskError) return thrown;
  throw new Error(`no DeskError: ${String(thrown)}`);
}

describe('a full disk', () => {
  it('refuses the write that does not fit, keeps all before it, and goes on when there is space again', async () => {
    const dataDir = freshFolder();
    const command = `ulimit -f 600; exec "$0" "$@"`;
    const writer = spawn('bash', ['-c', command, process.execPath, child('writer'), compiled.module, dataDir, '0', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { lines, code } = await ended(writer);
    expect(code).toBe(3);
    const written = lines.length - 1;
    expect(written).toBeGreaterThan(5);
    const told: unknown = JSON.parse(lines.at(-1) ?? '');
    expect(told).toMatchObject({ name: 'DeskError', message: expect.stringContaining('desk.db'), fix: expect.stringMatching(/disk/) });

    const stores = await open(dataDir);
    expect([written, written + 1]).toContain((await allArticles(stores)).length);
    expect(await stores.articles.add(sampleArticle('z'))).toBe(true);
    await stores.close();
  });

  const disk = join(folder, 'small-disk');
  const mounted = mountSmallDisk(disk);
  afterAll(() => {
    // Lazily: libsql lets go of a closed file only when its statements are collected.
    if (mounted) execFileSync(tools.unmount, ['-l', disk]);
  });

  it.skipIf(!mounted)('says that the disk is full, and goes on with the same connection when it is not (needs the right to mount)', async () => {
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(1_500_000));
    const dataDir = join(disk, 'data');
    const stores = await open(dataDir);
    let written = 0;
    const fill = async () => {
      for (;;) {
        await stores.articles.add(sampleArticle(idOf(written), { body: 'x'.repeat(9000) }));
        written++;
      }
    };
    const full = await refusal(fill());
    expect(full.message).toMatch(/disk of .*desk\.db is full/);
    expect(full.fix).toMatch(/Free space/);
    expect(await stores.articles.get(idOf(written))).toBeNull();
    expect(await allArticles(stores)).toHaveLength(written);
    // A command beside the service can still look.
    const beside = await open(dataDir);
    expect(await allArticles(beside)).toHaveLength(written);
    await beside.close();

    rmSync(join(disk, 'ballast'));
    expect(await stores.articles.add(sampleArticle(idOf(written)))).toBe(true);
    expect(await allArticles(stores)).toHaveLength(written + 1);
    await stores.check();
    await stores.close();
  });

  it.skipIf(!mounted)('says that a disk is read-only (needs the right to mount)', async () => {
    const locked = join(folder, 'read-only-disk');
    expect(mountSmallDisk(locked)).toBe(true);
    try {
      const dataDir = join(locked, 'data');
      expect((await ended(run('claimer', dataDir, 'a', '1', '1'))).code).toBe(0);
      execFileSync(tools.mount, ['-o', 'remount,ro', locked]);
      expect((await refusal(open(dataDir))).message).toMatch(/desk\.db cannot be (written|opened)/);
      expect((await refusal(open(join(locked, 'new')))).message).toMatch(/folder .* cannot be made/);
    } finally {
      execFileSync(tools.unmount, ['-l', locked]);
    }
  });
});

/** Only root may mount, and not in every container. */
function mountSmallDisk(at: string): boolean {
  mkdirSync(at);
  try {
    execFileSync(tools.mount, ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', at], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('several processes at once', () => {
  it('start together on an empty folder, lose no update, and win each claim once', async () => {
    const dataDir = join(freshFolder(), 'not', 'there', 'yet');
    const all = await Promise.all(['a', 'b', 'c'].map((name) => ended(run('claimer', dataDir, name, '100', '60'))));
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
    const results = all.map(({ lines }) => JSON.parse(lines[0] ?? ''));
    expect(results.flatMap(({ won }) => won).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n));

    const stores = await open(dataDir);
    expect(await stores.measures.get('count')).toMatchObject({ reactions: 300, rev: 300 });
    expect(await allArticles(stores)).toHaveLength(60);
    await stores.close();
    expect(existsSync(join(dataDir, 'desk.db'))).toBe(true);
  });
});
