/** What is heavy is loaded where it is used: the compiled service, opened with the embedded store, has none of it yet. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';

const main = new URL('../dist/src/main.js', import.meta.url).href;
const config = new URL('../dist/src/config.js', import.meta.url).href;
const log = new URL('../dist/src/log.js', import.meta.url).href;

/** Names every package that is imported. */
const hook = `
export async function load(url, context, next) {
  const name = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1];
  if (name !== undefined) process._rawDebug('import ' + name);
  return next(url, context);
}`;

const opened = (folder: string) => `
import { createRequire, register } from 'node:module';
import { join } from 'node:path';
register(${JSON.stringify(pathToFileURL(join(folder, 'hook.mjs')).href)});
const { openDesk } = await import(${JSON.stringify(main)});
const { parseConfig } = await import(${JSON.stringify(config)});
const { createSilentLog } = await import(${JSON.stringify(log)});
const environment = {
  FACEBOOK_PAGE_ID: '1', FACEBOOK_PAGE_TOKEN: 'page-token', TELEGRAM_BOT_TOKEN: '1:token', TELEGRAM_CHAT_ID: '-1', PORTAL_FEEDS: 'https://halam.example/rss',
  DATA_DIR: ${JSON.stringify(join(folder, 'data'))},
};
const desk = await openDesk(parseConfig(environment, []), { clock: () => new Date(), log: createSilentLog() });
await desk.close();
const required = Object.keys(createRequire(import.meta.url).cache);
process.stdout.write(JSON.stringify(required));
`;

function packageOf(path: string): string {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path.replaceAll('\\', '/'))?.[1] ?? '';
}

it('neither the other store nor what makes pictures, charts, sheets, and of axios one build only', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loaded-'));
  try {
    writeFileSync(join(folder, 'hook.mjs'), hook);
    writeFileSync(join(folder, 'open.mjs'), opened(folder));
    const run = spawnSync(process.execPath, [join(folder, 'open.mjs')], { encoding: 'utf8' });
    const required = z.array(z.string()).parse(JSON.parse(run.stdout)).map(packageOf);
    const imported = run.stderr.split('\n').map((line) => line.replace(/^import /, ''));
    const loaded = new Set([...required, ...imported]);
    expect(loaded).toContain('telegraf');
    expect(required).toContain('axios');
    expect(imported).not.toContain('axios');
    const heavy = ['mongoose', 'mongodb', 'sharp', '@resvg/resvg-js', 'write-excel-file', 'feedsmith', 'astronomia'];
    expect(heavy.filter((name) => loaded.has(name))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 30_000);
