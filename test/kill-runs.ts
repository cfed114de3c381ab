/** Runs of twenty posts over HTTP whose service is killed at random moments, and what stands on the Page in the end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { sampleVideo } from '../adapters/sandbox/sample-video.ts';
import { foldLink } from '../src/publishing/on-page.ts';
import { ask, type Environment, type Launched, launch } from './fakes/fanpage.ts';
import { freePort } from './fakes/server.ts';

export const postsARun = 20;
/** Kills of one run, at most; a run whose posts are all out is killed no more. */
const mostKills = 10;

const state = z.object({
  posts: z.array(z.object({ link: z.string().nullable(), message: z.string().nullable(), photos: z.array(z.unknown()), video: z.string().nullable() })),
});
const queueJson = z.array(z.object({ status: z.string(), url: z.string() }));
const ledgerJson = z.object({ articles: z.number(), published: z.number(), failed: z.number(), open: z.number(), unaccounted: z.number() });

export type KillRun = {
  readonly seed: number;
  /** When it was killed: `+850ms` after the start, or `send 2 +31ms` after the second post was sent in that life. */
  readonly moments: readonly string[];
  readonly onPage: number;
  readonly articlesOnPage: number;
  readonly published: number;
  readonly ledger: z.infer<typeof ledgerJson>;
  readonly forms: { readonly albums: number; readonly videos: number };
  readonly seconds: number;
};

