/**
 * What several processes on one store carry: a sandbox and one, two or three services, each a process of its own, on the embedded store, and on
 * MONGODB_TEST_URI where that is set. Articles come on the sandbox's portal; the time until all are posted is taken, once with one process killed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/src/cli/fanpage.js', import.meta.url));
const articles = 60;
const server = process.env.MONGODB_TEST_URI ?? null;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

function launch(command, env, ...args) {
  const child = spawn(process.execPath, [program, command, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  const ready = new Promise((resolve, reject) => {
    let seen = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      seen = `${seen}${text}`.slice(-4000);
      if (/^ready/m.test(seen)) resolve();
    });
    child.once('exit', () => reject(new Error(`${command} ended: ${seen}`)));
  });
  ready.catch(() => {});
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve({ code, out })));
  return { child, ready, ended };
}

function residentOf(pid) {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
}

async function measure(engine, processes, kill) {
  const dir = mkdtempSync(join(tmpdir(), 'scale-'));
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    DATA_DIR: join(dir, 'desk'),
    HTTP_PORT: String(port),
    POSTING_TIMES: 'asap',
    APPROVAL: 'auto',
    SETTLE_WINDOW: '3s',
    LOG_LEVEL: 'warn',
    ...(engine === 'mongodb' ? { MONGODB_URI: `${server.replace(/\/[^/]*$/, '')}/scale_${process.pid}_${Date.now()}` } : {}),
  };
  const sandbox = launch('sandbox', { ...env, DATA_DIR: join(dir, 'sandbox') });
  await sandbox.ready;
  const address = `http://127.0.0.1:${port}`;
  const post = (path) => fetch(`${address}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  const onPage = async () => (await (await fetch(`${address}/sandbox/state`)).json()).posts;
  const services = [];
  for (let n = 0; n < processes; n++) {
    const service = launch('start', env);
    await service.ready;
    services.push(service);
  }
  // The first reading of a source offers few: it is over before the articles come.
  while ((await onPage()).length === 0) await pause(200);
  let before = -1;
  for (let now = 0; now !== before; await pause(2500)) [before, now] = [now, (await onPage()).length];
  const known = (await onPage()).length;
  for (let n = 0; n < articles; n++) await post('/sandbox/article');
  const begun = performance.now();
  await launch('run', env, 'collect').ended;
  let killed = !kill;
  for (;;) {
    const posts = (await onPage()).length - known;
    if (!killed && posts >= articles / 3) {
      services[0].child.kill('SIGKILL');
      killed = true;
    }
    if (posts >= articles) break;
    if (performance.now() - begun > 600_000) throw new Error(`only ${posts} of ${articles} came`);
    await pause(50);
  }
  const seconds = (performance.now() - begun) / 1000;
  await pause(1500);
  const links = (await onPage()).map((one) => one.link ?? /https?:\/\/\S+/.exec(one.message ?? '')?.[0]);
  const alive = services.filter(({ child }) => child.exitCode === null && child.signalCode === null);
  const resident = alive.map(({ child }) => residentOf(child.pid));
  for (const { child } of alive) child.kill('SIGTERM');
  await Promise.all(services.map(({ ended }) => ended));
  sandbox.child.kill('SIGTERM');
  await sandbox.ended;
  rmSync(dir, { recursive: true, force: true });
  const doubles = links.length - new Set(links).size;
  return {
    what: `${engine}, ${processes} process${processes === 1 ? '' : 'es'}${kill ? ', one killed in the middle' : ''}: ${articles} articles to one Page`,
    measured: `${(articles / seconds).toFixed(1)} a second, ${Math.round((articles / seconds) * 3600)} an hour; ${doubles} doubles; ${Math.max(...resident)} MB resident`,
    wanted: 'none twice, none lost',
    ok: doubles === 0,
  };
}

/** A row for each plan. */
export async function run(note) {
  const plans = [
    ['embedded', 1, false],
    ['embedded', 2, false],
    ['embedded', 2, true],
    ...(server === null
      ? []
      : [
          ['mongodb', 1, false],
          ['mongodb', 2, false],
          ['mongodb', 3, false],
          ['mongodb', 2, true],
        ]),
  ];
  if (server === null) note('NOT RUN: without MONGODB_TEST_URI nothing is measured on MongoDB');
  const rows = [];
  for (const plan of plans) {
    rows.push(await measure(...plan));
    note(`scale: ${rows.at(-1).what}: ${rows.at(-1).measured}`);
  }
  return rows;
}
