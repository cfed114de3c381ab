/** The re-read before sending, over HTTP: a portal that takes the connection and never answers holds nothing up. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPortal } from '../../../adapters/portal/portal.ts';
import { recheckPost } from '../../../src/drafting/recheck.ts';
import { plainSource } from '../../../src/source.ts';
import { createFakeDesk, feedUrl } from '../../fakes/desk.ts';
import { originOf } from '../../fakes/server.ts';
import { goldenSettings } from '../../tools/golden.ts';

const zone = 'Asia/Ho_Chi_Minh';
let server: Server;
let origin = '';
const asked: string[] = [];
const silent: RequestListener = () => {};
const answers: Record<string, RequestListener> = {};
/** Resolves when the client has given the connection up. */
let givenUp: Promise<void> = Promise.resolve();

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (answers[path] === silent) givenUp = new Promise((resolve) => response.on('close', () => resolve()));
    (answers[path] ?? ((_request, absent) => absent.writeHead(404).end()))(request, response);
  });
  origin = await originOf(server);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const says =
  (type: string, body: string): RequestListener =>
  (_request, response) =>
    response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(body);

function articlePage(title: string): string {
  const body = '<p>Cầu dài 1.250 m, nối hai bờ sông Lam, rút ngắn quãng đường đi của người dân hai xã.</p>'.repeat(6);
  return `<!doctype html><html lang="vi"><head><title>${title}</title><meta property="og:title" content="${title}"><meta property="og:image" content="${origin}/anh.jpg">
<meta property="og:type" content="article"></head><body><article><h1>${title}</h1><p class="sapo">Sáng 23/11, cầu Hạ Lam được khánh thành.</p>${body}</article></body></html>`;
}

/** An approved post whose article, page and picture stand on the server. */
async function approved() {
  delete answers['/anh.jpg'];
  answers['/tin/1.html'] = says('text/html', articlePage('Khánh thành cầu Hạ Lam'));
  answers['/rss'] = says(
    'application/rss+xml',
    `<rss version="2.0"><channel><title>T</title><item><title>Khánh thành cầu Hạ Lam</title><link>${origin}/tin/1.html</link><pubDate>Mon, 23 Nov 2026 07:00:00 +0700</pubDate></item></channel></rss>`,
  );
  const desk = await createFakeDesk({ sources: [plainSource(`${origin}/rss`, zone)], approval: { mode: 'auto' } });
  Object.assign(desk.ports.portal, createPortal({ zone, privateHosts: ['127.0.0.1'], wait: async () => {} }));
  for (const job of ['collect', 'draft'] as const) expect((await desk.app.run(job)).outcome).toBe('done');
  const [post] = await desk.ports.posts.withStatus('draft', 1);
  if (post === undefined) throw new Error(`no draft of ${feedUrl}`);
  return { desk, post };
}

const input = (now: Date) => ({ settingsOf: () => goldenSettings, now, patience: { portal: 60, words: 150 } });

it('a page that never answers is given up after the limit: as approved', async () => {
  const { desk, post } = await approved();
  expect(post.content.message).toContain('Khánh thành cầu Hạ Lam');
  answers['/tin/1.html'] = silent;
  asked.length = 0;
  expect(await recheckPost(desk.ports, post, input(desk.clock()))).toMatchObject({ outcome: 'same', unread: true });
  expect(asked).toEqual(['/tin/1.html']);
  server.closeAllConnections();
  await givenUp;
});

it('a preview’s picture that never comes is given up after the limit too', async () => {
  const { desk, post } = await approved();
  answers['/anh.jpg'] = silent;
  asked.length = 0;
  // Long enough for the page itself to be read on a busy machine.
  const patience = { portal: 1500, words: 3000 };
  expect(await recheckPost(desk.ports, post, { ...input(desk.clock()), patience })).toMatchObject({ outcome: 'same', unread: true });
  expect(asked).toContain('/anh.jpg');
  server.closeAllConnections();
  await givenUp;
});

it('a page that begins and never ends is no reading', async () => {
  const { desk, post } = await approved();
  answers['/tin/1.html'] = (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.write(articlePage('Hoãn khánh thành cầu Hạ Lam').slice(0, 400));
  };
  expect(await recheckPost(desk.ports, post, input(desk.clock()))).toMatchObject({ outcome: 'same', unread: true });
});

it('one that answers in time is believed', async () => {
  const { desk, post } = await approved();
  answers['/tin/1.html'] = says('text/html', articlePage('Khánh thành cầu Hạ Lam sau 26 tháng'));
  const checked = await recheckPost(desk.ports, post, { ...input(desk.clock()), patience: { portal: 20_000, words: 20_000 } });
  expect(checked).toMatchObject({ outcome: 'changed', post: { title: 'Khánh thành cầu Hạ Lam sau 26 tháng' } });
});
