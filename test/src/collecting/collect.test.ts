import { describe, expect, it } from 'vitest';
import { type Article, type StoredArticle, unwatched } from '../../../src/article.ts';
import { firstPollChoice } from '../../../src/collecting/first-poll.ts';
import { vi } from '../../../src/locale/vi.ts';
import type { FeedItem, FeedReading, PortalProblem, SourceState, Validators } from '../../../src/ports.ts';
import { plainSource } from '../../../src/source.ts';
import { addMs, hour, minute } from '../../../src/time.ts';
import { anArticle, createFakeDesk, type FakeDesk, feedUrl, keyOf, start } from '../../fakes/desk.ts';

const secondFeed = 'https://halam.example/rss-2';

function item(number: number | string, over: Partial<Article> = {}): FeedItem {
  const url = `https://halam.example/tin/${number}`;
  return { key: keyOf(url), article: anArticle({ url, title: `Tin ${number}`, ...over }) };
}

function reading(items: readonly FeedItem[], over: Partial<Extract<FeedReading, { outcome: 'read' }>> = {}): FeedReading {
  return { outcome: 'read', items, refused: [], validators: { etag: '"1"', lastModified: null }, partial: false, ...over };
}

function failed(kind: PortalProblem['kind'], over: Partial<PortalProblem> = {}): FeedReading {
  return { outcome: 'failed', problem: { kind, status: null, detail: 'x', retryAt: null, ...over } };
}

async function run(desk: FakeDesk): Promise<Readonly<Record<string, number>>> {
  const ran = await desk.app.run('collect');
  if (ran.outcome !== 'done') throw new Error(ran.outcome === 'failed' ? String(ran.error) : 'busy');
  return ran.counts;
}

const nothing = { read: 0, unchanged: 0, failed: 0, added: 0, skipped: 0, copies: 0, edited: 0, refused: 0 };

function sourcesAt(...urls: readonly string[]) {
  return urls.map((url) => plainSource(url, 'Asia/Ho_Chi_Minh'));
}

async function stored(desk: FakeDesk): Promise<readonly StoredArticle[]> {
  return await desk.ports.articles.all(null, 1000);
}

async function titles(desk: FakeDesk, state: StoredArticle['progress']['state']): Promise<string[]> {
  return (await stored(desk)).flatMap((article) => (article.progress.state === state ? [article.title] : [])).sort();
}

async function source(desk: FakeDesk, url: string = feedUrl): Promise<SourceState> {
  const state = await desk.ports.sources.get(url);
  if (state === null) throw new Error('nothing is known of the feed');
  return state;
}

/** A desk that has read its feed once already. */
async function deskAfterFirstPoll(): Promise<FakeDesk> {
  const desk = await createFakeDesk();
  desk.portal.feeds.set(feedUrl, reading([item('đầu')]));
  await run(desk);
  return desk;
}

