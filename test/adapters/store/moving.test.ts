/** store copy, backup and restore, on the engines themselves. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { checkBackup, restoreBackup, takeBackup } from '../../../adapters/store/backup.ts';
import type { MovableEngine } from '../../../adapters/store/collection.ts';
import { copyStore, holdQuiet } from '../../../adapters/store/moving.ts';
import { openEngine, openStores, openWhole } from '../../../adapters/store/open.ts';
import { createStores } from '../../../adapters/store/stores.ts';
import { sha256 } from '../../../src/identity.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from '../../contracts/mongo-test-uri.ts';
import { at, samplePost, sampleRun } from '../../contracts/sample-documents.ts';
import { fill, linesIn } from './filled.ts';

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function aFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'moving-'));
  ending.push(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

type Opened = { readonly engine: MovableEngine; readonly place: { readonly mongoUri: string | null; readonly dataDir: string } };
async function anEngine(mongoUri: string | null = null): Promise<Opened> {
  const place = { mongoUri, dataDir: await aFolder() };
  const engine = await openEngine(place);
  ending.push(async () => {
    await engine.close();
    if (mongoUri !== null) await dropDatabase(mongoUri);
  });
  return { engine, place };
}

const mongo = () => (mongoTestUri === null ? null : freshDatabase(mongoTestUri));
const nothing = () => {};

describe('store copy', () => {
  it('takes every document to an empty store, instants as such, and says how many', async () => {
    const [{ engine: from }, { engine: to, place }] = [await anEngine(), await anEngine()];
    await fill(from, 1200);
    const copied = await copyStore(from, to, nothing);
    expect(copied).toMatchObject({ articles: 1200, posts: 13, revisions: 3, runs: 2, desk: 1 });
    expect(await linesIn(to)).toEqual(await linesIn(from));
    const stores = await openStores(place);
    expect((await stores.articles.get('a00007'))?.collectedAt).toEqual(at(0));
    await stores.close();
  });

  it.skipIf(mongoTestUri === null)('goes to MongoDB and back without a difference', async () => {
    const [{ engine: from }, { engine: over }, { engine: back }] = [await anEngine(), await anEngine(mongo()), await anEngine()];
    await fill(from, 700);
    await copyStore(from, over, nothing);
    await copyStore(over, back, nothing);
    expect(await linesIn(back)).toEqual(await linesIn(from));
    // What was copied is found by its instants: they are dates there, not texts.
    expect(await createStores(over).articles.toWatch(at(15), 5)).toHaveLength(5);
  });

  it('goes on after it was cut off anywhere; until it is done no service starts on the target', async () => {
    const { engine: from } = await anEngine();
    await fill(from, 1200);
    const { engine: to, place } = await anEngine();
    const insertAll = to.insertAll;
    for (let allowed = 0; allowed < 5; allowed++) {
      let left = allowed;
      const dying = {
        ...to,
        insertAll: async (name: string, documents: Parameters<typeof insertAll>[1]) => {
          if (left-- === 0) throw new Error('killed');
          await insertAll(name, documents);
        },
      };
      await expect(copyStore(from, dying, nothing)).rejects.toThrow('killed');
      await expect(openStores(place)).rejects.toMatchObject({ name: 'DeskError', message: expect.stringContaining('half of a copy') });
    }
    await copyStore(from, to, nothing);
    expect(await linesIn(to)).toEqual(await linesIn(from));
    await (await openStores(place)).close();
  });

  it('mixes nothing: a store that holds data is no target, and a source that changes meanwhile is noticed', async () => {
    const [{ engine: from }, { engine: full }, { engine: to, place }] = [await anEngine(), await anEngine(), await anEngine()];
    await fill(from);
    await fill(full, 1);
    await expect(copyStore(from, full, nothing)).rejects.toMatchObject({ message: expect.stringContaining('holds data already') });
    const stored = await from.collection('articles').get('a00001');
    const write = (collection: string) => {
      if (collection === 'posts') void from.insertAll('articles', [{ ...stored, id: 'late', key: 'late' }]);
    };
    await expect(copyStore(from, to, write)).rejects.toMatchObject({ message: expect.stringContaining('written to during the copy') });
    await expect(openWhole(place)).rejects.toMatchObject({ message: expect.stringContaining('half of a copy') });
  });

  it('is refused while a service is at work there, told by its newest run', async () => {
    const { engine } = await anEngine();
    const stores = createStores(engine);
    await stores.runs.add({ ...sampleRun, startedAt: at(10), endedAt: at(10), by: 'desk|77|a1' });
    await expect(holdQuiet(engine, () => false, at(11))).rejects.toMatchObject({ message: expect.stringContaining('desk, process 77') });
    await holdQuiet(engine, (process) => process === 'desk|77|a1', at(11));
    await holdQuiet(engine, () => false, at(13));
  });
});

describe('a backup', () => {
  const notice = () => 'khôi phục';

  async function aBackup(): Promise<{ file: string; from: Opened; mediaDir: string; dir: string }> {
    const from = await anEngine();
    await fill(from.engine, 600);
    const dir = await aFolder();
    const mediaDir = join(dir, 'media');
    const file = join(dir, 'desk.backup');
    return { file, from, mediaDir, dir };
  }

  it('brings every document back, approved posts back before staff, and remembers since when it knows nothing', async () => {
    const { file, from, mediaDir } = await aBackup();
    const counts = await takeBackup({ engine: from.engine, mediaDir, file, now: at(90) });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { engine: to } = await anEngine();
    await fill(to, 2);
    expect((await restoreBackup({ engine: to, mediaDir, file, now: at(100), notice })).counts).toEqual(counts);
    const [before, after] = [await linesIn(from.engine), await linesIn(to)];
    for (const name of Object.keys(before).filter((one) => !['posts', 'desk', 'notices'].includes(one))) expect(after[name], name).toEqual(before[name]);
    const stores = createStores(to);
    const statuses = {
      approved: 'awaiting',
      scheduled: 'awaiting',
      publishing: 'awaiting',
      unconfirmed: 'awaiting',
      published: 'published',
      draft: 'draft',
      held: 'held',
    };
    for (const [id, status] of Object.entries(statuses)) expect(await stores.posts.get(id), id).toMatchObject({ status });
    expect(await stores.posts.get('scheduled')).toMatchObject({ returned: 'restored', version: 2, redraw: true, rev: 1 });
    expect((await stores.desk.get('desk'))?.restored).toEqual({ at: at(100), takenAt: at(90) });
    expect((await stores.notices.pending(5)).map((one) => one.text)).toContain('khôi phục');
    await expect(takeBackup({ engine: to, mediaDir, file, now: at(100) })).rejects.toMatchObject({ message: expect.stringContaining('is there already') });
    const nowhere = join(mediaDir, 'nowhere', 'all.gz');
    await expect(takeBackup({ engine: to, mediaDir, file: nowhere, now: at(100) })).rejects.toMatchObject({
      message: expect.stringContaining('there is no folder'),
    });
  });

  it.skipIf(mongoTestUri === null)('goes into MongoDB too; cut off there, the half is refused until it is done again', async () => {
    const { file, from, mediaDir } = await aBackup();
    await takeBackup({ engine: from.engine, mediaDir, file, now: at(90) });
    const { engine: to, place } = await anEngine(mongo());
    await fill(to, 2);
    let left = 1;
    const dying = {
      ...to,
      anew: (write: () => Promise<void>) => to.anew(write),
      insertAll: async (name: string, documents: Parameters<typeof to.insertAll>[1]) => {
        if (left-- === 0) throw new Error('killed');
        await to.insertAll(name, documents);
      },
    };
    await expect(restoreBackup({ engine: dying, mediaDir, file, now: at(100), notice })).rejects.toThrow('killed');
    await expect(openStores(place)).rejects.toMatchObject({ message: expect.stringContaining('half of a restored backup') });
    await restoreBackup({ engine: to, mediaDir, file, now: at(100), notice });
    expect((await linesIn(to)).articles).toEqual((await linesIn(from.engine)).articles);
    await (await openStores(place)).close();
  });

  it('changes nothing when a letter of it is other, its end is missing, or a later version made it', async () => {
    const { file, from, mediaDir, dir } = await aBackup();
    await takeBackup({ engine: from.engine, mediaDir, file, now: at(90) });
    const whole = await readFile(file);
    const text = gunzipSync(whole).toString('utf8');
    const { engine: to } = await anEngine();
    await fill(to, 2);
    const before = await linesIn(to);
    const lines = text.split('\n');
    const bad: readonly Buffer[] = [
      ...[0, 1, 100, Math.floor(whole.length / 2), whole.length - 1].map((length) => whole.subarray(0, length)),
      ...[20, 500, 3000].map((place) => Buffer.from(whole).fill((whole[place] ?? 0) ^ 255, place, place + 1)),
      gzipSync(text.replace('Khánh thành', 'Khanh thành')),
      gzipSync(text.replace('"documents":600', '"documents":601')),
      gzipSync([...lines.slice(0, 5), ...lines.slice(6)].join('\n')),
      gzipSync(lines.slice(0, -2).join('\n')),
      gzipSync(`${text}${lines[1]}\n`),
      gzipSync(text.replace(/"schema":\d+/, '"schema":999')),
      gzipSync('not a backup\n'),
      Buffer.from('not even packed'),
    ];
    for (const [number, bytes] of bad.entries()) {
      const broken = join(dir, `broken-${number}`);
      await writeFile(broken, bytes);
      await expect(checkBackup(broken), String(number)).rejects.toMatchObject({ name: 'DeskError' });
      await expect(restoreBackup({ engine: to, mediaDir, file: broken, now: at(100), notice }), String(number)).rejects.toMatchObject({ name: 'DeskError' });
    }
    expect(await linesIn(to)).toEqual(before);
    await expect(checkBackup(join(dir, 'nowhere'))).rejects.toMatchObject({ message: expect.stringContaining('ENOENT') });
  });

  it('carries the pictures that open posts need, and no others', async () => {
    const { file, from, mediaDir } = await aBackup();
    const { createPictures } = await import('../../../adapters/media/pictures.ts');
    const sharp = (await import('sharp')).default;
    const pictures = createPictures({ dir: mediaDir });
    const drawn = async (red: number) =>
      (
        await pictures.keep(
          await sharp({ create: { width: 800, height: 800, channels: 3, background: { r: red, g: 9, b: 9 } } })
            .jpeg()
            .toBuffer(),
        )
      )?.sha256 ?? '';
    const [needed, done] = [await drawn(10), await drawn(200)];
    const withPicture = (hash: string) => ({
      form: 'photo' as const,
      message: 'x',
      link: 'https://tinh.example/',
      pictures: [{ url: 'u', alt: null, sha256: hash }],
    });
    await createStores(from.engine).posts.add(samplePost('held', 'with-picture', { content: withPicture(needed) }));
    await createStores(from.engine).posts.add(samplePost('published', 'done', { content: withPicture(done), slotKey: 'other' }));
    await takeBackup({ engine: from.engine, mediaDir, file, now: at(90) });
    const { engine: to, place } = await anEngine();
    const elsewhere = join(place.dataDir, 'media');
    await restoreBackup({ engine: to, mediaDir: elsewhere, file, now: at(100), notice });
    const restored = createPictures({ dir: elsewhere });
    expect(sha256((await restored.bytes(needed)) ?? '')).toBe(needed);
    expect(await restored.bytes(done)).toBeNull();
  });
});
