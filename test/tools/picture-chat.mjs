/** Draws docs/nha-bao-chat.png: cards of the staff chat on the sandbox page. After a build: `node test/tools/picture-chat.mjs`. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const program = fileURLToPath(new URL('../../dist/src/cli/fanpage.js', import.meta.url));
const picture = fileURLToPath(new URL('../../docs/nha-bao-chat.png', import.meta.url));
const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const found = probe.address().port;
    probe.close(() => resolve(found));
  });
});
const dir = mkdtempSync(join(tmpdir(), 'chat-'));
const env = { PATH: process.env.PATH, HTTP_PORT: String(port), DATA_DIR: dir, LOG_LEVEL: 'silent', LOCALE: 'vi' };
const service = spawn(process.execPath, [program, 'start'], { env, cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
await new Promise((resolve) => service.stderr.on('data', (text) => /^ready/m.test(String(text)) && resolve()));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1500, height: 1000 }, deviceScaleFactor: 1 });
await page.goto(`http://127.0.0.1:${port}/`);
await page.waitForFunction(() => document.querySelectorAll('#messages button').length > 0, null, { timeout: 60_000 });
await page.waitForTimeout(3000);
await page.locator('#chat').screenshot({ path: picture });
await browser.close();
service.kill('SIGTERM');
await new Promise((resolve) => service.once('exit', resolve));
rmSync(dir, { recursive: true, force: true });
console.log(picture);