describe('an article', () => {
  it('is stored as the feed tells it, under its key, to be drafted', async () => {
    const desk = await createFakeDesk();
    const one = item(1, { images: [{ url: 'https://halam.example/1.jpg', caption: 'Cầu' }], credit: 'TTXVN' });
    desk.portal.feeds.set(feedUrl, reading([one]));
    expect(await run(desk)).toEqual({ ...nothing, read: 1, added: 1 });
    expect(await stored(desk)).toEqual([
      {
        ...one.article,
        id: expect.stringMatching(/^[0-9a-f]{24}$/),
        rev: 0,
        key: one.key,
        source: feedUrl,
        collectedAt: start,
        progress: { state: 'collected' },
        pageTries: 0,
        notBefore: null,
        fingerprint: expect.stringMatching(/^[0-9a-f]{24}$/),
        copyOf: null,
        watch: { ...unwatched, listed: expect.stringMatching(/^[0-9a-f]{16}$/) },
      },
    ]);
  });

  it('is stored once, whatever its feed does', async () => {
    const desk = await createFakeDesk({ sources: sourcesAt(feedUrl, secondFeed) });
    desk.portal.feeds.set(feedUrl, reading([item(1), item(2), item(1, { title: 'Tin 1 (sửa)' })]));
    desk.portal.feeds.set(secondFeed, reading([item(2), item(3)]));
    expect((await run(desk)).added).toBe(3);
    // The same feed again, a changed title, another order, an old item under a new date.
    desk.portal.feeds.set(feedUrl, reading([item(2), item(1, { title: 'Đổi tên', publishedAt: addMs(start, minute) })]));
    desk.pass(5 * minute);
    expect(await run(desk)).toMatchObject({ read: 2, added: 0, skipped: 0 });
    // What is not drafted yet takes the new words.
    expect(await titles(desk, 'collected')).toEqual(['Tin 2', 'Tin 3', 'Đổi tên']);
  });

  it('is stored once by two runs at the same time', async () => {
    const desk = await createFakeDesk();
    const items = Array.from({ length: 12 }, (_, number) => item(number));
    desk.portal.feeds.set(feedUrl, reading(items));
    const counts = await Promise.all([run(desk), run(desk)]);
    expect(counts.reduce((sum, count) => sum + (count.added ?? 0), 0)).toBe(12);
    expect(await stored(desk)).toHaveLength(12);
  });

  it('that appears below known ones is found all the same', async () => {
    const desk = await deskAfterFirstPoll();
    desk.portal.feeds.set(feedUrl, reading([item('đầu'), item(2), item(3)]));
    expect((await run(desk)).added).toBe(2);
  });

  it('whose page told another key keeps its one place', async () => {
    const desk = await deskAfterFirstPoll();
    const [known] = await stored(desk);
    if (known === undefined) throw new Error('nothing stored');
    await desk.ports.articles.replace(known, { ...known, key: 'halam.example/canonical' });
    expect((await run(desk)).added).toBe(0);
    desk.portal.feeds.set(feedUrl, reading([{ key: 'halam.example/canonical', article: known }]));
    expect((await run(desk)).added).toBe(0);
    expect(await stored(desk)).toHaveLength(1);
  });
});

