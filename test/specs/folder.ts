import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder of the published API lists, beside the project; null where it is not there. They are never copied into the project. */
export function specsFolder(): string | null {
  const folder = fileURLToPath(new URL('../../../shared/specs', import.meta.url));
  return existsSync(folder) ? folder : null;
}
