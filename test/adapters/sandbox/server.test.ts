import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeskError } from '../../../src/errors.ts';
import { at, form, jpeg, type SandboxUnderTest, startForTest } from './sandbox-under-test.ts';

let sandbox: SandboxUnderTest;
beforeEach(async () => {
  sandbox = await startForTest();
});
afterEach(() => sandbox.stop());

/** Status of a request whose Host header is ours to choose: fetch does not let us. */
function statusWithHost(address: string, path: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(address);
    const call = httpRequest({ hostname, port, path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('error', reject);
    call.end();
  });
}

describe('starting', () => {
  it('says what to do when the port is taken', async () => {
    const port = Number(new URL(sandbox.address).port);
    const error: unknown = await startForTest({ port }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DeskError);
    expect(error).toMatchObject({ message: `port ${port} on 127.0.0.1 is taken`, fix: expect.stringContaining('HTTP_PORT') });
  });

  it('is reached at 127.0.0.1 when it listens everywhere', async () => {
    const open = await startForTest({ host: '0.0.0.0' });
    expect(open.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await statusWithHost(open.address, '/', 'desk.example')).toBe(200);
    await open.stop();
  });

  it('stops with an open poll, an open stream and a hanging call', async () => {
    const other = await startForTest();
    const poll = other.bot('getUpdates', { timeout: 50 }).catch(() => 'ended');
    const stream = await fetch(`${other.address}/sandbox/events`);
    other.setFault({ system: 'facebook', fault: 'hang' });
    const hanging = other.graph('GET', 'me').catch(() => 'ended');
    await other.bot('getMe');
    await other.stop();
    await stream.text().catch(() => '');
    expect(await hanging).toBe('ended');
    expect(await poll).toBeDefined();
  });
});

describe('another process', () => {
  it('is told the places, and may register itself', async () => {
    expect((await sandbox.own('/sandbox/hello')).body).toMatchObject({ sandbox: 'fanpage-desk', address: sandbox.address, places: sandbox.places, bot: null });
    expect((await sandbox.own('/sandbox/bot', { port: 4321 })).status).toBe(200);
    expect((await sandbox.own('/sandbox/bot', { port: 0 })).status).toBe(400);
    expect((await sandbox.own('/sandbox/hello')).body).toMatchObject({ bot: 4321 });
  });

  it('has its health told here', async () => {
    expect(await sandbox.own('/healthz')).toMatchObject({ status: 503, body: { error: 'no bot is registered with this sandbox' } });
    const bot = createServer((request, response) => response.end(JSON.stringify({ path: request.url })));
    await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
    const bound = bot.address();
    await sandbox.own('/sandbox/bot', { port: typeof bound === 'object' ? bound?.port : 0 });
    expect(await sandbox.own('/metrics')).toMatchObject({ status: 200, body: { path: '/metrics' } });
    await new Promise((resolve) => bot.close(resolve));
    expect(await sandbox.own('/healthz')).toMatchObject({ status: 503, body: { error: 'the registered bot does not answer' } });
  });

  it('in the same process serves it itself', async () => {
    sandbox.serveExtra((request, response) => {
      response.end(JSON.stringify({ own: request.url }));
      return true;
    });
    expect((await sandbox.own('/healthz')).body).toEqual({ own: '/healthz' });
  });
});

describe('who may change something', () => {
  it('is the page itself or no page: a foreign origin, site or content type is refused', async () => {
    const origin = sandbox.address;
    expect((await sandbox.own('/sandbox/article', {}, { origin })).status).toBe(200);
    expect((await sandbox.own('/sandbox/article', {}, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await sandbox.own('/sandbox/article', {}, { origin: 'null' })).status).toBe(403);
    expect((await sandbox.own('/sandbox/article', {}, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await fetch(`${sandbox.address}/sandbox/article`, { method: 'DELETE' })).status).toBe(405);
    expect(sandbox.view().articles.filter((article) => article.url.includes('-800'))).toHaveLength(1);
  });

  it('cannot come under a foreign name that points here', async () => {
    const { port } = new URL(sandbox.address);
    expect(await statusWithHost(sandbox.address, '/sandbox/state', `evil.example:${port}`)).toBe(403);
    expect(await statusWithHost(sandbox.address, '/', `evil.example:${port}`)).toBe(403);
    expect(await statusWithHost(sandbox.address, '/sandbox/state', `localhost:${port}`)).toBe(200);
  });

  it('gets a clear no for a wrong body and an unknown path', async () => {
    expect((await sandbox.own('/sandbox/press', { user: 'Lan' })).status).toBe(400);
    expect((await sandbox.own('/sandbox/press', { user: 1001, message: 1, data: 'x' })).status).toBe(409);
    expect((await sandbox.own('/sandbox/nothing', {})).status).toBe(404);
    expect((await sandbox.own('/sandbox/nothing')).status).toBe(404);
    expect((await sandbox.own('/nothing')).status).toBe(404);
    expect((await sandbox.own('/sandbox/media/../../etc/passwd')).status).toBe(404);
  });

  it('writes and presses over HTTP', async () => {
    const chat_id = sandbox.places.telegram.chat;
    const sent = await sandbox.bot('sendMessage', { chat_id, text: 'a', reply_markup: { inline_keyboard: [[{ text: 'Duyệt', callback_data: 'y' }]] } });
    const message = at(sent.body, 'result', 'message_id');
    expect((await sandbox.own('/sandbox/press', { user: 1001, message, data: 'y' })).body).toMatchObject({ outcome: 'pressed' });
    expect((await sandbox.own('/sandbox/write', { user: 1001, text: 'b' })).status).toBe(200);
    expect(sandbox.view().chat.messages.at(-1)).toMatchObject({ text: 'b', from: { name: 'Lan', bot: false } });
  });
});

describe('files of the sandbox', () => {
  it('never come as a page: foreign bytes are a download', async () => {
    const bytes = new TextEncoder().encode('<script>alert(1)</script>');
    await sandbox.bot('sendDocument', form({ chat_id: sandbox.places.telegram.chat }, { document: bytes }));
    const file = await fetch(`${sandbox.address}${sandbox.view().chat.messages[0]?.document?.src}`);
    expect([file.headers.get('content-type'), file.headers.get('content-disposition')]).toEqual(['application/octet-stream', 'attachment']);
  });

  it('serve the page, its style, its script and its font with a policy', async () => {
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/page.css', 'text/css'],
      ['/page.js', 'text/javascript'],
      ['/font-600.ttf', 'font/ttf'],
    ] as const) {
      const file = await fetch(`${sandbox.address}${path}`);
      expect([file.status, file.headers.get('content-type')?.startsWith(type)]).toEqual([200, true]);
      expect(file.headers.get('content-security-policy')).toContain("default-src 'self'");
    }
  });
});

