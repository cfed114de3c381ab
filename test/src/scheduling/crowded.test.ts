/** Who goes first where not all can go out while they are fresh. */
import { describe, expect, it } from 'vitest';
import { plainTimetable } from '../../../src/newsroom.ts';
import type { WaitingPost } from '../../../src/scheduling/order.ts';
import { planPage } from '../../../src/scheduling/plan.ts';
import { addMs, hour } from '../../../src/time.ts';
import { calendar } from './plans.ts';

const now = new Date('2026-11-23T00:00:00Z');
/** Six times a day, 7:00 to 17:00 in Vietnam. */
const timetable = plainTimetable({ times: ['07:00', '09:00', '11:00', '13:00', '15:00', '17:00'], gapMinutes: 20, zone: 'Asia/Ho_Chi_Minh' });

function aPost(id: string, hoursOld: number, over: Partial<WaitingPost> = {}): WaitingPost {
  const articleAt = addMs(now, -hoursOld * hour);
  return {
    id,
    source: 'https://a.example',
    kind: 'news',
    title: 'Tin',
    articleAt,
    createdAt: articleAt,
    approval: { by: 'auto', at: articleAt, hash: '' },
    slot: null,
    ...over,
  };
}

function planFor(waiting: readonly WaitingPost[]) {
  return planPage({ timetable, calendar, pauses: [], waiting, onPage: [], opensAt: now, stopped: false, forecast: true, now });
}

describe('where all can go out', () => {
  it('what would be stale next goes first', () => {
    // Twelve places within 48 hours for twelve posts.
    const { planned, unplanned } = planFor(Array.from({ length: 12 }, (_, number) => aPost(`p${number}`, number * 3)));
    expect(unplanned).toEqual([]);
    expect(planned.some(({ why }) => why === 'freshest')).toBe(false);
  });
});

describe('where not all can go out', () => {
  it('the newest go out as news, and nobody waits until he is nearly stale', () => {
    const { planned } = planFor(Array.from({ length: 40 }, (_, number) => aPost(`p${String(number).padStart(2, '0')}`, number)));
    expect(planned.slice(0, 3).map(({ id, why }) => [id, why])).toEqual([
      ['p00', 'freshest'],
      ['p01', 'freshest'],
      ['p02', 'freshest'],
    ]);
  });

  it('each source and each kind has its part all the same', () => {
    const many = Array.from({ length: 30 }, (_, number) => aPost(`a${String(number).padStart(2, '0')}`, number / 10));
    const few = [1, 2].map((number) => aPost(`b${number}`, 20 + number, { source: 'https://b.example' }));
    const documents = Array.from({ length: 10 }, (_, number) => aPost(`c${number}`, 30, { source: 'https://c.example', kind: 'document' }));
    const { planned } = planFor([...many, ...few, ...documents]);
    const firstDay = planned.filter(({ at }) => at < addMs(now, 24 * hour)).map(({ id }) => id.charAt(0));
    expect([...new Set(firstDay)].sort()).toEqual(['a', 'b', 'c']);
    expect(firstDay.join('')).not.toContain('ccc');
  });

  it('no place of the next day is left empty by it: the stalest go first where the newest would be missing then', () => {
    // Sixteen posts that are stale by this evening, and four that are not.
    const old = Array.from({ length: 16 }, (_, number) => aPost(`old${String(number).padStart(2, '0')}`, 37.5));
    const fresh = Array.from({ length: 4 }, (_, number) => aPost(`new${number}`, number / 10));
    const { planned } = planFor([...old, ...fresh]);
    expect(planned.map(({ id, why }) => `${id.slice(0, 3)} ${why}`)).toEqual([
      'new freshest',
      'new freshest',
      ...Array.from({ length: 4 }, () => 'old last-chance'),
      'new first',
      'new first',
    ]);
  });
});
