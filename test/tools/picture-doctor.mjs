/** Draws docs/doctor.png: what `doctor` says of a desk with two things to mend, as a terminal shows it. After a build: `node test/tools/picture-doctor.mjs`. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const program = fileURLToPath(new URL('../../dist/src/cli/fanpage.js', import.meta.url));
const picture = fileURLToPath(new URL('../../docs/doctor.png', import.meta.url));
const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const found = probe.address().port;
    probe.close(() => resolve(found));
  });
});
const dir = mkdtempSync(join(tmpdir(), 'doctor-'));
const base = { PATH: process.env.PATH, HTTP_PORT: String(port), LOG_LEVEL: 'silent' };
const sandbox = spawn(process.execPath, [program, 'sandbox'], {
  env: { ...base, DATA_DIR: join(dir, 'sandbox') },
  cwd: dir,
  stdio: ['ignore', 'ignore', 'pipe'],
});
await new Promise((resolve) => sandbox.stderr.on('data', (text) => /^ready/m.test(String(text)) && resolve()));
const address = `http://127.0.0.1:${port}`;
const { places } = await (await fetch(`${address}/sandbox/hello`)).json();
const env = {
  ...base,
  HTTP_PORT: String(port + 1),
  DATA_DIR: join(dir, 'data'),
  LOCALE: 'vi',
  PORTAL_FEEDS: `${places.feeds[0]},${address}/portal/rss/da-doi.rss`,
  ALLOW_PRIVATE_HOSTS: '127.0.0.1',
  FACEBOOK_GRAPH_URL: places.facebook.graphUrl,
  FACEBOOK_PAGE_ID: places.facebook.pageId,
  FACEBOOK_PAGE_TOKEN: places.facebook.pageToken,
  FACEBOOK_APP_ID: places.facebook.appId,
  FACEBOOK_APP_SECRET: places.facebook.appSecret,
  TELEGRAM_API_ROOT: places.telegram.apiRoot,
  TELEGRAM_BOT_TOKEN: places.telegram.token,
  TELEGRAM_CHAT_ID: '-1009999999999',
  TELEGRAM_STAFF: '1001:admin,1002',
};
const doctor = spawn(process.execPath, [program, 'doctor'], { env, cwd: dir, stdio: ['ignore', 'pipe', 'inherit'] });
let said = '';
doctor.stdout.setEncoding('utf8').on('data', (text) => {
  said += text;
});
await new Promise((resolve) => doctor.once('exit', resolve));
sandbox.kill('SIGTERM');
rmSync(dir, { recursive: true, force: true });

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
// A portal's address as readers know one, and no port of this machine.
const told = said.replaceAll(address, 'https://halam.gov.vn').replaceAll(dir, '/var/lib/fanpage-desk');
const lines = told.split('\n').map((line) => {
  const text = escaped(line);
  if (line.startsWith('✔')) return `<span class="good">✔</span>${text.slice(1)}`;
  if (line.startsWith('✖')) return `<span class="bad">✖</span><b>${text.slice(1)}</b>`;
  return line.startsWith('    ') ? `<span class="fix">${text}</span>` : text;
});
const html = `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #1b1f24; }
pre { margin: 0; padding: 22px 26px; font: 15px/1.5 "DejaVu Sans Mono", "Noto Sans Mono", monospace; color: #d5d9df; white-space: pre-wrap; width: 1040px; }
.good { color: #57c777; } .bad { color: #ff6b6b; } .fix { color: #f2c14e; } .prompt { color: #8b949e; }
</style><pre><span class="prompt">$ npm run -s fanpage -- doctor</span>\n${lines.join('\n').trimEnd()}</pre>`;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1092, height: 400 }, deviceScaleFactor: 1 });
await page.setContent(html);
await page.screenshot({ path: picture, fullPage: true });
await browser.close();
console.log(`${picture}\n${told}`);
