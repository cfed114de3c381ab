/** Videos of the media folder: files of any size, written and read piece by piece. */
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, stat, writeFile } from 'node:fs/promises';
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
        const file: VideoFile = { size, read: (from, to, into) => inFolder(() => readPart(path, from, Math.min(to, size), into)) };
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

/** Hashed through one buffer: a film of hundreds of megabytes leaves no garbage behind. null when there is no such file. */
async function hashOfFile(path: string): Promise<string | null> {
  try {
    return await withFile(path, async (handle) => {
      const [hash, buffer] = [createHash('sha256'), new Uint8Array(1024 * 1024)];
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
        if (bytesRead === 0) return hash.digest('hex');
        hash.update(buffer.subarray(0, bytesRead));
      }
    });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function readPart(path: string, from: number, to: number, into: Uint8Array | undefined): Promise<Uint8Array> {
  return withFile(path, async (handle) => {
    const length = Math.max(0, to - from);
    const bytes = into === undefined ? new Uint8Array(length) : into.subarray(0, length);
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await handle.read(bytes, read, bytes.length - read, from + read);
      if (bytesRead === 0) throw new Error('the file is shorter than it was');
      read += bytesRead;
    }
    return bytes;
  });
}

async function withFile<T>(path: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r');
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}
