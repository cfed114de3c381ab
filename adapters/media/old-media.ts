/** The media folder as a cache: what is old and not needed goes. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaFolder } from '../../src/ports.ts';

/** Files of `dir` that are named by a hash. A file that is gone meanwhile, or that another process removes, is no trouble. */
export function createMediaFolder({ dir }: { readonly dir: string }): MediaFolder {
  return {
    async forget(needed, before) {
      let forgotten = 0;
      for (const folder of await readdir(dir).catch(() => [])) {
        if (!/^[0-9a-f]{2}$/.test(folder)) continue;
        for (const name of await readdir(join(dir, folder)).catch(() => [])) {
          const sha256 = /^([0-9a-f]{64})\.\w+/.exec(name)?.[1];
          if (sha256 === undefined || needed.has(sha256)) continue;
          const path = join(dir, folder, name);
          const there = await stat(path).catch(() => null);
          if (there === null || there.mtime >= before) continue;
          await rm(path, { force: true });
          forgotten += 1;
        }
      }
      return forgotten;
    },
  };
}
