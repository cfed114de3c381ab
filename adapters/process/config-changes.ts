/** Tells when the configuration is to be read again: on SIGHUP, and when its file changes. */
import { unwatchFile, watchFile } from 'node:fs';

type Options = {
  /** null: SIGHUP only. */
  readonly file: string | null;
  /** How often the file is looked at, in milliseconds: by its time, which works for every editor and every kind of disk. */
  readonly everyMs: number;
  readonly onChange: () => void;
};

/** Until `stop`; does not keep the process alive. */
export function watchConfig({ file, everyMs, onChange }: Options): { readonly stop: () => void } {
  const changed = (now: { readonly mtimeMs: number }, before: { readonly mtimeMs: number }) => {
    if (now.mtimeMs !== before.mtimeMs) onChange();
  };
  if (file !== null) watchFile(file, { interval: everyMs, persistent: false }, changed);
  process.on('SIGHUP', onChange);
  return {
    stop: () => {
      if (file !== null) unwatchFile(file, changed);
      process.off('SIGHUP', onChange);
    },
  };
}
