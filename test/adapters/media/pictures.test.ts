import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPictures } from '../../../adapters/media/pictures.ts';
import { DeskError } from '../../../src/errors.ts';

/** What the disk answers to the next write, for what no test machine has: a full disk, a read-only one. */
const disk = vi.hoisted(() => ({ fails: null as string | null, synced: 0 }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return {
    ...real,
    open: async (...args: Parameters<typeof real.open>): Promise<FileHandle> => {
      const handle = await real.open(...args);
      const { writeFile, sync } = handle;
      handle.sync = () => {
        disk.synced++;
        return sync.call(handle);
      };
      handle.writeFile = async (data, options) => {
        if (disk.fails === null) return writeFile.call(handle, data, options);
        await writeFile.call(handle, 'half of');
        throw Object.assign(new Error(`${disk.fails}: write`), { code: disk.fails });
      };
      return handle;
    },
  };
});

let dir: string;
let photo: Buffer;
let drawing: Buffer;
beforeAll(async () => {
  const red = { r: 200, g: 20, b: 20 };
  photo = await sharp({ create: { width: 640, height: 480, channels: 3, background: red } })
    .jpeg()
    .toBuffer();
  drawing = await sharp({ create: { width: 300, height: 300, channels: 3, background: red } })
    .png()
    .toBuffer();
});
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'pictures-')), 'media');
  disk.fails = null;
  disk.synced = 0;
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

function files(): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}
async function keep(bytes: Uint8Array) {
  const kept = await createPictures({ dir }).keep(bytes);
  if (kept === null) throw new Error('refused');
  return kept;
}
const pathOf = (sha256: string, extension = 'jpg') => join(dir, sha256.slice(0, 2), `${sha256}.${extension}`);

describe('keeping a picture', () => {
  it('puts it under the hash of the kept bytes, and tells its size', async () => {
    const kept = await keep(photo);
    expect(kept).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), width: 640, height: 480, look: expect.stringMatching(/^[0-9a-f]{16}$/) });
    const onDisk = readFileSync(pathOf(kept.sha256));
    expect(createHash('sha256').update(onDisk).digest('hex')).toBe(kept.sha256);
    const read = await createPictures({ dir }).bytes(kept.sha256);
    expect(read !== null && onDisk.equals(read)).toBe(true);
  });

  it('keeps a drawing as PNG', async () => {
    const { sha256 } = await keep(drawing);
    expect(files()).toEqual([`${sha256}.png`]);
    expect(await createPictures({ dir }).bytes(sha256)).not.toBeNull();
  });

  it('makes nothing of what is no picture', async () => {
    const pictures = createPictures({ dir });
    expect(await pictures.keep(Buffer.from('<html>'))).toBeNull();
    expect(await pictures.keep(new Uint8Array())).toBeNull();
    expect(() => files()).toThrow('ENOENT');
  });

  it('keeps the same picture once, also when it comes many times at once and from two desks', async () => {
    const [one, two] = [createPictures({ dir }), createPictures({ dir })];
    const kept = await Promise.all(Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? one : two).keep(photo)));
    expect(new Set(kept.map((picture) => picture?.sha256)).size).toBe(1);
    expect(files()).toEqual([`${kept[0]?.sha256}.jpg`]);
  });

  it('goes on after a picture that failed', async () => {
    const pictures = createPictures({ dir });
    disk.fails = 'ENOSPC';
    const failed = pictures.keep(photo);
    const refused = pictures.keep(Buffer.from('GIF89a'));
    await expect(failed).rejects.toThrow(DeskError);
    expect(await refused).toBeNull();
    disk.fails = null;
    expect(await pictures.keep(photo)).not.toBeNull();
  });

  it('has file and folder on the disk before it says so', async () => {
    await keep(photo);
    // The new folder's entry, the file, the file's entry.
    expect(disk.synced).toBe(process.platform === 'win32' ? 1 : 3);
  });
});

describe('reading a picture', () => {
  it('finds nothing where the file is gone, was never there, or the name is no hash', async () => {
    const pictures = createPictures({ dir });
    const { sha256 } = await keep(photo);
    unlinkSync(pathOf(sha256));
    expect(await pictures.bytes(sha256)).toBeNull();
    expect(await pictures.bytes('0'.repeat(64))).toBeNull();
    writeFileSync(join(dir, 'secret.jpg'), 'x');
    for (const name of ['../secret', '', 'SECRET', `${sha256}.jpg`, sha256.toUpperCase(), 'a\0b']) expect(await pictures.bytes(name)).toBeNull();
  });

  it('finds nothing where one bit was changed or the end is missing, and mends it at the next keep', async () => {
    const { sha256 } = await keep(photo);
    const path = pathOf(sha256);
    const whole = readFileSync(path);
    const garbled = Buffer.from(whole);
    garbled[garbled.length >> 1] = (garbled[garbled.length >> 1] ?? 0) ^ 1;
    for (const bytes of [garbled, whole.subarray(0, -1), Buffer.alloc(0)]) {
      writeFileSync(path, bytes);
      expect(await createPictures({ dir }).bytes(sha256)).toBeNull();
    }
    expect((await keep(photo)).sha256).toBe(sha256);
    expect(readFileSync(path).equals(whole)).toBe(true);
  });
});

describe('a disk that does not obey', () => {
  it.each([
    ['ENOSPC', /no space left/, /Free space/],
    ['EDQUOT', /no space left/, /Free space/],
    ['EROFS', /no right/, /right to read and write/],
    ['EIO', /cannot be used/, /healthy disk/],
  ])('(%s) is told with what to do, and leaves no half file behind', async (code, message, fix) => {
    disk.fails = code;
    const thrown = await createPictures({ dir })
      .keep(photo)
      .catch((error: unknown) => error);
    if (!(thrown instanceof DeskError)) throw new Error('no DeskError');
    expect(thrown.message).toMatch(message);
    expect(thrown.message).toContain(code);
    expect(thrown.fix).toMatch(fix);
    expect(files()).toEqual([]);
  });

  it('is no lost picture: reading throws instead of saying that it is gone', async () => {
    const { sha256 } = await keep(photo);
    rmSync(join(dir, sha256.slice(0, 2)), { recursive: true });
    writeFileSync(join(dir, sha256.slice(0, 2)), 'a file where a folder should be');
    await expect(createPictures({ dir }).bytes(sha256)).rejects.toThrow(DeskError);
    await expect(createPictures({ dir }).keep(photo)).rejects.toThrow(DeskError);
  });

  it.skipIf(process.getuid?.() === 0)('that may not be written is told', async () => {
    await keep(drawing);
    chmodSync(dir, 0o500);
    await expect(createPictures({ dir }).keep(photo)).rejects.toThrow('no right');
    chmodSync(dir, 0o700);
  });
});
