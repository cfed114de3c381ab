/** Files of the media folder: each under the hash of its bytes, whole or not there. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DeskError } from '../../src/errors.ts';

export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'unknown';
}

/** What a person can do about a folder that does not obey. */
export function folderError(dir: string, thrown: unknown): DeskError {
  const code = codeOf(thrown);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new DeskError(
        `no space left for pictures and videos in ${dir} (${code})`,
        'Free space on the disk that holds DATA_DIR; what could not be kept is tried again by itself.',
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new DeskError(`no right to use the media folder ${dir} (${code})`, 'Give the user that runs this program the right to read and write DATA_DIR.');
    default:
      return new DeskError(`the media folder ${dir} cannot be used (${code})`, 'Check that DATA_DIR is a folder on a healthy disk.');
  }
}

/** What is no hash is no file name either. */
export function isHash(sha256: string): boolean {
  return /^[0-9a-f]{64}$/.test(sha256);
}

/** Two letters a folder, so that none holds too many files. */
export function folderOf(dir: string, sha256: string): string {
  return join(dir, sha256.slice(0, 2));
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

/** Writes by `write`, which tells the file's place when it is done. After a crash at any point there is the whole file under its name, or none. */
export async function writeWhole(dir: string, write: (file: FileHandle) => Promise<{ readonly folder: string; readonly name: string }>): Promise<void> {
  await mkdir(dir, { recursive: true });
  const draft = join(dir, `${randomUUID()}.tmp`);
  try {
    const handle = await open(draft, 'wx');
    try {
      const { folder, name } = await write(handle);
      await handle.sync();
      const made = await mkdir(folder, { recursive: true });
      if (made !== undefined) await syncFolder(dirname(folder));
      await rename(draft, join(folder, name));
      await syncFolder(folder);
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
