/** The media folder: pictures fit to post, each under the hash of its bytes. */
import { createHash } from 'node:crypto';
import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptPicture, Pictures } from '../../src/ports.ts';
import { type FitPicture, fitPicture } from './fit-picture.ts';
import { codeOf, folderError, folderOf, isHash, writeWhole } from './media-folder.ts';

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
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
  async function store({ bytes, extension, width, height, look }: FitPicture): Promise<KeptPicture> {
    const sha256 = hashOf(bytes);
    const folder = folderOf(dir, sha256);
    const name = `${sha256}.${extension}`;
    try {
      const there = await readTrue(join(folder, name), sha256);
      if (there !== null) {
        // Wanted again: young again, or it would be tidied away before its post is stored.
        const now = new Date();
        await utimes(join(folder, name), now, now);
        return { sha256, width, height, look };
      }
      await writeWhole(dir, async (file) => {
        await file.writeFile(bytes);
        return { folder, name };
      });
    } catch (error) {
      throw folderError(dir, error);
    }
    return { sha256, width, height, look };
  }

  // One picture at a time: a large one takes hundreds of megabytes while it is decoded.
  let turn: Promise<unknown> = Promise.resolve();

  return {
    keep(bytes, framed = false) {
      const kept = turn.then(async () => {
        const fit = await fitPicture(bytes, framed);
        return fit === null ? null : store(fit);
      });
      turn = kept.catch(() => null);
      return kept;
    },

    async bytes(sha256) {
      if (!isHash(sha256)) return null;
      const path = join(folderOf(dir, sha256), sha256);
      try {
        return (await readTrue(`${path}.jpg`, sha256)) ?? (await readTrue(`${path}.png`, sha256));
      } catch (error) {
        throw folderError(dir, error);
      }
    },
  };
}