describe('the first poll of a feed', () => {
  it('takes the last 24 hours and records the older ones as skipped', async () => {
    const desk = await createFakeDesk();
    const aged = (number: number, ms: number) => item(number, { publishedAt: addMs(start, -ms) });
    desk.portal.feeds.set(feedUrl, reading([aged(1, 0), aged(2, 24 * hour), aged(3, 24 * hour + 1), aged(4, 700 * 24 * hour), aged(5, -hour)]));
    expect(await run(desk)).toMatchObject({ added: 5, skipped: 2 });
    expect(await titles(desk, 'collected')).toEqual(['Tin 1', 'Tin 2', 'Tin 5']);
    const skipped = (await stored(desk)).filter((article) => article.progress.state === 'skipped');
    expect(skipped.map((article) => article.progress)).toEqual([
      { state: 'skipped', reason: 'before start' },
      { state: 'skipped', reason: 'before start' },
    ]);
  });

  it('takes an article of which only the day is known while that day is within 24 hours', async () => {
    const desk = await createFakeDesk();
    // It is Monday 08:00 in Vietnam.
    const ofDay = (day: string) => item(day, { publishedAt: new Date(`${day}T00:00:00+07:00`), precision: 'day' });
    desk.portal.feeds.set(feedUrl, reading([ofDay('2026-11-23'), ofDay('2026-11-22'), ofDay('2026-11-21')]));
    await run(desk);
    expect(await titles(desk, 'collected')).toEqual(['Tin 2026-11-22', 'Tin 2026-11-23']);
    expect(await titles(desk, 'skipped')).toEqual(['Tin 2026-11-21']);
  });

  it('takes the 20 newest in all, counting nothing twice, and undated ones only where room is left', async () => {
    const desk = await createFakeDesk({ sources: sourcesAt(feedUrl, secondFeed) });
    const young = (number: number) => item(String(number).padStart(2, '0'), { publishedAt: addMs(start, -number * minute) });
    const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, step) => from + step);
    const undated = [item('không ngày 1', { publishedAt: null }), item('không ngày 2', { publishedAt: null })];
    // 1-9 in both feeds, 19 in all: one undated article has room.
    desk.portal.feeds.set(feedUrl, reading([...undated, ...numbers(1, 12).map(young), ...numbers(1, 9).map(young)]));
    desk.portal.feeds.set(secondFeed, reading([...numbers(1, 9).map(young), ...numbers(13, 19).map(young)]));
    await run(desk);
    expect(await titles(desk, 'collected')).toEqual([...numbers(1, 19).map((number) => `Tin ${String(number).padStart(2, '0')}`), 'Tin không ngày 1']);
    expect(await titles(desk, 'skipped')).toEqual(['Tin không ngày 2']);
  });

  it('of 30 young articles leaves the ten oldest', () => {
    const items = Array.from({ length: 30 }, (_, number) => item(number, { publishedAt: addMs(start, -(29 - number) * minute) }));
    expect([...firstPollChoice(items, start, 'Asia/Ho_Chi_Minh')]).toEqual(
      items
        .slice(10)
        .reverse()
        .map((one) => one.key),
    );
  });

  it('is over after one whole reading: what comes then is taken, however old and however much', async () => {
    const desk = await deskAfterFirstPoll();
    desk.pass(5 * minute);
    desk.portal.feeds.set(feedUrl, reading(Array.from({ length: 25 }, (_, number) => item(number, { publishedAt: addMs(start, -100 * hour) }))));
    expect(await run(desk)).toMatchObject({ added: 25, skipped: 0 });
  });

  it('is done anew after a crash between the articles and the state of the feed', async () => {
    const desk = await createFakeDesk();
    const old = item('cũ', { publishedAt: addMs(start, -100 * hour) });
    desk.portal.feeds.set(feedUrl, reading([item(1), old]));
    const crash = { ...desk.ports.sources, add: () => Promise.reject(new Error('killed')) };
    const crashing = await createFakeDesk();
    Object.assign(crashing.ports.sources, crash);
    crashing.portal.feeds.set(feedUrl, reading([item(1), old]));
    expect((await crashing.app.run('collect')).outcome).toBe('failed');
    expect(await stored(crashing)).toHaveLength(2);
    expect(await crashing.ports.sources.get(feedUrl)).toBeNull();
    Object.assign(crashing.ports.sources, { add: desk.ports.sources.add });
    crashing.portal.feeds.set(feedUrl, reading([item(1), old, item('cũ 2', { publishedAt: addMs(start, -100 * hour) })]));
    expect((await crashing.app.run('collect')).outcome).toBe('done');
    expect(await titles(crashing, 'collected')).toEqual(['Tin 1']);
    expect(await titles(crashing, 'skipped')).toEqual(['Tin cũ', 'Tin cũ 2']);
  });

  it('goes on until the feed was read whole: a cut or empty one has not shown what is old in it', async () => {
    const desk = await createFakeDesk();
    const old = item('cũ', { publishedAt: addMs(start, -100 * hour) });
    desk.portal.feeds.set(feedUrl, reading([]));
    await run(desk);
    desk.portal.feeds.set(feedUrl, reading([item(1)], { partial: true }));
    await run(desk);
    expect((await source(desk)).firstReadAt).toBeNull();
    desk.portal.feeds.set(feedUrl, reading([item(1), old]));
    await run(desk);
    expect(await titles(desk, 'skipped')).toEqual(['Tin cũ']);
    expect((await source(desk)).firstReadAt).toEqual(start);
  });

  it('of a feed that is added later does not touch those that are known', async () => {
    const desk = await createFakeDesk({ sources: sourcesAt(feedUrl, secondFeed) });
    desk.portal.feeds.set(feedUrl, reading([item('đầu')]));
    await run(desk);
    const old = (name: string) => item(name, { publishedAt: addMs(start, -100 * hour) });
    desk.portal.feeds.set(feedUrl, reading([item('đầu'), old('của nguồn cũ')]));
    desk.portal.feeds.set(secondFeed, reading([old('của nguồn mới')]));
    await run(desk);
    expect(await titles(desk, 'collected')).toEqual(['Tin của nguồn cũ', 'Tin đầu']);
    expect(await titles(desk, 'skipped')).toEqual(['Tin của nguồn mới']);
  });
});

