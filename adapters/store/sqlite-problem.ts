/** SQLite's errors in words of what to do. */
import { DeskError } from '../../src/errors.ts';

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** libsql tells a file that cannot be opened by a text that ends in SQLite's number for it. */
function cannotOpen(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_CANTOPEN') || (error instanceof Error && error.message.startsWith('ConnectionFailed('));
}

export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_CONSTRAINT');
}

/** Another process writes: the statement was not begun. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY');
}

/** The DeskError for whatever libsql threw about this file; nothing of the failed statement was kept. */
export function sqliteProblem(error: unknown, file: string): DeskError {
  if (error instanceof DeskError) return error;
  const code = codeOf(error);
  const is = (...names: readonly string[]) => names.some((name) => code.startsWith(name));
  if (is('SQLITE_FULL')) {
    return new DeskError(`the disk of ${file} is full: nothing more can be stored`, 'Free space on that disk; the desk goes on by itself then.');
  }
  if (is('SQLITE_READONLY', 'SQLITE_PERM', 'SQLITE_AUTH')) {
    return new DeskError(
      `${file} cannot be written`,
      'Give this user the right to write the file and its folder (DATA_DIR), or check that the disk is not read-only.',
    );
  }
  if (is('SQLITE_NOTADB')) {
    return new DeskError(`${file} is not a database of this program`, 'Point DATA_DIR elsewhere, or move the file away or restore it from a backup.');
  }
  if (is('SQLITE_CORRUPT')) {
    return new DeskError(`${file} is damaged`, 'Stop the desk, keep a copy of DATA_DIR, and restore the last backup.');
  }
  if (cannotOpen(error)) {
    return new DeskError(
      `${file} cannot be opened`,
      'Check that DATA_DIR is a folder which this user may read and write, and that the disk is there and not full.',
    );
  }
  if (is('SQLITE_BUSY', 'SQLITE_LOCKED')) {
    return new DeskError(
      `${file} is held by another process`,
      'End the program that keeps it open for writing (a database browser with unsaved changes?), then try again.',
    );
  }
  if (is('SQLITE_IOERR')) {
    return new DeskError(`${file} cannot be read or written (${code})`, 'Check the disk: it may be full, failing or gone.');
  }
  const detail = error instanceof Error ? error.message : 'unknown failure';
  return new DeskError(`the store in ${file} failed (${code || 'no code'}): ${detail}`, 'Please report this with the log; nothing of this write was kept.');
}