/** One run from an empty desk to twenty published posts. `mongoUri` null: the embedded store. Leaves nothing running. */
export async function runWithKills(seed: number, mongoUri: string | null, most = mostKills): Promise<KillRun> {
  const begun = Date.now();
  const dir = await mkdtemp(join(tmpdir(), 'kill-'));
  const launched: Launched[] = [];
  const portal = await openPortal();
  try {
    const environment = { ...environmentOf(dir, portal, await freePort()), ...(mongoUri === null ? {} : { MONGODB_URI: mongoUri }) };
    const run = (command: string) => {
      const started = launch([command], environment);
      launched.push(started);
      return started;
    };
    const sandbox = run('sandbox');
    await sandbox.ready;
    const moments: string[] = [];
    const random = numbersFrom(seed);
    while (moments.length < most && (await onPage(environment)).length < postsARun) {
      const service = run('start');
      moments.push(await someMoment(service, random));
      await service.kill('SIGKILL');
    }
    const service = run('start');
    await service.ready;
    const queue = await eventually(
      async () => queueJson.parse(await ask(['queue', '--all'], environment)),
      (rows) => rows.length === postsARun && rows.every((row) => row.status === 'published' || row.status === 'failed'),
    );
    const ledger = ledgerJson.parse(await ask(['ledger'], environment));
    await service.kill('SIGTERM');
    const links = await onPage(environment);
    const posts = await postsOf(environment);
    const forms = {
      albums: posts.filter((post) => post.photos.length > 1).length,
      videos: posts.filter((post) => post.video !== null).length,
    };
    const published = queue.filter((row) => row.status === 'published').length;
    return {
      seed,
      moments,
      onPage: links.length,
      articlesOnPage: new Set(links).size,
      published,
      ledger,
      forms,
      seconds: Math.round((Date.now() - begun) / 1000),
    };
  } finally {
    await Promise.all(launched.map((one) => one.kill('SIGKILL')));
    portal.close();
    portal.closeAllConnections();
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Half of the moments lie anywhere from the start on, the other half right around a send. */
async function someMoment(service: Launched, random: () => number): Promise<string> {
  if (random() < 0.5) {
    const afterMs = Math.round(300 + random() * 2700);
    await pause(afterMs);
    return `+${afterMs}ms`;
  }
  const sends = 1 + Math.floor(random() * 4);
  const afterMs = Math.round(random() * 80);
  await Promise.race([sent(service, sends), pause(10_000)]);
  await pause(afterMs);
  return `send ${sends} +${afterMs}ms`;
}

function environmentOf(dir: string, portal: Server, port: number): Environment {
  return {
    DATA_DIR: join(dir, 'data'),
    HTTP_PORT: String(port),
    PORTAL_FEEDS: `${addressOf(portal)}/rss`,
    SANDBOX: 'facebook,telegram',
    ALLOW_PRIVATE_HOSTS: '127.0.0.1',
    POSTING_TIMES: 'asap',
    MIN_GAP_MINUTES: '0',
    APPROVAL: 'auto',
    SETTLE_WINDOW: '3s',
    LOG_LEVEL: 'info',
  };
}

/** When so many posts were sent; never rejects. */
function sent(service: Launched, count: number): Promise<void> {
  return service.until((said) => said.split('sent to the Page').length > count).catch(() => {});
}

async function postsOf(environment: Environment): Promise<z.infer<typeof state>['posts']> {
  return state.parse(await (await fetch(`http://127.0.0.1:${environment.HTTP_PORT}/sandbox/state`)).json()).posts;
}

/** The article that each post on the Page is about. */
async function onPage(environment: Environment): Promise<readonly string[]> {
  return (await postsOf(environment)).map((post) => foldLink(post.link ?? /https?:\/\/\S+/.exec(post.message ?? '')?.[0] ?? ''));
}

/** Waits for something outside this process, which no fake clock can hurry. */
async function eventually<T>(look: () => Promise<T>, is: (seen: T) => boolean): Promise<T> {
  const end = Date.now() + 300_000;
  for (;;) {
    const seen = await look();
    if (is(seen)) return seen;
    if (Date.now() > end) throw new Error(`it did not come to pass in time: ${JSON.stringify(seen)}`);
    await pause(500);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A fixed sequence of numbers from 0 to 1: the same in every run of this seed. */
function numbersFrom(seed: number): () => number {
  let x = seed % 2_147_483_648;
  return () => {
    x = (x * 1_103_515_245 + 12_345) % 2_147_483_648;
    return x / 2_147_483_648;
  };
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return `http://127.0.0.1:${address.port}`;
}

/** Noise, so that no two pictures look alike. */
async function drawPicture(seed: number): Promise<Uint8Array> {
  const random = numbersFrom(seed * 7919 + 1);
  const raw = Buffer.from(Array.from({ length: 24 * 13 * 3 }, () => Math.floor(random() * 256)));
  return sharp(raw, { raw: { width: 24, height: 13, channels: 3 } })
    .resize(1200, 650, { kernel: 'nearest' })
    .jpeg()
    .toBuffer();
}

/** A portal of twenty articles of the last hours: five of several pictures, two films, the rest plain news. */
function openPortal(): Promise<Server> {
  const at = Date.now();
  const numbers = Array.from({ length: postsARun }, (_, index) => index + 1);
  const kindOf = (number: number) => (number % 4 === 0 ? 'Tin ảnh' : number % 7 === 0 ? 'Video' : 'Kinh tế');
  const title = (number: number) => `Khánh thành công trình thứ ${number} của tỉnh`;
  const lead = (number: number) => `Sáng nay, tỉnh khánh thành công trình thứ ${number} trong năm.`;
  const item = (own: string, number: number) =>
    `<item><title>${title(number)}</title><link>${own}/tin/${number}</link><category>${kindOf(number)}</category><description>${lead(number)}</description><pubDate>${new Date(at - number * 600_000).toUTCString()}</pubDate></item>`;
  const shown = (own: string, number: number) => {
    switch (kindOf(number)) {
      case 'Tin ảnh':
        return [1, 2, 3].map((each) => `<figure><img src="${own}/anh/${number}${each}.jpg"><figcaption>Ảnh ${each}</figcaption></figure>`).join('');
      case 'Video':
        return `<figure><video controls><source src="${own}/phim/${number}.mp4" type="video/mp4"></video></figure>`;
      default:
        return '';
    }
  };
  const page = (own: string, number: number) =>
    `<html lang="vi"><head><title>${title(number)}</title><link rel="canonical" href="${own}/tin/${number}"></head><body><article><h1>${title(number)}</h1>${shown(own, number)}<p>${lead(number)}</p></article></body></html>`;
  const server = createServer((request, response) => {
    const own = addressOf(server);
    const [, part, given] = /^\/(rss|tin|anh|phim)\/?(\d*)/.exec(request.url ?? '/') ?? [];
    const send = (type: string, body: string | Uint8Array) => void response.writeHead(200, { 'content-type': type }).end(body);
    switch (part) {
      case 'rss':
        return send(
          'application/rss+xml',
          `<?xml version="1.0"?><rss version="2.0"><channel><title>Hạ Lam</title>${numbers.map((each) => item(own, each)).join('')}</channel></rss>`,
        );
      case 'tin':
        return send('text/html; charset=utf-8', page(own, Number(given)));
      case 'anh':
        return void drawPicture(Number(given)).then((bytes) => send('image/jpeg', bytes));
      case 'phim':
        return send('video/mp4', sampleVideo());
      default:
        return void response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
