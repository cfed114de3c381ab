/** How fast feeds are read beside two well-known readers, what fifty quiet portals cost, and what hostile documents cost. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import FeedParser from 'feedparser';
import RssParser from 'rss-parser';
import { readFeedDocument } from '../../dist/adapters/portal/documents.js';
import { atom, rss } from './feeds.mjs';

const now = new Date('2026-11-22T12:00:00Z');
const context = { url: 'https://halam.example/rss/tin-tuc.rss', contentType: 'text/xml', zone: 'Asia/Ho_Chi_Minh', now };

const contenders = {
  ours: async (bytes) => readFeedDocument(bytes, context).items.length,
  'rss-parser': async (bytes) => (await new RssParser().parseString(bytes.toString('utf8'))).items.length,
  feedparser: (bytes) =>
    new Promise((resolve, reject) => {
      let count = 0;
      const parser = new FeedParser({ addmeta: false });
      parser.on('error', reject);
      parser.on('readable', () => {
        while (parser.read() !== null) count += 1;
      });
      parser.on('end', () => resolve(count));
      Readable.from([bytes]).pipe(parser);
    }),
};

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const round = (number, digits = 2) => Number(number.toFixed(digits));

/** Articles read per second by each, all of them in turn on the same bytes. */
async function race(bytes, items, rounds) {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  const counts = {};
  // The first turns are for the compiler.
  for (let turn = -rounds; turn < rounds; turn++) {
    for (const [name, read] of Object.entries(contenders)) {
      const begun = performance.now();
      counts[name] = await read(bytes);
      if (turn >= 0) times[name].push(performance.now() - begun);
    }
  }
  const speeds = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, Math.round((items * 1000) / median(list))]));
  return { speeds, counts };
}

async function reading(say) {
  const kinds = [
    ['RSS, plain', rss, false],
    ['Atom, plain', atom, false],
    ['RSS, HTML in descriptions', rss, true],
    ['Atom, HTML in descriptions', atom, true],
  ];
  const rows = [];
  for (const [name, make, html] of kinds) {
    for (const items of [50, 500]) {
      say(`${name}, ${items} items`);
      const { speeds, counts } = await race(make(items, html), items, items === 50 ? 40 : 12);
      const ratio = speeds.ours / Math.max(speeds['rss-parser'], speeds.feedparser);
      const wanted = html ? 0.4 : 1;
      const lost = Math.max(counts['rss-parser'], counts.feedparser) - counts.ours;
      rows.push({
        what: `${name}, ${items} items: articles a second, ours / rss-parser / feedparser`,
        measured: `${speeds.ours} / ${speeds['rss-parser']} / ${speeds.feedparser}: ${round(ratio)} ×${lost > 0 ? `, ${lost} lost` : ''}`,
        wanted: `≥ ${wanted} × the faster, nothing lost`,
        ok: ratio >= wanted && lost <= 0,
      });
    }
  }
  return rows;
}

/** A child process of its own, so that its memory is its own; gives what it says on its last line. */
function inChild(name, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--expose-gc', fileURLToPath(new URL('./portal-child.mjs', import.meta.url)), name, ...args.map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (part) => {
      out += part;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(out.trim().split('\n').at(-1))) : reject(new Error(`${name} ended with ${code}`))));
  });
}

async function listening(answer) {
  const server = http.createServer(answer);
  await new Promise((resolve) => server.listen(0, '0.0.0.0', resolve));
  return { port: server.address().port, stop: () => server.close() };
}

async function quietPortals(say) {
  say('50 portals, nothing new');
  const bytes = rss(50, true);
  const asked = [];
  const { port, stop } = await listening((request, response) => {
    asked.push({ host: request.headers.host, path: request.url, conditional: request.headers['if-none-match'] !== undefined });
    if (request.url === '/robots.txt') return response.writeHead(404).end();
    if (request.headers['if-none-match'] === '"1"') return response.writeHead(304, { ETag: '"1"' }).end();
    const own = bytes.toString('utf8').replaceAll('https://halam.example', `http://${request.headers.host}`);
    return response.writeHead(200, { 'Content-Type': 'text/xml', ETag: '"1"' }).end(own);
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-portals-'));
  const measured = await inChild('collect', port, dataDir);
  stop();
  rmSync(dataDir, { recursive: true, force: true });
  const last = asked.slice(-50);
  const onePerSource =
    asked.length <= 150 && new Set(last.map(({ host }) => host)).size === 50 && last.every(({ path, conditional }) => path === '/rss' && conditional);
  return [
    {
      what: '50 portals × 50 items, nothing new: one collecting round',
      measured: `${round(measured.ms / 1000)} s, ${round(measured.aboveIdleMb, 0)} MB above idle, ${measured.counts.unchanged} unchanged, ${onePerSource ? 'one request a source' : 'MORE REQUESTS'}`,
      wanted: '≤ 2 s, ≤ 50 MB, 50 × 304',
      ok: measured.ms <= 2000 && measured.aboveIdleMb <= 50 && measured.counts.unchanged === 50 && onePerSource,
    },
  ];
}

async function hostile(say) {
  const item = Buffer.from(`<item><title>Tin</title><link>/tin/1</link><description>${'a'.repeat(900)}</description></item>`);
  const documents = {
    'a 30 MB feed': (response) => {
      response.writeHead(200, { 'Content-Type': 'text/xml' });
      response.write('<?xml version="1.0"?><rss version="2.0"><channel>');
      let left = 30_000_000;
      const more = () => {
        while (left > 0 && !response.destroyed) {
          left -= item.length;
          if (!response.write(item)) return response.once('drain', more);
        }
        return response.end('</channel></rss>');
      };
      more();
    },
    'an entity bomb': (response) => {
      const entities = Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
      response.writeHead(200, { 'Content-Type': 'text/xml' });
      response.end(
        `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">${entities}]><rss version="2.0"><channel><item><title>&l12;</title><link>/1</link></item></channel></rss>`,
      );
    },
    'a blown-up entity': (response) => {
      response.writeHead(200, { 'Content-Type': 'text/xml' });
      response.end(
        `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "${'a'.repeat(100_000)}">]><rss version="2.0"><channel><item><title>${'&a;'.repeat(50_000)}</title><link>/1</link></item></channel></rss>`,
      );
    },
  };
  const rows = [];
  for (const [name, send] of Object.entries(documents)) {
    say(name);
    const { port, stop } = await listening((request, response) => (request.url === '/robots.txt' ? response.writeHead(404).end() : send(response)));
    const measured = await inChild('read', port);
    stop();
    rows.push({
      what: name,
      measured: `${measured.outcome} in ${round(measured.ms / 1000)} s, ${round(measured.aboveIdleMb, 0)} MB above idle`,
      wanted: 'refused, ≤ 2 s, ≤ 100 MB',
      ok: measured.outcome !== 'read' && measured.ms <= 2000 && measured.aboveIdleMb <= 100,
    });
  }
  return rows;
}

export async function run(say) {
  return [...(await reading(say)), ...(await quietPortals(say)), ...(await hostile(say))];
}
