/** vitest, and after it a look through everything that any process of the run wrote: no token may stand there. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findSecrets } from './find-secrets.mjs';

const dir = mkdtempSync(join(tmpdir(), 'output-'));
const recorder = pathToFileURL(fileURLToPath(new URL('./record-output.mjs', import.meta.url))).href;
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const env = { ...process.env, OUTPUT_RECORD_DIR: dir, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import ${recorder}`.trim() };
const child = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { env, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
const code = await new Promise((resolve) => child.once('exit', (status) => resolve(status ?? 1)));

const files = readdirSync(dir);
const texts = files.map((file) => readFileSync(join(dir, file), 'utf8'));
const found = texts.flatMap((text) => findSecrets(text));
const bytes = texts.reduce((sum, text) => sum + text.length, 0);
console.log(
  `\nOutput of ${files.length} processes (${Math.round(bytes / 1024)} KB) looked through for tokens: ${found.length === 0 ? 'none' : `${found.length} FOUND`}`,
);
for (const line of found.slice(0, 20)) console.log(`  ${line}`);
rmSync(dir, { recursive: true, force: true });
process.exit(code !== 0 ? code : found.length > 0 ? 1 : files.length === 0 ? 1 : 0);
