import { describe, expect, it } from 'vitest';
import type { PortalProblem } from '../../../src/ports.ts';
import { hour } from '../../../src/time.ts';
import { anArticle, createFakeDesk, type FakeDesk, feedUrl, keyOf } from '../../fakes/desk.ts';

const url = 'https://halam.example/tin/1';

/** A plain sitemap told an address and nothing else. */
async function untitled(): Promise<FakeDesk> {
  const desk = await createFakeDesk();
  const article = anArticle({ url, title: '', lead: null, publishedAt: null, body: null });
  desk.portal.feeds.set(feedUrl, { outcome: 'read', items: [{ key: keyOf(url), article }], refused: [], validators: null, partial: false });
  await desk.app.run('collect');
  return desk;
}

function unread(desk: FakeDesk, kind: PortalProblem['kind'], status: number | null = null): void {
  desk.portal.pages.set(url, { outcome: 'failed', problem: { kind, status, detail: 'x', retryAt: null } });
}

async function progress(desk: FakeDesk) {
  return (await desk.ports.articles.all(null, 10))[0]?.progress;
}

describe('an article whose source tells no title', () => {
  it('is drafted with what its page says', async () => {
    const desk = await untitled();
    desk.portal.pages.set(url, { outcome: 'read', key: keyOf(url), article: anArticle({ url, title: 'Khánh thành cầu Hạ Lam' }) });
    await desk.app.run('draft');
    expect((await desk.ports.posts.withStatus('draft', 10)).map((post) => post.title)).toEqual(['Khánh thành cầu Hạ Lam']);
  });

  it('is never put before staff without one: its page is asked for again, ever more rarely, then it is recorded as skipped', async () => {
    const desk = await untitled();
    unread(desk, 'broken');
    const asked = () => desk.portal.asked.filter((address) => address === url).length;
    await desk.app.run('draft');
    desk.pass(hour / 2);
    await desk.app.run('draft');
    desk.pass(hour / 2);
    await desk.app.run('draft');
    expect(asked()).toBe(3);
    desk.pass(hour);
    await desk.app.run('draft');
    expect(asked()).toBe(3);
    for (let days = 0; days < 10; days++) {
      desk.pass(24 * hour);
      await desk.app.run('draft');
    }
    expect(asked()).toBe(7);
    expect(await desk.ports.posts.list(true, 10)).toEqual([]);
    expect(await progress(desk)).toEqual({ state: 'skipped', reason: 'untitled' });
  });

  it('and whose page is gone was withdrawn', async () => {
    const desk = await untitled();
    unread(desk, 'withdrawn', 404);
    await desk.app.run('draft');
    expect(await progress(desk)).toEqual({ state: 'skipped', reason: 'withdrawn' });
  });
});

it('its page is read by the settings of the source that it came from', async () => {
  const desk = await createFakeDesk();
  const named: (string | undefined)[] = [];
  desk.portal.feeds.set(feedUrl, { outcome: 'read', items: [{ key: keyOf(url), article: anArticle({ url }) }], refused: [], validators: null, partial: false });
  const { readArticle } = desk.portal;
  Object.assign(desk.portal, {
    readArticle: (address: string, now: Date, source?: string) => {
      named.push(source);
      return readArticle(address, now);
    },
  });
  await desk.app.run('collect');
  await desk.app.run('draft');
  expect(named).toEqual([feedUrl]);
});
