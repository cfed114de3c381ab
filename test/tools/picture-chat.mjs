/** Draws docs/nha-bao-chat.png and docs/sandbox.png: a card of the staff chat, and the sandbox page. After a build: `node test/tools/picture-chat.mjs`; wants a font with emoji. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const program = fileURLToPath(new URL('../../dist/src/cli/fanpage.js', import.meta.url));
const picture = fileURLToPath(new URL('../../docs/nha-bao-chat.png', import.meta.url));
const whole = fileURLToPath(new URL('../../docs/sandbox.png', import.meta.url));
const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const found = probe.address().port;
    probe.close(() => resolve(found));
  });
});
const dir = mkdtempSync(join(tmpdir(), 'chat-'));
const env = { PATH: process.env.PATH, HTTP_PORT: String(port), DATA_DIR: dir, LOG_LEVEL: 'silent', LOCALE: 'vi' };
const service = spawn(process.execPath, [program, 'start'], { env, cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
process.on('exit', () => service.kill('SIGKILL'));
await new Promise((resolve) => service.stderr.on('data', (text) => /^ready/m.test(String(text)) && resolve()));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1500, height: 1240 }, deviceScaleFactor: 1 });
await page.goto(`http://127.0.0.1:${port}/`);
// A card whose picture has come, whole, its buttons above the people who may press them.
const card = page
  .locator('#messages .message', { has: page.locator('.picture') })
  .filter({ has: page.locator('.keyboard') })
  .first();
await card.waitFor({ timeout: 60_000 });
await page.waitForFunction(() => [...document.querySelectorAll('#messages img')].every((one) => one.complete && one.naturalWidth > 0), null, {
  timeout: 60_000,
});
await page.waitForTimeout(5000);
await card.evaluate((one) => one.scrollIntoView({ block: 'end' }));
await page.waitForTimeout(1000);
await page.locator('#chat').screenshot({ path: picture });
// One post goes out, so that the Page has something to show.
for (const word of ['Đăng ngay', 'Đúng, đăng ngay']) {
  await card.locator('.key', { hasText: word }).first().click();
  await page.waitForTimeout(3000);
}
await page.waitForFunction(() => document.querySelectorAll('.post img').length > 0, null, { timeout: 60_000 });
await page.setViewportSize({ width: 1400, height: 900 });
await page.waitForTimeout(3000);
const waiting = page.locator('#messages .message', { has: page.locator('.key', { hasText: 'Duyệt' }) });
await waiting.first().evaluate((one) => one.scrollIntoView({ block: 'end' }));
await page.waitForTimeout(1000);
await page.screenshot({ path: whole });
await browser.close();
service.kill('SIGTERM');
await new Promise((resolve) => service.once('exit', resolve));
rmSync(dir, { recursive: true, force: true });
console.log(`${picture}\n${whole}`);
