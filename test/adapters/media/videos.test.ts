import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createVideos } from '../../../adapters/media/videos.ts';
import { sha256 } from '../../../src/identity.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'videos-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const film = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251);
async function* pieces(bytes = film, failAt = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 700_000) {
    if (at >= failAt) throw new Error('the portal hung up');
    yield bytes.subarray(at, at + 700_000);
  }
}
const files = async () => (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name);

test('what comes piece by piece is kept under its hash, and read part by part', async () => {
  const videos = createVideos({ dir });
  expect(await videos.keep(pieces())).toEqual({ sha256: sha256(film), size: film.length });
  const file = await videos.open(sha256(film));
  expect(file?.size).toBe(film.length);
  expect(await file?.read(10, 20)).toEqual(film.slice(10, 20));
  expect(await file?.read(film.length - 5, film.length + 100)).toEqual(film.slice(-5));
  const buffer = new Uint8Array(1000);
  const read = await file?.read(500, 1300, buffer);
  expect(read).toEqual(film.slice(500, 1300));
  expect(read?.buffer).toBe(buffer.buffer);
  expect(await files()).toEqual([`${sha256(film)}.mp4`]);
});

test('what is kept twice is there once', async () => {
  const videos = createVideos({ dir });
  await Promise.all([videos.keep(pieces()), videos.keep(pieces())]);
  expect(await files()).toHaveLength(1);
});

test('a source that breaks off leaves nothing behind, and says so itself', async () => {
  await expect(createVideos({ dir }).keep(pieces(film, 1_400_000))).rejects.toThrow('the portal hung up');
  expect(await files()).toEqual([]);
});

test('a file that was changed, cut or taken away is no video any more', async () => {
  const videos = createVideos({ dir });
  await videos.keep(pieces());
  const path = join(dir, sha256(film).slice(0, 2), `${sha256(film)}.mp4`);
  const file = await videos.open(sha256(film));
  await appendFile(path, 'x');
  expect(await videos.open(sha256(film))).toBeNull();
  await writeFile(path, 'short');
  await expect(file?.read(0, 100)).rejects.toThrow('media folder');
  await rm(path);
  expect(await videos.open(sha256(film))).toBeNull();
  expect(await videos.open('../../etc/passwd')).toBeNull();
});

test('a folder that cannot be used is told in words about it', async () => {
  await writeFile(join(dir, 'file'), '');
  await expect(createVideos({ dir: join(dir, 'file') }).keep(pieces())).rejects.toThrow('media folder');
});
