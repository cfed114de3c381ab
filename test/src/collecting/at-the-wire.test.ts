/** A week of one portal, at the wire and on both engines: what is new, corrected, taken down, and what a portal in trouble does not change. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPortal } from '../../../adapters/portal/portal.ts';
import { openStores } from '../../../adapters/store/open.ts';
import type { Stores } from '../../../src/ports.ts';
import { plainSource } from '../../../src/source.ts';
import { hour, minute } from '../../../src/time.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from '../../contracts/mongo-test-uri.ts';
import { createFakeDesk, type FakeDesk } from '../../fakes/desk.ts';
import { originOf } from '../../fakes/server.ts';

const zone = 'Asia/Ho_Chi_Minh';
let server: Server;
let origin = '';
const places = new Map<string, RequestListener>();
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const place = places.get(request.url ?? '');
    if (place === undefined) response.writeHead(404).end('không có');
    else place(request, response);
  });
  origin = await originOf(server);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const says =
  (status: number, body: string, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (request, response) => {
    const isKnown = headers.ETag !== undefined && request.headers['if-none-match'] === headers.ETag;
    response.writeHead(isKnown ? 304 : status, { 'Content-Type': 'text/html; charset=utf-8', ...headers });
    response.end(isKnown ? '' : body);
  };

type Listed = { readonly n: number; readonly title?: string; readonly date?: string; readonly guid?: string };
const feed = (items: readonly Listed[]) =>
  says(
    200,
    `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Hà Lâm</title>${items
      .map(
        ({ n, title = `Tin số ${n} của tỉnh`, date = `Mon, 23 Nov 2026 0${n}:00:00 +0700`, guid = `g${n}` }) =>
          `<item><title>${title}</title><link>${origin}/tin/bai-${n}.html?utm_source=rss</link><guid isPermaLink="false">${guid}</guid><pubDate>${date}</pubDate></item>`,
      )
      .join('')}</channel></rss>`,
    { ETag: `"${JSON.stringify(items).length}-${items.map(({ guid, n }) => guid ?? n).join('.')}"`.replaceAll(' ', '') },
  );
const article = (title: string, body = 'Đến dự buổi lễ có lãnh đạo tỉnh cùng đông đảo nhân dân trong vùng. Cầu dài 420 m, rộng 12 m.') =>
  says(
    200,
    `<html><head><title>${title}</title></head><body><article><h1>${title}</h1><div class="date">23/11/2026 07:00</div><div class="sapo">Sáng 23/11, UBND tỉnh Hà Lâm tổ chức lễ khánh thành.</div><div class="detail-content"><p>${body}</p></div></article></body></html>`,
  );
const challenge = says(200, '<html><script>document.cookie="D1N=abc; path=/";window.location.reload(true);</script></html>');

async function run(desk: FakeDesk, job: 'collect' | 'draft' | 'ask-staff' | 'watch'): Promise<Readonly<Record<string, number>>> {
  const ran = await desk.app.run(job);
  if (ran.outcome !== 'done') throw new Error(ran.outcome === 'failed' ? String(ran.error) : ran.outcome);
  return ran.counts;
}

const uriOfServer = mongoTestUri;
type Engine = { readonly name: string; readonly open: () => Promise<{ readonly stores: Stores; readonly drop: () => Promise<void> }> };
const engines: readonly Engine[] = [
  {
    name: 'embedded',
    open: async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'wire-'));
      return { stores: await openStores({ mongoUri: null, dataDir }), drop: async () => rmSync(dataDir, { recursive: true, force: true }) };
    },
  },
  ...(uriOfServer === null
    ? []
    : [
        {
          name: 'MongoDB',
          open: async () => {
            const uri = freshDatabase(uriOfServer);
            return { stores: await openStores({ mongoUri: uri, dataDir: tmpdir() }), drop: () => dropDatabase(uri) };
          },
        },
      ]),
];

describe.each(engines)('a portal for a week, with the data in $name', ({ open }) => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    places.clear();
    asked.length = 0;
  });

  async function openDesk(): Promise<FakeDesk> {
    const { stores, drop } = await open();
    const desk = await createFakeDesk({ sources: [plainSource(`${origin}/rss`, zone)] }, stores);
    Object.assign(desk.ports.portal, createPortal({ zone, privateHosts: ['127.0.0.1'], timeoutMs: 2000 }));
    ends.push(async () => {
      await stores.close();
      await drop();
    });
    return desk;
  }

  it('is told whole: first poll, identity, corrections, withdrawals and trouble', async () => {
    const desk = await openDesk();
    for (const n of [1, 2, 3, 4]) places.set(`/tin/bai-${n}.html`, article(`Tin số ${n} của tỉnh`));

    // First poll: what is older than a day is skipped.
    places.set('/rss', feed([{ n: 1 }, { n: 2 }, { n: 3, date: 'Thu, 19 Nov 2026 03:00:00 +0700' }]));
    expect(await run(desk, 'collect')).toMatchObject({ read: 1, added: 3, skipped: 1 });
    await run(desk, 'draft');
    await run(desk, 'ask-staff');

    // Nothing new is one conditional request.
    asked.length = 0;
    desk.pass(5 * minute);
    expect(await run(desk, 'collect')).toMatchObject({ unchanged: 1, added: 0 });
    expect(asked).toEqual(['/rss']);

    // Another guid, date and title at a known address is no second article; an old item that is new here is one.
    const again = { n: 1, guid: 'other', date: 'Mon, 23 Nov 2026 08:00:00 +0700', title: 'Tin số 1 của tỉnh, đã sửa' };
    places.set('/rss', feed([again, { n: 2 }, { n: 3, date: 'Thu, 19 Nov 2026 03:00:00 +0700' }, { n: 4, date: 'Wed, 18 Nov 2026 03:00:00 +0700' }]));
    desk.pass(5 * minute);
    expect(await run(desk, 'collect')).toMatchObject({ read: 1, added: 1, edited: 1 });
    await run(desk, 'draft');
    await run(desk, 'ask-staff');

    // The page of one is corrected, another is taken down.
    places.set(
      '/tin/bai-1.html',
      article('Tin số 1 của tỉnh, đã sửa', 'Đến dự buổi lễ có lãnh đạo tỉnh. Cầu dài 450 m, rộng 12 m, không phải 420 m như đã đưa.'),
    );
    places.set('/tin/bai-2.html', says(410, 'gone'));
    desk.pass(hour);
    expect(await run(desk, 'watch')).toMatchObject({ edited: 1, withdrawn: 1 });
    const { revisions, withdrawn } = await desk.app.changes();
    expect(revisions).toMatchObject([{ url: `${origin}/tin/bai-1.html` }]);
    const [edited] = await desk.ports.revisions.newest(['edited'], 5);
    expect(edited).toMatchObject({ fields: ['title', 'body'], was: { title: 'Tin số 1 của tỉnh' }, is: { body: expect.stringContaining('450 m') } });
    expect(withdrawn).toMatchObject([{ url: `${origin}/tin/bai-2.html` }]);
    expect((await desk.ports.posts.list(true, 9)).find((post) => post.url.endsWith('bai-2.html'))?.status).toBe('held');

    // The portal's protection turns on: told once, nothing that is known changes, and told once when it is over.
    const articles = (await desk.ports.articles.all(null, 9)).map(({ id, title, progress }) => ({ id, title, progress }));
    const ofSource = (text: string) => text.includes(`${origin}/rss`);
    const told = () => desk.chat.texts.filter(ofSource).length;
    const before = told();
    places.set('/rss', challenge);
    for (let time = 0; time < 4; time++) {
      desk.pass(2 * hour);
      expect(await run(desk, 'collect')).toMatchObject({ failed: 1, added: 0 });
      await run(desk, 'ask-staff');
    }
    expect((await desk.ports.notices.pending(9)).filter(({ text }) => ofSource(text)).length + told() - before).toBe(1);
    expect((await desk.ports.articles.all(null, 9)).map(({ id, title, progress }) => ({ id, title, progress }))).toEqual(articles);
    places.set('/rss', feed([again, { n: 2 }, { n: 4, date: 'Wed, 18 Nov 2026 03:00:00 +0700' }]));
    desk.pass(2 * hour);
    expect(await run(desk, 'collect')).toMatchObject({ failed: 0, added: 0 });
    await run(desk, 'ask-staff');
    // Gone from the feed is not withdrawn.
    expect((await desk.app.changes()).withdrawn).toHaveLength(1);
    expect(await desk.app.ledger()).toMatchObject({ unaccounted: 0 });
  });

  it('a soft "not found" is believed at the second look, and over when the article is back', async () => {
    const desk = await openDesk();
    places.set('/rss', feed([{ n: 5 }]));
    places.set('/tin/bai-5.html', article('Tin số 5 của tỉnh'));
    for (const job of ['collect', 'draft', 'ask-staff'] as const) await run(desk, job);
    places.set('/tin/bai-5.html', says(200, '<html><head><title>Cổng</title></head><body><h1>Không tìm thấy bài viết</h1></body></html>'));
    desk.pass(hour);
    expect(await run(desk, 'watch')).toMatchObject({ missing: 1, withdrawn: 0 });
    desk.pass(hour);
    expect(await run(desk, 'watch')).toMatchObject({ withdrawn: 1 });
    places.set('/tin/bai-5.html', article('Tin số 5 của tỉnh'));
    desk.pass(12 * hour);
    expect(await run(desk, 'watch')).toMatchObject({ back: 1 });
    expect((await desk.app.changes()).withdrawn).toMatchObject([{ backAt: expect.any(Date) }]);
  });
});
