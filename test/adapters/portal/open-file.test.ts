import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPortal } from '../../../adapters/portal/portal.ts';
import type { FileReading } from '../../../src/ports.ts';
import { originOf } from '../../fakes/server.ts';

const film = Buffer.alloc(300_000, 7);
const server = http.createServer((request, response) => {
  switch (request.url) {
    case '/film.mp4':
      return response.writeHead(200, { 'Content-Type': 'video/mp4', 'Content-Length': film.length }).end(film);
    case '/moved.mp4':
      return response.writeHead(302, { Location: '/film.mp4' }).end();
    case '/inside.mp4':
      return response.writeHead(302, { Location: 'http://10.1.2.3/film.mp4' }).end();
    case '/login.mp4':
      return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html></html>');
    case '/huge.mp4':
      return response.writeHead(200, { 'Content-Type': 'video/mp4', 'Content-Length': 2_000_000_000 }).end(film);
    case '/cut.mp4':
      response.writeHead(200, { 'Content-Type': 'video/mp4', 'Content-Length': film.length });
      response.write(film.subarray(0, 1000), () => response.destroy());
      return;
    case '/robots.txt':
      return response
        .writeHead(200, { 'Content-Type': 'text/plain' })
        .end('User-agent: *\nDisallow: /kin/\n\nUser-agent: facebookexternalhit\nDisallow: /tin/');
    case '/tin/1.htm':
      return response
        .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
        .end(
          '<html><head><title>Tin</title></head><body><h1>Thông báo lịch nghỉ lễ 30/4</h1><p>Cơ quan nghỉ từ ngày 30/4 đến hết ngày 3/5, trực theo lịch.</p></body></html>',
        );
    default:
      return response.writeHead(404).end();
  }
});
let origin = '';
beforeAll(async () => {
  origin = await originOf(server);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const open = (path: string, privateHosts = ['127.0.0.1']) =>
  createPortal({ zone: 'Asia/Ho_Chi_Minh', privateHosts, wait: async () => {} }).openFile(path.startsWith('/') ? `${origin}${path}` : path);

async function sizeOf(reading: FileReading): Promise<number> {
  if (reading.outcome === 'failed') throw new Error(reading.problem.detail);
  let size = 0;
  for await (const chunk of reading.chunks) size += chunk.length;
  return size;
}

describe('a film of the portal', () => {
  it.each(['/film.mp4', '/moved.mp4'])('comes whole, piece by piece: %s', async (path) => {
    const reading = await open(path);
    expect(reading).toMatchObject({ outcome: 'open', size: film.length, type: 'video/mp4' });
    expect(await sizeOf(reading)).toBe(film.length);
  });

  it.each([
    ['/gone.mp4', 'status'],
    ['/login.mp4', 'broken'],
    ['/huge.mp4', 'too-big'],
    ['/inside.mp4', 'address'],
    ['/kin/film.mp4', 'robots'],
    ['file:///etc/passwd', 'address'],
    ['http://169.254.169.254/film.mp4', 'address'],
  ])('is refused as pages are: %s', async (path, kind) => {
    expect(await open(path)).toMatchObject({ outcome: 'failed', problem: { kind } });
  });

  it('on a private network is fetched only where ALLOW_PRIVATE_HOSTS names it', async () => {
    expect(await open('/film.mp4', [])).toMatchObject({ outcome: 'failed', problem: { kind: 'address' } });
  });

  it('that breaks off throws, so that no half of it is kept', async () => {
    await expect(open('/cut.mp4').then(sizeOf)).rejects.toThrow();
  });
});

describe('robots.txt', () => {
  it('that keeps Facebook’s reader out is told with the page’s preview', async () => {
    const portal = createPortal({ zone: 'Asia/Ho_Chi_Minh', privateHosts: ['127.0.0.1'], wait: async () => {} });
    expect(await portal.readArticle(`${origin}/tin/1.htm`, new Date('2026-03-10'))).toMatchObject({ outcome: 'read', card: { title: 'Tin', barred: true } });
  });
});
