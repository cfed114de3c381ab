/** The media folder: pictures fit to post, each under the hash of its bytes. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DeskError } from '../../src/errors.ts';
import type { KeptPicture, Pictures } from '../../src/ports.ts';
import { type FitPicture, fitPicture } from './fit-picture.ts';

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'unknown';
}

/** What a person can do about a folder that does not obey. */
function folderError(dir: string, thrown: unknown): DeskError {
  const code = codeOf(thrown);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new DeskError(
        `no space left for pictures in ${dir} (${code})`,
        'Free space on the disk that holds DATA_DIR; the picture is tried again by itself.',
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new DeskError(`no right to use the picture folder ${dir} (${code})`, 'Give the user that runs this program the right to read and write DATA_DIR.');
    default:
      return new DeskError(`the picture folder ${dir} cannot be used (${code})`, 'Check that DATA_DIR is a folder on a healthy disk.');
  }
}

/** Makes a rename durable. Windows cannot open a folder; there the file system's journal has to do. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** After a crash at any point there is the whole file under its name, or none. */
async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) await syncFolder(dirname(folder));
  const draft = join(folder, `${name}.${randomUUID()}.tmp`);
  try {
    const handle = await open(draft, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, join(folder, name));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** The file's bytes if they still are what its name says; null when it is gone or was changed. */
async function readTrue(path: string, sha256: string): Promise<Uint8Array | null> {
  try {
    const bytes = await readFile(path);
    return hashOf(bytes) === sha256 ? new Uint8Array(bytes) : null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Keeps pictures in `dir` (made when missing). Throws a DeskError when the folder cannot be read or written. Several processes may share it. */
export function createPictures({ dir }: { readonly dir: string }): Pictures {
  const folderOf = (sha256: string) => join(dir, sha256.slice(0, 2));

  async function store({ bytes, extension, width, height }: FitPicture): Promise<KeptPicture> {
    const sha256 = hashOf(bytes);
    const folder = folderOf(sha256);
    const name = `${sha256}.${extension}`;
    try {
      const there = await readTrue(join(folder, name), sha256);
      if (there === null) await writeWhole(folder, name, bytes);
    } catch (error) {
      throw folderError(dir, error);
    }
    return { sha256, width, height };
  }

  // One picture at a time: a large one takes hundreds of megabytes while it is decoded.
  let turn: Promise<unknown> = Promise.resolve();

  return {
    keep(bytes) {
      const kept = turn.then(async () => {
        const fit = await fitPicture(bytes);
        return fit === null ? null : store(fit);
      });
      turn = kept.catch(() => null);
      return kept;
    },

    async bytes(sha256) {
      // What is no hash is no file name either.
      if (!/^[0-9a-f]{64}$/.test(sha256)) return null;
      const path = join(folderOf(sha256), sha256);
      try {
        return (await readTrue(`${path}.jpg`, sha256)) ?? (await readTrue(`${path}.png`, sha256));
      } catch (error) {
        throw folderError(dir, error);
      }
    },
  };
}