describe('the stream of events', () => {
  it('tells of every change', async () => {
    const gone = new AbortController();
    const stream = await fetch(`${sandbox.address}/sandbox/events`, { signal: gone.signal });
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    sandbox.publishArticle();
    expect((await reader?.read())?.value).toBe('data: {"kind":"changed"}\n\n');
    gone.abort();
  });
});

describe('the state file', () => {
  let folder: string;
  let stateFile: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    stateFile = join(folder, 'deep', 'sandbox.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('brings Page, pictures, chat, portal and unfetched presses through a stop without a goodbye', async () => {
    const first = await startForTest({ stateFile });
    const { pageId } = first.places.facebook;
    const made = await first.graph('POST', `${pageId}/photos`, form({ caption: 'Ảnh' }, { source: jpeg(1200, 630) }));
    await first.graph('POST', `${pageId}/photos`, form({ published: 'false' }, { source: jpeg(30, 30) }));
    const sent = await first.bot('sendMessage', {
      chat_id: first.places.telegram.chat,
      text: 'Duyệt?',
      reply_markup: { inline_keyboard: [[{ text: 'Duyệt', callback_data: 'y' }]] },
    });
    first.press(1001, Number(at(sent.body, 'result', 'message_id')), 'y');
    const article = first.publishArticle();
    // A second sandbox on the same file sees what a killed one has left.
    const second = await startForTest({ stateFile });
    expect(second.view().posts[0]).toMatchObject({ id: made.body.post_id, message: 'Ảnh' });
    expect((await fetch(`${second.address}${second.view().posts[0]?.photos[0]?.src}`)).status).toBe(200);
    expect(second.view().chat.messages[0]?.text).toBe('Duyệt?');
    expect(second.view().articles[0]?.title).toBe(article.title);
    expect(at((await second.bot('getUpdates')).body, 'result', 0, 'callback_query', 'data')).toBe('y');
    const again = await second.graph('POST', `${pageId}/feed`, { message: 'mới' });
    expect(again.body.id).not.toBe(made.body.post_id);
    await first.stop();
    await second.stop();
  });

  it('that is broken is put aside, told in the log, and replaced by a fresh one', async () => {
    const before = await startForTest({ stateFile });
    await before.stop();
    writeFileSync(stateFile, '{"version":1,"posts":[{]');
    const after = await startForTest({ stateFile });
    expect(after.view().postCount).toBe(0);
    await after.stop();
    expect(readFileSync(`${stateFile}.broken`, 'utf8')).toContain('"posts":[{]');
    expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toMatchObject({ version: 1 });
    expect(readdirSync(join(folder, 'deep')).sort()).toEqual(['sandbox.json', 'sandbox.json.broken', 'sandbox.json.media']);
  });

  it('that cannot be written is a clear error', async () => {
    writeFileSync(join(folder, 'file'), '');
    const error: unknown = await startForTest({ stateFile: join(folder, 'file', 'sandbox.json') }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DeskError);
    expect(error).toMatchObject({ fix: expect.stringContaining('DATA_DIR') });
  });

  it('keeps no picture that nothing shows any more', async () => {
    const first = await startForTest({ stateFile });
    const { pageId } = first.places.facebook;
    const made = await first.graph('POST', `${pageId}/photos`, form({}, { source: jpeg(10, 10) }));
    await first.graph('DELETE', String(made.body.post_id));
    expect(readdirSync(`${stateFile}.media`)).toHaveLength(1);
    await first.stop();
    const second = await startForTest({ stateFile });
    expect(readdirSync(`${stateFile}.media`)).toEqual([]);
    await second.stop();
  });
});
