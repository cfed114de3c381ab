import { describe, expect, it } from 'vitest';
import type { FeedReading, FoundList, PortalProblem } from '../../../src/ports.ts';
import { addMs, hour, minute } from '../../../src/time.ts';
import { anArticle, createFakeDesk, type FakeDesk, feedUrl, keyOf, start } from '../../fakes/desk.ts';

const listAt = (url: string): FoundList => ({ form: 'list', url, selector: 'li' });
const pageUrl = (number: number) => (number === 1 ? feedUrl : `${feedUrl}?page=${number}`);

function page(number: number, from: number, to: number, more: boolean, hoursOld = 1): FeedReading {
  const items = Array.from({ length: to - from + 1 }, (_, i) => {
    const url = `https://halam.example/tin/${from + i}`;
    return { key: keyOf(url), article: anArticle({ url, title: `Tin ${from + i}`, publishedAt: addMs(start, -hoursOld * hour) }) };
  });
  const next = more ? pageUrl(number + 1) : null;
  return { outcome: 'read', items, refused: [], validators: { etag: `"${number}"`, lastModified: null }, partial: false, found: listAt(pageUrl(number)), next };
}

/** A desk whose source is a list over several pages; what was asked for is kept. */
async function deskWith(pages: Map<string, FeedReading>): Promise<{ desk: FakeDesk; asked: string[] }> {
  const desk = await createFakeDesk();
  const asked: string[] = [];
  const absent: FeedReading = { outcome: 'failed', problem: { kind: 'status', status: 404, detail: 'x', retryAt: null } };
  Object.assign(desk.portal, {
    readFeed: async (url: string, _validators: unknown, _now: Date, last: FoundList | null = null) => {
      const at = last?.url ?? url;
      asked.push(at);
      return pages.get(at) ?? absent;
    },
  });
  return { desk, asked };
}

async function stored(desk: FakeDesk): Promise<number> {
  return (await desk.ports.articles.all(null, 1000)).length;
}

async function poll(desk: FakeDesk): Promise<void> {
  desk.pass(10 * minute);
  expect((await desk.app.run('collect')).outcome).toBe('done');
}

describe('a list over several pages', () => {
  it('is read on until something is known: 25 new articles between two polls are 25', async () => {
    const pages = new Map([[pageUrl(1), page(1, 1, 10, true)]]);
    const { desk, asked } = await deskWith(pages);
    await poll(desk);
    expect(asked).toEqual([pageUrl(1)]);
    for (const [number, from] of [
      [1, 26],
      [2, 16],
      [3, 6],
    ] as const)
      pages.set(pageUrl(number), page(number, from, from + 9, true));
    asked.length = 0;
    await poll(desk);
    expect(asked).toEqual([1, 2, 3].map(pageUrl));
    expect(await stored(desk)).toBe(35);
    asked.length = 0;
    await poll(desk);
    expect(asked).toEqual([pageUrl(1)]);
  });

  it('keeps nothing of it while a page cannot be read for the moment, and all of it afterwards', async () => {
    const pages = new Map([[pageUrl(1), page(1, 1, 10, true)]]);
    const { desk } = await deskWith(pages);
    await poll(desk);
    const busy: PortalProblem = { kind: 'status', status: 503, detail: 'x', retryAt: null };
    pages.set(pageUrl(1), page(1, 21, 30, true)).set(pageUrl(2), { outcome: 'failed', problem: busy });
    await poll(desk);
    expect(await stored(desk)).toBe(10);
    pages.set(pageUrl(2), page(2, 11, 20, true)).set(pageUrl(3), page(3, 1, 10, false));
    await poll(desk);
    expect(await stored(desk)).toBe(30);
  });

  it('goes on without a page that is not there', async () => {
    const pages = new Map([[pageUrl(1), page(1, 1, 10, true)]]);
    const { desk, asked } = await deskWith(pages);
    await poll(desk);
    pages.set(pageUrl(1), page(1, 21, 30, true));
    asked.length = 0;
    await poll(desk);
    expect(asked).toEqual([1, 2].map(pageUrl));
    expect(await stored(desk)).toBe(20);
  });

  it('is not read on at the first poll, nor for what is all older than the last one, nor for ever', async () => {
    const pages = new Map([[pageUrl(1), page(1, 1, 10, true)]]);
    for (let number = 2; number <= 20; number++) pages.set(pageUrl(number), page(number, number * 1000, number * 1000 + 9, true));
    const { desk, asked } = await deskWith(pages);
    await poll(desk);
    expect(asked).toEqual([pageUrl(1)]);
    pages.set(pageUrl(1), page(1, 101, 110, true, 24 * 30));
    await poll(desk);
    expect(asked).toHaveLength(2);
    pages.set(pageUrl(1), page(1, 201, 210, true));
    asked.length = 0;
    await poll(desk);
    expect(asked).toEqual([1, 2, 3, 4, 5, 6].map(pageUrl));
  });
});
