/** What is due, found among many posts; and 500 posts due at one moment over 50 Pages. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scheduledPost } from './scheduled-post.mjs';

const from = (path) => import(new URL(`../../dist/${path}`, import.meta.url));
const { openStores, openEngine } = await from('adapters/store/open.js');
const { toStored, kinds } = await from('adapters/store/documents.js');
const { parseConfig } = await from('src/config.js');
const { openDesk, startService } = await from('src/main.js');
const { createSilentLog } = await from('src/log.js');

function median(times) {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

async function lookUp(count) {
  const dir = mkdtempSync(join(tmpdir(), 'due-'));
  const engine = await openEngine({ mongoUri: null, dataDir: dir });
  const now = new Date('2026-11-23T01:00:00.000Z');
  for (let n = 0; n < count; n += 5000) {
    const posts = Array.from({ length: Math.min(5000, count - n) }, (_, index) =>
      toStored(kinds.posts, scheduledPost(n + index, '1', new Date(now.getTime() - (n + index) * 60_000), n + index < 20 ? 'scheduled' : 'published')),
    );
    await engine.insertAll('posts', posts);
  }
  await engine.close();
  const stores = await openStores({ mongoUri: null, dataDir: dir });
  const times = [];
  for (let n = 0; n < 400; n++) {
    const begun = performance.now();
    await stores.posts.due('1', now, 5);
    times.push(performance.now() - begun);
  }
  await stores.close();
  rmSync(dir, { recursive: true, force: true });
  return median(times.slice(50));
}

/** A chat in which nobody writes. */
function answerChat(response, method) {
  const answer = () => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: true, result: method === 'getUpdates' ? [] : { id: 1, is_bot: true, username: 'b', first_name: 'b', message_id: 1 } }));
  };
  setTimeout(answer, method === 'getUpdates' ? 5000 : 0);
}

/** A Graph API that answers after 50 ms and notes in which order each Page got its posts. */
function slowGraph() {
  const got = new Map();
  /** When each post came, milliseconds since 1970, by its number. */
  const came = new Map();
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const [, first = '', page, method] = new URL(request.url ?? '/', 'http://x').pathname.split('/');
      if (first === 'telegram') return answerChat(response, method);
      let body = { data: [], id: page, permalink_url: `https://facebook.example/${page}` };
      if (request.method === 'POST') {
        const text = Buffer.concat(chunks).toString('utf8');
        const number = Number(/tin-(\d+)\.htm/.exec(decodeURIComponent(text))?.[1]);
        came.set(number, Date.now());
        got.set(page, [...(got.get(page) ?? []), number]);
        body = { id: `${page}_${number}` };
      }
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      }, 50);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ port: server.address().port, got, came, stop: () => server.close() }));
  });
}

/** One folder, one Graph API, and Pages whose posts wait for their slots. */
async function waiting(pageIds, posts, port, dir) {
  const newsroom = `newsroom: {chat: -100}\nsources: [{url: "https://127.0.0.1:9/rss"}]\ntimetable: {times: asap, gap: 0s}\npages:\n${pageIds.map((id) => `  - {id: "${id}", token: "\${PAGE_TOKEN}"}`).join('\n')}\n`;
  const environment = {
    ...{ PAGE_TOKEN: 'page-token', TELEGRAM_BOT_TOKEN: '1:token', DATA_DIR: dir, LOG_LEVEL: 'silent', HTTP_PORT: '47398' },
    ...{ FACEBOOK_GRAPH_URL: `http://127.0.0.1:${port}`, TELEGRAM_API_ROOT: `http://127.0.0.1:${port}/telegram` },
  };
  const engine = await openEngine({ mongoUri: null, dataDir: dir });
  await engine.insertAll('posts', posts);
  await engine.close();
  return parseConfig(environment, [], { path: 'newsroom.yaml', text: newsroom });
}

async function burst() {
  const dir = mkdtempSync(join(tmpdir(), 'burst-'));
  const graph = await slowGraph();
  const pages = Array.from({ length: 50 }, (_, n) => String(100 + n));
  const slot = new Date(Date.now() - 1000);
  const posts = Array.from({ length: 500 }, (_, n) => toStored(kinds.posts, scheduledPost(n, pages[n % 50], new Date(slot.getTime() + Math.floor(n / 50)))));
  const config = await waiting(pages, posts, graph.port, dir);
  const desk = await openDesk(config, { clock: () => new Date(), log: createSilentLog() });
  const begun = performance.now();
  const outcome = await desk.app.run('publish');
  const seconds = (performance.now() - begun) / 1000;
  await desk.close();
  graph.stop();
  rmSync(dir, { recursive: true, force: true });
  const inOrder = [...graph.got.values()].every((numbers) => numbers.every((number, index) => index === 0 || number > numbers[index - 1]));
  const sent = [...graph.got.values()].flat();
  return { seconds, inOrder, once: new Set(sent).size === sent.length && sent.length === 500, outcome };
}

/** The running service with a post every two seconds, each alone in its slot: from the slot to the moment the Page has it. */
async function lateness() {
  const dir = mkdtempSync(join(tmpdir(), 'late-'));
  const graph = await slowGraph();
  const first = Date.now() + 8000;
  const slots = Array.from({ length: 30 }, (_, n) => first + n * 2000);
  const posts = slots.map((slot, n) => toStored(kinds.posts, scheduledPost(n, '100', new Date(slot))));
  const service = await startService(await waiting(['100'], posts, graph.port, dir), () => {});
  const end = slots.at(-1) + 10_000;
  while (graph.came.size < slots.length && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 200));
  await service.stop();
  graph.stop();
  rmSync(dir, { recursive: true, force: true });
  const late = slots.map((slot, n) => (graph.came.get(n) ?? Number.POSITIVE_INFINITY) - slot).sort((a, b) => a - b);
  return { middle: late[Math.floor(late.length / 2)], p99: late[Math.ceil(late.length * 0.99) - 1] };
}

export async function run(note) {
  const [few, many] = [await lookUp(1000), await lookUp(100_000)];
  note(`due: ${few.toFixed(3)} ms among 1,000, ${many.toFixed(3)} ms among 100,000`);
  const { seconds, inOrder, once, outcome } = await burst();
  if (!once) note(JSON.stringify(outcome));
  const late = await lateness();
  return [
    {
      what: 'what is due, among 100,000 posts beside 1,000 (embedded)',
      measured: `${(many / few).toFixed(2)} × (${many.toFixed(2)} ms)`,
      wanted: '≤ 1.5 ×',
      ok: many / few <= 1.5,
    },
    { what: '500 posts due at once over 50 Pages, Graph answers in 50 ms', measured: `${seconds.toFixed(1)} s`, wanted: '≤ 15 s', ok: seconds <= 15 },
    { what: 'each once, in the order of its Page', measured: `${once && inOrder ? 'yes' : 'no'}`, wanted: 'yes', ok: once && inOrder },
    {
      what: 'lateness of a post alone in its slot, p99 of 30 (the running service)',
      measured: `${Math.round(late.p99)} ms (in the middle ${Math.round(late.middle)} ms)`,
      wanted: '≤ 1000 ms',
      ok: late.p99 <= 1000,
    },
  ];
}
