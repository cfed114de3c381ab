/**
 * A video of 300 MB from the media folder to the Page, by the whole service beside a sandbox of another process: how much memory
 * it takes above idle, and what lost connections, lost answers and a killed process cost. `BENCH_VIDEO_MB` changes the size.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVideos } from '../../dist/adapters/media/videos.js';
import { openStores } from '../../dist/adapters/store/open.js';
import { contentHash, postIdOf, slotKeyOf } from '../../dist/src/identity.js';

const program = fileURLToPath(new URL('../../dist/src/cli/fanpage.js', import.meta.url));
const megabyte = 1024 * 1024;
const size = Number(process.env.BENCH_VIDEO_MB ?? 300) * megabyte;
const mostAboveIdle = 60;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const port = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

async function freePort() {
  const server = http.createServer();
  const found = await port(server);
  await new Promise((resolve) => server.close(resolve));
  return found;
}

/** A portal that has nothing to tell. */
async function quietPortal() {
  const feed = '<?xml version="1.0"?><rss version="2.0"><channel><title>Hạ Lam</title></channel></rss>';
  const server = http.createServer((_, response) => response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(feed));
  return { server, url: `http://127.0.0.1:${await port(server)}/rss` };
}

async function* film() {
  const piece = Buffer.alloc(megabyte);
  for (let at = 0; at < size; at += megabyte) {
    piece.fill((at / megabyte) % 251);
    if (at === 0) piece.set([0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x6d, 0x70, 0x34, 0x32]);
    yield piece;
  }
}

function launch(children, command, env) {
  const child = spawn(process.execPath, [program, command], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  children.add(child);
  let seen = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    seen += text;
  });
  const ready = async () => {
    while (!/^ready/m.test(seen)) {
      if (child.exitCode !== null) throw new Error(`${command} ended early: ${seen.slice(-800)}`);
      await pause(50);
    }
  };
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return { child, ready, ended };
}

