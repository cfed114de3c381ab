import { describe, expect, it } from 'vitest';
import { quietLimit } from '../../../src/collecting/source-health.ts';
import { vi } from '../../../src/locale/vi.ts';
import type { FeedReading, PortalProblem } from '../../../src/ports.ts';
import { plainSource } from '../../../src/source.ts';
import { addMs, hour, minute } from '../../../src/time.ts';
import { anArticle, createFakeDesk, type FakeDesk, feedUrl, keyOf, start } from '../../fakes/desk.ts';

const day = 24 * hour;
let number = 0;

function reading(count: number): FeedReading {
  const items = Array.from({ length: count }, () => {
    number += 1;
    const url = `https://halam.example/tin/${number}`;
    return { key: keyOf(url), article: anArticle({ url, title: `Tin ${number}` }) };
  });
  return { outcome: 'read', items, refused: [], validators: { etag: '"1"', lastModified: null }, partial: false };
}
function failed(kind: PortalProblem['kind']): FeedReading {
  return { outcome: 'failed', problem: { kind, status: null, detail: 'x', retryAt: null } };
}

/** One poll with this answer; staff are told what is to be told. */
async function poll(desk: FakeDesk, answer: FeedReading): Promise<void> {
  desk.portal.feeds.set(feedUrl, answer);
  expect((await desk.app.run('collect')).outcome).toBe('done');
  await desk.app.run('ask-staff');
}

/** What staff were told of the source, cards apart. */
function told(desk: FakeDesk): readonly string[] {
  return desk.chat.texts;
}

describe('a source without anything new', () => {
  it('is told after three times its longest pause, a week at least; and once when it speaks again', async () => {
    const desk = await createFakeDesk();
    for (const days of [0, 1, 2, 5, 6]) {
      desk.at(addMs(start, days * day));
      await poll(desk, reading(1));
    }
    // Its longest pause was 3 days: nine days after the last.
    for (const days of [8, 12, 14.9]) {
      desk.at(addMs(start, days * day));
      await poll(desk, { outcome: 'unchanged' });
    }
    expect(told(desk)).toEqual([]);
    for (const days of [15, 16, 30]) {
      desk.at(addMs(start, days * day));
      await poll(desk, { outcome: 'unchanged' });
    }
    expect(told(desk)).toEqual([vi.sourceQuiet(feedUrl, '29/11/2026')]);
    await poll(desk, reading(1));
    await poll(desk, reading(1));
    expect(told(desk).slice(1)).toEqual([vi.sourceSpeaks(feedUrl)]);
  });

  it('whose beat nobody knows yet is given 30 days', async () => {
    const desk = await createFakeDesk();
    await poll(desk, reading(3));
    desk.at(addMs(start, 30 * day - 1));
    await poll(desk, { outcome: 'unchanged' });
    expect(told(desk)).toEqual([]);
    desk.pass(1);
    await poll(desk, { outcome: 'unchanged' });
    expect(told(desk)).toEqual([vi.sourceQuiet(feedUrl, '23/11/2026')]);
  });

  it('that fails meanwhile is told to fail, not to be silent', async () => {
    const desk = await createFakeDesk();
    for (const days of [0, 1, 2]) {
      desk.at(addMs(start, days * day));
      await poll(desk, reading(1));
    }
    for (let days = 3; days < 20; days++) {
      desk.at(addMs(start, days * day));
      await poll(desk, failed('tls'));
    }
    expect(told(desk)).toEqual([vi.sourceDown(feedUrl, { kind: 'tls', status: null, detail: 'x', retryAt: null })]);
  });

  it.each<[string, readonly number[], number]>([
    ['no arrival', [], 30],
    ['two arrivals', [0, 1], 30],
    ['daily arrivals', [0, 1, 2, 3], 7],
    ['a pause of ten days', [0, 1, 11, 12], 30],
    ['a pause of three days', [0, 3, 4], 9],
  ])('has with %s a limit of its own', (_name, days, limit) => {
    expect(quietLimit(days.map((each) => addMs(start, each * day)))).toBe(limit * day);
  });

  it('has its arrivals kept once a day, for 30 days and the one before', async () => {
    const desk = await createFakeDesk();
    for (let hours = 0; hours < 60 * 24; hours += 8) {
      desk.at(addMs(start, hours * hour));
      await poll(desk, reading(1));
    }
    const kept = (await desk.ports.sources.get(feedUrl))?.arrivals ?? [];
    expect(kept).toHaveLength(32);
    const gaps = kept.slice(1).map((at, place) => at.getTime() - (kept[place]?.getTime() ?? 0));
    expect(new Set(gaps)).toEqual(new Set([day]));
  });
});

describe('a source that lists nothing', () => {
  it('is told after a day, once, and once when it lists something', async () => {
    const desk = await createFakeDesk();
    await poll(desk, reading(1));
    desk.pass(hour);
    await poll(desk, reading(0));
    desk.pass(day - minute);
    await poll(desk, reading(0));
    expect(told(desk)).toEqual([]);
    desk.pass(minute);
    for (const answer of [{ outcome: 'unchanged' } as const, reading(0), { outcome: 'unchanged' } as const]) {
      await poll(desk, answer);
      desk.pass(9 * day);
    }
    expect(told(desk)).toEqual([vi.sourceEmpty(feedUrl, '23/11/2026')]);
    await poll(desk, reading(1));
    expect(told(desk).slice(1)).toEqual([vi.sourceBack(feedUrl)]);
  });

  it('for an hour is nothing', async () => {
    const desk = await createFakeDesk();
    await poll(desk, reading(0));
    desk.pass(hour);
    await poll(desk, reading(1));
    desk.pass(2 * day);
    await poll(desk, { outcome: 'unchanged' });
    expect(told(desk)).toEqual([]);
  });
});

it('a source is called by the newsroom’s name, with its address', async () => {
  const desk = await createFakeDesk({ sources: [{ ...plainSource(feedUrl, 'Asia/Ho_Chi_Minh'), name: 'Sở Y tế' }] });
  await poll(desk, failed('challenge'));
  expect(told(desk)[0]).toContain(`Sở Y tế (${feedUrl})`);
  expect(told(desk)[0]).toContain('địa chỉ IP của máy chủ này');
});
