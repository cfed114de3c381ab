import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createStatusRoutes, type RunningHttp, type StatusNeeds, startHttp } from '../../../adapters/http/status.ts';
import { DeskError } from '../../../src/errors.ts';
import type { Metric } from '../../../src/watching.ts';
import { listenHere } from '../../fakes/server.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function serve(needs: Partial<StatusNeeds> = {}): Promise<RunningHttp> {
  const routes = createStatusRoutes({ health: async () => ({ live: true, ready: true, why: [] }), metrics: async () => [], ...needs });
  const server = await startHttp(routes, '127.0.0.1', 0);
  stops.push(server.stop);
  return server;
}

async function get(server: RunningHttp, path: string, method = 'GET') {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  return { status: response.status, type: response.headers.get('content-type'), cache: response.headers.get('cache-control'), text: await response.text() };
}

describe('GET /healthz', () => {
  it('answers 200 when the desk is ready', async () => {
    const server = await serve();
    expect(await get(server, '/healthz?x=1')).toEqual({
      status: 200,
      type: 'application/json',
      cache: 'no-store',
      text: '{"live":true,"ready":true,"why":[]}',
    });
  });

  it('answers 503 with the reasons when it is not', async () => {
    const server = await serve({ health: async () => ({ live: true, ready: false, why: ['Page 100 is stopped: token'] }) });
    const answer = await get(server, '/healthz');
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text)).toEqual({ live: true, ready: false, why: ['Page 100 is stopped: token'] });
  });

  it('answers 503 when the store cannot be asked', async () => {
    const server = await serve({ health: async () => Promise.reject(new DeskError('the disk is full', 'free some')) });
    expect(await get(server, '/healthz')).toMatchObject({ status: 503, text: '{"live":true,"ready":false,"why":["the disk is full"]}' });
  });
});

describe('GET /metrics', () => {
  it('speaks the text format of Prometheus', async () => {
    const metrics: Metric[] = [
      {
        name: 'fanpage_posts',
        help: 'Posts by status.',
        type: 'gauge',
        samples: [
          { labels: { status: 'published' }, value: 3 },
          { labels: { status: 'a"b\\c\nd', page: '1' }, value: 0.5 },
        ],
      },
      { name: 'up', help: 'Up.', type: 'counter', samples: [{ labels: {}, value: 1 }] },
    ];
    const server = await serve({ metrics: async () => metrics });
    const answer = await get(server, '/metrics');
    expect(answer).toMatchObject({ status: 200, type: 'text/plain; version=0.0.4' });
    expect(answer.text).toBe(
      [
        '# HELP fanpage_posts Posts by status.',
        '# TYPE fanpage_posts gauge',
        'fanpage_posts{status="published"} 3',
        'fanpage_posts{status="a_b_c_d",page="1"} 0.5',
        '# HELP up Up.',
        '# TYPE up counter',
        'up 1',
        '',
      ].join('\n'),
    );
  });

  it('answers 503 when the figures cannot be had', async () => {
    const server = await serve({ metrics: async () => Promise.reject(new Error('locked')) });
    expect((await get(server, '/metrics')).status).toBe(503);
  });
});

it('nothing else is answered, and nothing is changed by asking', async () => {
  const server = await serve();
  for (const [path, method] of [
    ['/', 'GET'],
    ['/healthz/', 'GET'],
    ['/healthz', 'POST'],
    ['/metrics', 'DELETE'],
  ] as const)
    expect((await get(server, path, method)).status).toBe(404);
});

it('a port that is taken is told with what to do about it', async () => {
  const blocker = createServer();
  const port = await listenHere(blocker);
  stops.push(() => new Promise((resolve) => blocker.close(() => resolve())));
  const starting = startHttp(() => false, '127.0.0.1', port);
  await expect(starting).rejects.toThrow(`cannot listen on 127.0.0.1:${port} (EADDRINUSE)`);
  await expect(starting).rejects.toMatchObject({ name: 'DeskError', fix: expect.stringContaining('HTTP_PORT') });
});

it('stopping does not wait for a connection that is kept open', async () => {
  const routes = createStatusRoutes({ health: () => new Promise(() => {}), metrics: async () => [] });
  const server = await startHttp(routes, '127.0.0.1', 0);
  const hanging = fetch(`http://127.0.0.1:${server.port}/healthz`).catch((error: unknown) => error);
  await new Promise((resolve) => setImmediate(resolve));
  await server.stop();
  expect(await hanging).toBeInstanceOf(TypeError);
});

describe('GET /plan.png', () => {
  it('is the week ahead where the desk draws it, and nothing where it does not', async () => {
    const server = await serve({ plan: async () => new TextEncoder().encode('a picture') });
    expect(await get(server, '/plan.png?at=1')).toEqual({ status: 200, type: 'image/png', cache: 'no-store', text: 'a picture' });
    expect(await get(await serve(), '/plan.png')).toMatchObject({ status: 404 });
    expect(await get(await serve({ plan: null }), '/plan.png')).toMatchObject({ status: 404 });
    expect(await get(await serve({ plan: () => Promise.reject(new DeskError('the disk is full', 'free some')) }), '/plan.png')).toMatchObject({ status: 503 });
  });
});