/** Resident megabytes of a process, as Linux counts them. */
function resident(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

async function putPost(dataDir, as, page, sha256) {
  const link = 'https://halam.example/tin/1';
  const video = { url: `${link}.mp4`, sha256, size, width: 1080, height: 1920, seconds: 60 };
  const content = { form: 'video', as, message: `Phim\n\n${link}`, link, video, cover: null };
  const now = new Date();
  const slot = now;
  const stores = await openStores({ mongoUri: null, dataDir });
  await stores.posts.add({
    ...{ id: postIdOf('film', page), rev: 0, articleId: 'film', page, source: 'bench', title: 'Phim', url: link, createdAt: now, updatedAt: now },
    ...{ kind: 'video', language: 'vi', articleAt: null, content, warnings: [], version: 1, card: null, redraw: false },
    ...{ approval: { by: { id: 7, name: 'Lan' }, at: now, hash: contentHash(page, content) }, slot, slotKey: slotKeyOf(page, slot) },
    ...{ resends: 0, notBefore: null, uploads: null, status: 'scheduled' },
  });
  await stores.close();
}

const faultsOf = {
  video: [
    { path: '/*/videos', phase: 'transfer', skip: 10, fault: 'lost-before' },
    { path: '/*/videos', phase: 'transfer', skip: 20, fault: 'lost-after' },
    { path: '/*/videos', phase: 'transfer', skip: 30, fault: 'reset' },
    { path: '/*/videos', phase: 'finish', fault: 'lost-after' },
  ],
  reel: [
    { path: '/video-upload/*', phase: 'transfer', fault: 'cut-midway' },
    { path: '/*/video_reels', phase: 'finish', fault: 'lost-after' },
  ],
};

/** A connection that was kept open may just have been closed by a busy sandbox: asked again then. */
async function read(url, tries) {
  try {
    return await (await fetch(url)).json();
  } catch (error) {
    if (tries <= 1) throw error;
    await pause(200);
    return read(url, tries - 1);
  }
}

/** One film, published under these faults; the service is killed once in the middle where `kill` says so. */
async function publish(as, faults, kill) {
  const dir = mkdtempSync(join(tmpdir(), 'bench-video-'));
  const children = new Set();
  const portal = await quietPortal();
  try {
    const env = {
      ...{ PATH: process.env.PATH, DATA_DIR: join(dir, 'data'), HTTP_PORT: String(await freePort()), PORTAL_FEEDS: portal.url },
      ...{
        SANDBOX: 'facebook,telegram',
        ALLOW_PRIVATE_HOSTS: '127.0.0.1',
        POSTING_TIMES: 'asap',
        MIN_GAP_MINUTES: '0',
        SETTLE_WINDOW: '5s',
        LOG_LEVEL: 'info',
      },
    };
    const address = `http://127.0.0.1:${env.HTTP_PORT}`;
    const get = (path) => read(`${address}${path}`, 5);
    const sandbox = launch(children, 'sandbox', { ...env, DATA_DIR: join(dir, 'sandbox') });
    await sandbox.ready();
    const { places } = await get('/sandbox/hello');
    for (const fault of faults) {
      const body = JSON.stringify({ system: 'facebook', method: 'POST', times: 1, ...fault });
      await fetch(`${address}/sandbox/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    }
    const { sha256 } = await createVideos({ dir: join(env.DATA_DIR, 'media') }).keep(film());
    let service = launch(children, 'start', env);
    await service.ready();
    await pause(6000);
    const idle = resident(service.child.pid);
    await putPost(env.DATA_DIR, as, places.facebook.pageId, sha256);
    const begun = Date.now();
    let peak = 0;
    let killed = !kill;
    let posts = [];
    for (let round = 0; posts.length === 0; round++) {
      if (Date.now() - begun > 600_000) throw new Error('the film did not come to the Page within ten minutes');
      if (killed) peak = Math.max(peak, resident(service.child.pid));
      if (round % 20 === 0) {
        posts = (await get('/sandbox/state')).posts;
        if (!killed && (await sent(get)) > size / 2) {
          service.child.kill('SIGKILL');
          await service.ended;
          service = launch(children, 'start', env);
          await service.ready();
          killed = true;
        }
      }
      await pause(50);
    }
    // Whoever would post it twice would do so within the settle window.
    await pause(12_000);
    const requests = (await get('/sandbox/requests')).filter((each) => each.method === 'POST' && each.params.upload_phase !== undefined);
    const begunUploads = requests.filter((each) => String(each.params.upload_phase).toLowerCase() === 'start').length;
    const last = (await get('/sandbox/state')).posts.length;
    const bytes = requests.reduce((sum, each) => sum + (each.params.video_file_chunk?.bytes ?? 0), 0);
    return { aboveIdle: peak - idle, idle, posts: last, begunUploads, resent: bytes / size - 1, seconds: (Date.now() - begun) / 1000 - 12 };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    portal.server.close();
    portal.server.closeAllConnections();
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function sent(get) {
  return (await get('/sandbox/requests')).reduce((sum, each) => sum + (each.params.video_file_chunk?.bytes ?? 0), 0);
}

/** The rows of the table. Memory is read from /proc, so only on Linux. */
export async function run(say) {
  const rows = [];
  const cases = [
    ['video, lost connections and answers', 'video', faultsOf.video, false],
    ['reel, cut off half-way, answer lost', 'reel', faultsOf.reel, false],
    ['video, the service killed half-way', 'video', [], true],
  ];
  for (const [name, as, faults, kill] of cases) {
    say(`${name}: ${size / megabyte} MB`);
    const seen = await publish(as, faults, kill);
    const above = Math.round(seen.aboveIdle);
    rows.push({
      what: `${name}: memory above idle (${Math.round(seen.idle)} MB)`,
      measured: `${above} MB`,
      wanted: `≤ ${mostAboveIdle} MB`,
      ok: above <= mostAboveIdle,
    });
    rows.push({ what: `${name}: posts on the Page`, measured: seen.posts, wanted: 1, ok: seen.posts === 1 });
    rows.push({ what: `${name}: uploads begun`, measured: seen.begunUploads, wanted: 1, ok: seen.begunUploads === 1 });
    if (as === 'video') rows.push({ what: `${name}: sent again`, measured: `${(seen.resent * 100).toFixed(1)} %`, wanted: '≤ 10 %', ok: seen.resent <= 0.1 });
    rows.push({ what: `${name}: time from idle`, measured: `${seen.seconds.toFixed(0)} s`, wanted: 'told', ok: true });
  }
  return rows;
}