describe('validators', () => {
  /** What each poll sent back to the portal. */
  function watch(desk: FakeDesk): (Validators | null)[] {
    const sent: (Validators | null)[] = [];
    const { readFeed } = desk.ports.portal;
    Object.assign(desk.ports.portal, {
      readFeed: (url: string, validators: Validators | null, now: Date) => {
        sent.push(validators);
        return readFeed(url, validators, now);
      },
    });
    return sent;
  }

  it('are sent back as they came, and stay over an unchanged answer and over a failure', async () => {
    const desk = await createFakeDesk();
    const sent = watch(desk);
    const validators = { etag: 'W/"a"', lastModified: 'Mon, 23 Nov 2026 00:00:00 GMT' };
    for (const answer of [reading([item(1)], { validators }), { outcome: 'unchanged' } as const, failed('slow'), reading([item(1)], { validators: null })]) {
      desk.portal.feeds.set(feedUrl, answer);
      await run(desk);
    }
    await run(desk);
    expect(sent).toEqual([null, validators, validators, validators, null]);
  });

  it('of a feed that was cut off are not kept', async () => {
    const desk = await createFakeDesk();
    const sent = watch(desk);
    desk.portal.feeds.set(feedUrl, reading([item(1)]));
    await run(desk);
    desk.portal.feeds.set(feedUrl, reading([item(1)], { partial: true, validators: { etag: '"cut"', lastModified: null } }));
    await run(desk);
    await run(desk);
    expect(sent).toEqual([null, { etag: '"1"', lastModified: null }, null]);
  });

  it('are not kept when the articles could not be stored', async () => {
    const desk = await createFakeDesk();
    desk.portal.feeds.set(feedUrl, reading([item(1)]));
    const { add } = desk.ports.articles;
    Object.assign(desk.ports.articles, { add: () => Promise.reject(new Error('disk full')) });
    expect((await desk.app.run('collect')).outcome).toBe('failed');
    Object.assign(desk.ports.articles, { add });
    const sent = watch(desk);
    expect((await run(desk)).added).toBe(1);
    expect(sent).toEqual([null]);
  });
});

