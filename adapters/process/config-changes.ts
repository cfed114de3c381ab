/** Tells when the configuration is to be read again: on SIGHUP, and when its file changes. */
import { statSync } from 'node:fs';

type Options = {
  /** null: SIGHUP only. */
  readonly file: string | null;
  /** How often the file is looked at, in milliseconds: by its time, which works for every editor and every kind of disk. */
  readonly everyMs: number;
  readonly onChange: () => void;
};

/** Milliseconds since 1970; null: it is not there, or may not be looked at. */
function writtenAt(file: string): number | null {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return null;
  }
}

/** Until `stop`; does not keep the process alive. What changes from the very next moment on is told: `fs.watchFile` takes its first look later. */
export function watchConfig({ file, everyMs, onChange }: Options): { readonly stop: () => void } {
  let known = file === null ? null : writtenAt(file);
  const look = () => {
    const now = file === null ? null : writtenAt(file);
    if (now === known) return;
    known = now;
    onChange();
  };
  const timer = setInterval(look, everyMs).unref();
  process.on('SIGHUP', onChange);
  return {
    stop: () => {
      clearInterval(timer);
      process.off('SIGHUP', onChange);
    },
  };
}
