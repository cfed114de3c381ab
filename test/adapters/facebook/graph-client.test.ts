/** What a fake at the wire cannot do: connections that are refused, hang, break, drip, or are never made. */
import dns from 'node:dns';
import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createFanPage } from '../../../adapters/facebook/fan-page.ts';
import type { PublishOutcome } from '../../../src/ports.ts';
import { freePort, listenHere } from '../../fakes/server.ts';
import { config } from './graph.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) close();
});

async function listening(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => void sockets.add(socket));
  closing.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return listenHere(server);
}

/** A server that counts what it is asked. */
async function serve(answer: (request: http.IncomingMessage, response: http.ServerResponse) => void) {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      asked.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
  });
  return { url: `http://127.0.0.1:${await listening(server)}`, asked };
}

const timeoutMs = 250;
const fanPage = (graphUrl: string) => createFanPage({ ...config, graphUrl }, { timeoutMs, wait: async () => {} });
const publish = (graphUrl: string): Promise<PublishOutcome> =>
  fanPage(graphUrl).publish({ form: 'link', message: 'Tin', link: 'https://portal.example/1' }, null);
const picture = { form: 'photo', message: 'Ảnh', pictures: [{ bytes: new Uint8Array(200_000), alt: null }] } as const;

/** What the system answers when it is asked for an address. */
function lookup(problem: NodeJS.ErrnoException | 'silence') {
  vi.spyOn(dns, 'lookup').mockImplementation((...given: unknown[]) => {
    const done = given.at(-1);
    if (problem !== 'silence' && typeof done === 'function') done(problem);
  });
}
function systemError(code: string, syscall: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
}

describe('A write whose connection was never made is not sent', () => {
  test('when the port is closed, by one address and by several', async () => {
    const port = await freePort();
    expect(await publish(`http://127.0.0.1:${port}`)).toEqual({ outcome: 'not-sent', detail: 'no connection to the Graph API (ECONNREFUSED)' });
    expect(await publish(`http://localhost:${port}`)).toMatchObject({ outcome: 'not-sent' });
  });

  test.each([
    ['ENOTFOUND', 'getaddrinfo'],
    ['EAI_AGAIN', 'getaddrinfo'],
    ['ETIMEDOUT', 'connect'],
    ['EHOSTUNREACH', 'connect'],
  ])('when the system says %s on %s', async (code, syscall) => {
    lookup(systemError(code, syscall));
    expect(await publish('http://graph.test')).toEqual({ outcome: 'not-sent', detail: `no connection to the Graph API (${code})` });
  });

  test('when the time is over before there is a connection', async () => {
    lookup('silence');
    expect(await publish('http://graph.test')).toEqual({ outcome: 'not-sent', detail: 'no connection to the Graph API within 250 ms' });
    expect(await publish('https://graph.test')).toMatchObject({ outcome: 'not-sent' });
  });
});

describe('A write whose answer is lost has an unknown outcome', () => {
  test('when the server never answers', async () => {
    const server = await serve(() => {});
    expect(await publish(server.url)).toMatchObject({ outcome: 'unknown', detail: 'no answer within 250 ms' });
    expect(server.asked).toEqual(['POST /v24.0/100/feed']);
  });

  test('when the server resets the connection', async () => {
    const server = await serve((request) => request.socket.resetAndDestroy());
    expect(await publish(server.url)).toEqual({ outcome: 'unknown', detail: 'the connection broke off (ECONNRESET)' });
    expect(server.asked).toHaveLength(1);
  });

  test('when the answer drips, for the limit holds in total', async () => {
    const drips: NodeJS.Timeout[] = [];
    const server = await serve((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      drips.push(setInterval(() => response.write(' '), 40));
    });
    const started = performance.now();
    expect(await publish(server.url)).toMatchObject({ outcome: 'unknown' });
    expect(performance.now() - started).toBeLessThan(timeoutMs * 4);
    for (const drip of drips) clearInterval(drip);
  });

  test('when the answer is cut off', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' });
      response.write('{"id":"100_7"}', () => response.destroy());
    });
    expect(await publish(server.url)).toMatchObject({ outcome: 'unknown' });
  });

  test('when the other side does not finish the TLS handshake', async () => {
    const port = await listening(net.createServer(() => {}));
    expect(await publish(`https://127.0.0.1:${port}`)).toMatchObject({ outcome: 'unknown' });
  });

  test('when the system gives up a connection that stood', async () => {
    const send = vi.spyOn(http, 'request');
    const server = await serve(() => void send.mock.results[0]?.value.destroy(systemError('ETIMEDOUT', 'read')));
    expect(await publish(server.url)).toEqual({ outcome: 'unknown', detail: 'the connection broke off (ETIMEDOUT)' });
    expect(server.asked).toHaveLength(1);
  });
});

test('a redirect is not followed, so the token goes nowhere else', async () => {
  const elsewhere = await serve((_, response) => response.end('{"id":"100_7","followers_count":5}'));
  const server = await serve((_, response) => response.writeHead(302, { Location: `${elsewhere.url}/feed` }).end());
  expect(await publish(server.url)).toMatchObject({ outcome: 'unknown', detail: expect.stringContaining('302') });
  expect(await fanPage(server.url).followers()).toMatchObject({ outcome: 'no-answer' });
  expect(elsewhere.asked).toEqual([]);
});

test('the environment’s proxy is not used', async () => {
  const proxy = await serve((_, response) => response.end('{"id":"of-the-proxy"}'));
  const server = await serve((_, response) => response.end('{"id":"100_7"}'));
  for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY']) vi.stubEnv(name, proxy.url);
  vi.stubEnv('NO_PROXY', '');
  vi.stubEnv('no_proxy', '');
  expect(await publish(server.url)).toMatchObject({ outcome: 'published', remoteId: '100_7' });
  expect(proxy.asked).toEqual([]);
});

test('every call has a connection of its own', async () => {
  const ports = new Set<number | undefined>();
  const server = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    response.end('{"id":"100_7"}');
  });
  const page = fanPage(server.url);
  await page.readBack('100_7');
  await page.readBack('100_7');
  expect(ports.size).toBe(2);
});

test('an upload may take longer than another call', async () => {
  const server = await serve((_, response) => void setTimeout(() => response.end('{"id":"5","post_id":"100_5"}'), timeoutMs * 1.6));
  expect(await fanPage(server.url).publish(picture, null)).toMatchObject({ outcome: 'published', remoteId: '100_5' });
  expect(await publish(server.url)).toMatchObject({ outcome: 'unknown' });
});

test('an answer beyond all measure is given up', async () => {
  const server = await serve((_, response) => response.end(`{"id":"${'7'.repeat(9 * 1024 * 1024)}"}`));
  expect(await publish(server.url)).toMatchObject({ outcome: 'unknown' });
});

test('a read whose connection hangs is tried three times and is then no answer', async () => {
  const server = await serve((request) => request.socket.destroy());
  expect(await fanPage(server.url).followers()).toMatchObject({ outcome: 'no-answer' });
  expect(server.asked).toHaveLength(3);
});
