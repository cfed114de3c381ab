/** Videos of the media folder: files of any size, written and read piece by piece. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VideoFile, Videos } from '../../src/ports.ts';
import { codeOf, folderError, folderOf, isHash, writeWhole } from './media-folder.ts';

const fileName = (sha256: string) => `${sha256}.mp4`;

/** Keeps videos in `dir` (made when missing). Throws a DeskError when the folder cannot be read or written. Several processes may share it. */
export function createVideos({ dir }: { readonly dir: string }): Videos {
  const pathOf = (sha256: string) => join(folderOf(dir, sha256), fileName(sha256));

  async function inFolder<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw folderError(dir, error);
    }
  }

  return {
    async keep(chunks) {
      const seen: Parameters<typeof noted>[1] = { failed: undefined, size: 0, hash: createHash('sha256') };
      const kept = { sha256: '' };
      try {
        await writeWhole(dir, async (file) => {
          await writeFile(file, noted(chunks, seen));
          kept.sha256 = seen.hash.digest('hex');
          return { folder: folderOf(dir, kept.sha256), name: fileName(kept.sha256) };
        });
      } catch (error) {
        // A trouble of the source is told as it is, one of the folder in words about the folder.
        throw error === seen.failed ? error : folderError(dir, error);
      }
      return { ...kept, size: seen.size };
    },

    async open(sha256) {
      if (!isHash(sha256)) return null;
      const path = pathOf(sha256);
      return inFolder(async () => {
        if ((await hashOfFile(path)) !== sha256) return null;
        const { size } = await stat(path);
        const file: VideoFile = { size, read: (from, to) => inFolder(() => readPart(path, from, Math.min(to, size))) };
        return file;
      });
    },
  };
}

async function* noted(chunks: AsyncIterable<Uint8Array>, seen: { failed: unknown; size: number; readonly hash: Hash }): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of chunks) {
      seen.hash.update(chunk);
      seen.size += chunk.length;
      yield chunk;
    }
  } catch (error) {
    seen.failed = error;
    throw error;
  }
}

/** null when there is no such file. */
async function hashOfFile(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
    return hash.digest('hex');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function readPart(path: string, from: number, to: number): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const bytes = new Uint8Array(Math.max(0, to - from));
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await handle.read(bytes, read, bytes.length - read, from + read);
      if (bytesRead === 0) throw new Error('the file is shorter than it was');
      read += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}
