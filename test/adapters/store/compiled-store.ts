/** The store as compiled JavaScript, for child processes: they run what stands in the sources now, whatever `dist` holds. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Compiles into a folder under node_modules, from where packages are found; `module` is the path of open.js. */
export function compileStore(): { readonly module: string; remove(): void } {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'compiled-store-'));
  const project = join(folder, 'tsconfig.json');
  const compilerOptions = { noEmit: false, noCheck: true, rootDir: root, outDir: join(folder, 'out') };
  const settings = { extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files: [join(root, 'adapters', 'store', 'open.ts')] };
  writeFileSync(project, JSON.stringify(settings));
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '-p', project], { stdio: 'inherit' });
  return { module: join(folder, 'out', 'adapters', 'store', 'open.js'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
