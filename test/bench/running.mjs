/** What the service takes of a machine: time to ready, memory when idle, disk of an installation. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'dist/src/cli/fanpage.js');
const pages = 50;
const idleFor = 45_000;
/** As `npm start`, the container and the systemd unit start it. */
const flags = ['--max-semi-space-size=2'];

/** Portals with one article each, Pages and a chat that answer every read, all from one small server. */
function outside() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const json = (body) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    request.resume();
    if (pathname.startsWith('/rss/')) {
      response.writeHead(200, { 'content-type': 'application/rss+xml' });
      response.end(
        `<rss version="2.0"><channel><title>x</title><item><title>Tin ${pathname}</title><link>http://127.0.0.1/tin${pathname}</link><pubDate>Thu, 01 Jan 2026 00:00:00 GMT</pubDate></item></channel></rss>`,
      );
    } else if (pathname === '/robots.txt') {
      response.writeHead(404);
      response.end();
    } else if (pathname.startsWith('/telegram/')) {
      const answer = () => json({ ok: true, result: pathname.endsWith('getUpdates') ? [] : { id: 1, is_bot: true, username: 'b', first_name: 'b' } });
      if (pathname.endsWith('getUpdates')) setTimeout(answer, 5000);
      else answer();
    } else json({ id: '1', name: 'x', followers_count: 10, data: [] });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ port: server.address().port, stop: () => server.close() }));
  });
}

async function startAndLook(env, cwd) {
  const begun = performance.now();
  const child = spawn(process.execPath, [...flags, program, 'start'], { env, cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let seen = '';
  const readyMs = await new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      seen += text;
      if (/^ready/m.test(seen)) resolve(performance.now() - begun);
    });
    child.once('exit', () => reject(new Error(seen)));
  });
  return {
    readyMs,
    residentMB: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function installed() {
  const dir = mkdtempSync(join(tmpdir(), 'install-'));
  try {
    for (const file of ['package.json', 'package-lock.json']) writeFileSync(join(dir, file), readFileSync(join(root, file)));
    execFileSync('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: dir, stdio: 'ignore' });
    const lock = JSON.parse(readFileSync(join(dir, 'node_modules/.package-lock.json'), 'utf8'));
    const packages = Object.keys(lock.packages).filter((path) => existsSync(join(dir, path))).length;
    const megabytes = Number(execFileSync('du', ['-sm', join(dir, 'node_modules')], { encoding: 'utf8' }).split('\t')[0]);
    return { packages, megabytes };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export async function run(note) {
  const dir = mkdtempSync(join(tmpdir(), 'running-'));
  const there = await outside();
  const address = `http://127.0.0.1:${there.port}`;
  const list = Array.from({ length: pages }, (_, n) => n + 1);
  writeFileSync(
    join(dir, 'newsroom.yaml'),
    [
      'newsroom: {chat: -100}',
      'staff: [{id: 1, role: admin}]',
      'sources:',
      ...list.map((n) => `  - {url: "${address}/rss/${n}", pages: ["${n}"], robots: off}`),
      'pages:',
      ...list.map((n) => `  - {id: "${n}", token: "\${PAGE_TOKEN}", timetable: {times: ["07:00"]}}`),
      '',
    ].join('\n'),
  );
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PAGE_TOKEN: 'page-token',
    TELEGRAM_BOT_TOKEN: '1:token',
    FACEBOOK_GRAPH_URL: `${address}/graph`,
    TELEGRAM_API_ROOT: `${address}/telegram`,
    ALLOW_PRIVATE_HOSTS: '127.0.0.1',
    DATA_DIR: join(dir, 'data'),
    HTTP_PORT: '47397',
    LOG_LEVEL: 'error',
  };
  try {
    const times = [];
    for (let n = 0; n < 4; n++) {
      const service = await startAndLook(env, dir);
      times.push(service.readyMs);
      await service.stop();
    }
    const readyMs = times.slice(1).sort((a, b) => a - b)[1];
    const service = await startAndLook(env, dir);
    note(`running: idle for ${idleFor / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, idleFor));
    const resident = service.residentMB();
    await service.stop();
    const { packages, megabytes } = installed();
    return [
      { what: `start to ready, ${pages} portals and Pages, embedded`, measured: `${Math.round(readyMs)} ms`, wanted: '≤ 1200 ms', ok: readyMs <= 1200 },
      { what: `resident, ${pages} portals and Pages, idle`, measured: `${Math.round(resident)} MB`, wanted: '≤ 130 MB', ok: resident <= 130 },
      { what: 'production installation', measured: `${megabytes} MB`, wanted: '≤ 200 MB', ok: megabytes <= 200 },
      { what: 'packages of it', measured: String(packages), wanted: '≤ 220', ok: packages <= 220 },
    ];
  } finally {
    there.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