describe('a feed that cannot be read', () => {
  it('takes nothing away from what is known, and does not hold up others', async () => {
    const desk = await createFakeDesk({ sources: sourcesAt(secondFeed, feedUrl) });
    desk.portal.feeds.set(feedUrl, reading([item(1)]));
    desk.portal.feeds.set(secondFeed, failed('not-a-feed'));
    expect(await run(desk)).toMatchObject({ read: 1, failed: 1, added: 1 });
    desk.portal.feeds.set(feedUrl, failed('status', { status: 404 }));
    await run(desk);
    expect(await stored(desk)).toHaveLength(1);
    expect(await source(desk)).toMatchObject({ firstReadAt: start, lastReadAt: start, failures: 1, validators: { etag: '"1"' } });
  });

  it.each(['too-big', 'tls', 'address', 'not-a-feed', 'challenge', 'withdrawn'] as const)(
    'by what does not pass by itself (%s) is told at once',
    async (kind) => {
      const desk = await createFakeDesk();
      desk.portal.feeds.set(feedUrl, failed(kind));
      await run(desk);
      expect((await desk.ports.notices.pending(9)).map((notice) => notice.text)).toEqual([
        vi.sourceDown(feedUrl, { kind, status: null, detail: 'x', retryAt: null }),
      ]);
    },
  );

  it.each([
    ['unreachable', null],
    ['slow', null],
    ['broken', null],
    ['status', 503],
    ['status', 500],
    ['status', 429],
  ] as const)('for a moment (%s %s) is told at the third time only', async (kind, status) => {
    const desk = await createFakeDesk();
    desk.portal.feeds.set(feedUrl, failed(kind, { status }));
    for (const told of [0, 0, 1]) {
      await run(desk);
      expect(await desk.ports.notices.pending(9)).toHaveLength(told);
      desk.pass(5 * minute);
    }
  });

  it.each([403, 404, 410])('by status %s is told at once', async (status) => {
    const desk = await createFakeDesk();
    desk.portal.feeds.set(feedUrl, failed('status', { status }));
    await run(desk);
    expect((await desk.ports.notices.pending(9))[0]?.text).toContain(String(status));
  });

  it('is told once, and once when it is over', async () => {
    const desk = await createFakeDesk();
    desk.portal.feeds.set(feedUrl, failed('tls'));
    for (let time = 0; time < 6; time++) {
      await run(desk);
      await desk.app.run('ask-staff');
      desk.pass(2 * hour);
    }
    expect(desk.chat.texts).toEqual([vi.sourceDown(feedUrl, { kind: 'tls', status: null, detail: 'x', retryAt: null })]);
    desk.portal.feeds.set(feedUrl, reading([item(1)]));
    for (let time = 0; time < 3; time++) {
      await run(desk);
      await desk.app.run('ask-staff');
    }
    expect(desk.chat.texts.slice(1)).toEqual([vi.sourceBack(feedUrl)]);
    expect((await source(desk)).failures).toBe(0);
  });

  it('is asked at longer and longer distances, an hour at most', async () => {
    const desk = await createFakeDesk();
    desk.portal.feeds.set(feedUrl, failed('unreachable'));
    const waits: number[] = [];
    for (let time = 0; time < 9; time++) {
      await run(desk);
      const { notBefore } = await source(desk);
      waits.push(notBefore === null ? 0 : (notBefore.getTime() - desk.clock().getTime()) / minute);
      desk.at(notBefore ?? addMs(desk.clock(), 5 * minute));
    }
    expect(waits).toEqual([0, 0, 5, 10, 20, 40, 60, 60, 60]);
  });

  it('is left alone until its time has come, and asked then', async () => {
    const desk = await createFakeDesk();
    desk.portal.feeds.set(feedUrl, failed('status', { status: 503, retryAt: addMs(start, 30 * minute) }));
    await run(desk);
    desk.pass(30 * minute - 1);
    expect(await run(desk)).toEqual(nothing);
    expect(desk.portal.asked).toHaveLength(1);
    desk.pass(1);
    desk.portal.feeds.set(feedUrl, reading([item(1)]));
    expect((await run(desk)).added).toBe(1);
    expect(await source(desk)).toMatchObject({ notBefore: null, failures: 0 });
  });

  it('may ask for a day of rest at most', async () => {
    const desk = await createFakeDesk();
    desk.portal.feeds.set(feedUrl, failed('status', { status: 429, retryAt: addMs(start, 900 * 24 * hour) }));
    await run(desk);
    expect((await source(desk)).notBefore).toEqual(addMs(start, 24 * hour));
  });

  it('is not asked sooner than our own patience says, whatever its Retry-After', async () => {
    const desk = await createFakeDesk();
    desk.portal.feeds.set(feedUrl, failed('status', { status: 503, retryAt: addMs(start, minute) }));
    for (let time = 0; time < 3; time++) {
      await run(desk);
      desk.pass(minute);
    }
    expect((await source(desk)).notBefore).toEqual(addMs(start, 2 * minute + 5 * minute));
  });

  it('in one process does not make another one’s first reading undone', async () => {
    const desk = await createFakeDesk();
    const slow = { ...desk.ports.portal };
    // While this process waits for its answer, another one reads the feed whole.
    Object.assign(desk.ports.portal, {
      readFeed: async () => {
        Object.assign(desk.ports.portal, slow);
        desk.portal.feeds.set(feedUrl, reading([item(1)]));
        await run(desk);
        return failed('slow');
      },
    });
    await run(desk);
    expect(await source(desk)).toMatchObject({ firstReadAt: start, failures: 1 });
  });
});

it('counts what a feed held that is no article', async () => {
  const desk = await createFakeDesk();
  desk.portal.feeds.set(feedUrl, reading([item(1)], { refused: [{ url: 'javascript:x', why: 'address' }] }));
  expect(await run(desk)).toMatchObject({ added: 1, refused: 1 });
});
