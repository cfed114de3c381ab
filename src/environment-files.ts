/** Settings that stand in files of their own: `NAME_FILE` names one (Docker, Kubernetes), and systemd's credentials are one each. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;
/** `problems`: by key, never by value. `files`: the keys that came from files. */
export type FilledEnvironment = { readonly environment: Environment; readonly problems: readonly string[] };

/** More than any secret is long: a file that was named by mistake is not read into memory. */
const mostBytes = 64 * 1024;

/**
 * The environment with what its `NAME_FILE` keys and the folder of CREDENTIALS_DIRECTORY hold. A key that is set as such
 * must not be set by file as well; a credential gives way to both. Other programs have such keys too: only ours are looked at.
 */
export function withFiles(environment: Environment, isOurs: (name: string) => boolean): FilledEnvironment {
  const problems: string[] = [];
  const byFile: Record<string, string> = {};
  for (const [key, path] of Object.entries(environment)) {
    const name = /^([A-Z][A-Z0-9_]*)_FILE$/.exec(key)?.[1];
    if (name === undefined || !isOurs(name) || path === undefined || path.trim() === '') continue;
    const value = readSecret(path.trim());
    if (value === null) problems.push(`${key}: names a file that cannot be read`);
    else if ((environment[name] ?? '').trim() !== '') problems.push(`${name}: is set as such and by ${key}; keep one of the two`);
    else byFile[name] = value;
  }
  return { environment: { ...credentials(environment.CREDENTIALS_DIRECTORY, isOurs), ...withoutEmpty(environment), ...byFile }, problems };
}

function readSecret(path: string): string | null {
  try {
    const { size } = statSync(path);
    return size > mostBytes ? null : readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

/** systemd puts there what LoadCredential= names, one file each. */
function credentials(folder: string | undefined, isOurs: (name: string) => boolean): Record<string, string> {
  if (folder === undefined || folder === '') return {};
  try {
    const names = readdirSync(folder).filter(isOurs);
    return Object.fromEntries(names.flatMap((name) => [readSecret(join(folder, name))].flatMap((value) => (value === null ? [] : [[name, value]]))));
  } catch {
    return {};
  }
}

/** An empty value counts as not set, as everywhere. */
function withoutEmpty(environment: Environment): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).flatMap(([key, value]) => (value === undefined || value.trim() === '' ? [] : [[key, value]])));
}
