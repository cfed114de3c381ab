import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PageTimetable, plainTimetable, timesOn } from '../../../src/newsroom.ts';
import { type Hours, hoursFrom } from '../../../src/scheduling/hours.ts';
import { planPage } from '../../../src/scheduling/plan.ts';
import { planAhead } from '../../../src/scheduling/schedule.ts';
import { trialEvery, trialsOn } from '../../../src/scheduling/trials.ts';
import { addDays, addMs, dayOf, hour, minute, timeOf } from '../../../src/time.ts';
import { createFakeDesk, pageId, start } from '../../fakes/desk.ts';
import { anyTime, brokenBy, calendar, dstZones, inputs, nearClockChanges, timetables } from './plans.ts';

const zone = 'Asia/Ho_Chi_Minh';
const anywhere = fc.constantFrom(zone, ...dstZones);
const six = ['07:00', '09:30', '11:30', '14:00', '17:00', '20:00'];
const plain = plainTimetable({ times: six, gapMinutes: 20, zone });
const noHolidays = { ...plain.holidays, official: false };

function daysAhead(hours: Hours, from: Date, count: number) {
  const days = [hours.dayAt(from.getTime())];
  while (days.length < count) days.push(hours.dayAfter(days.at(-1) ?? hours.dayAt(from.getTime())));
  return days;
}
const hoursOf = (timetable: PageTimetable, now: Date) => hoursFrom({ timetable, pauses: [], calendar }, now);

describe('hours that are tried', () => {
  it('without `learn` there are none: no plan has one, whatever is asked of it', () => {
    fc.assert(
      fc.property(inputs(anywhere, fc.oneof(anyTime, nearClockChanges)), (input) => {
        const { planned } = planPage(input);
        expect(planned.filter((one) => one.why === 'trial')).toEqual([]);
        expect(
          hoursOf(input.timetable, input.now)
            .dayAt(input.now.getTime())
            .times.filter((one) => one.trial),
        ).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('with `learn` every plan still keeps quiet hours, pauses, gap, daily most and freshness, and forgets no post', () => {
    fc.assert(
      fc.property(inputs(anywhere, fc.oneof(anyTime, nearClockChanges)), (input) => {
        const learning = { ...input, timetable: { ...input.timetable, learn: true } };
        // "times" is what is configured; what is tried is none of these, and is held below.
        expect(brokenBy(learning, planPage(learning)).filter((rule) => rule !== 'times')).toEqual([]);
        expect(planPage(learning)).toEqual(planPage(learning));
      }),
      { numRuns: 600 },
    );
  });

  it('are one slot in ten, never in quiet hours, never too near to another time, and never at an hour that is used', () => {
    fc.assert(
      fc.property(timetables(fc.constant(zone)), anyTime, (some, now) => {
        const timetable = { ...some, learn: true, bound: [], holidays: noHolidays };
        if (timetable.times === 'asap') return;
        let tried = 0;
        let all = 0;
        for (let ahead = 0; ahead < 7 * trialEvery; ahead++) {
          const day = addDays(dayOf(now, zone), ahead);
          const times = timesOn(timetable, day);
          const trials = trialsOn(timetable, { day, among: times, taken: times });
          tried += trials.size;
          all += times.length;
          const after = times.map((time) => trials.get(time) ?? time);
          for (const to of trials.values()) {
            expect(times.some((time) => time.slice(0, 2) === to.slice(0, 2))).toBe(false);
            expect(timetable.quiet.some(({ from, to: end }) => (from < end ? to >= from && to < end : to >= from || to < end))).toBe(false);
            const apart = after.filter((other) => other !== to).map((other) => Math.abs(Date.parse(`2026-01-01T${other}Z`) - Date.parse(`2026-01-01T${to}Z`)));
            expect(Math.min(Number.POSITIVE_INFINITY, ...apart)).toBeGreaterThanOrEqual(timetable.gapMinutes * minute);
          }
        }
        expect(tried).toBeLessThanOrEqual(all / trialEvery);
      }),
      { numRuns: 200 },
    );
  });

  it('reach every hour of the waking day within half a year, and leave bound times and holidays alone', () => {
    const timetable: PageTimetable = {
      ...plain,
      learn: true,
      quiet: [{ from: '22:00', to: '06:00' }],
      bound: [{ kind: 'infographic', category: null, times: ['11:30'] }],
      holidays: { ...plain.holidays, times: ['08:00'] },
    };
    const days = daysAhead(hoursOf(timetable, start), start, 182);
    const tried = days.flatMap((day) => day.times.filter((one) => one.trial).map((one) => timeOf(new Date(one.at), zone)));
    expect(tried.length).toBeGreaterThan(85);
    expect(tried.length).toBeLessThanOrEqual((182 * 5) / 10);
    expect([...new Set(tried)].sort()).toEqual(['06:30', '08:30', '10:30', '12:30', '13:30', '15:30', '16:30', '18:30', '19:30', '21:30']);
    for (const day of days) {
      if (day.off !== null) expect(day.times.filter((one) => one.open).map((one) => timeOf(new Date(one.at), zone))).toEqual(['08:00']);
      else expect(day.times.some((one) => one.bound.length > 0 && timeOf(new Date(one.at), zone) === '11:30')).toBe(true);
    }
  });

  it('are told by the plan, of a post and of a free place', async () => {
    const timetable = { ...plain, learn: true };
    const trial = daysAhead(hoursOf(timetable, start), addMs(start, 24 * hour), 10)
      .flatMap((day) => day.times)
      .find((one) => one.trial && one.at > start.getTime());
    const slot = new Date(trial?.at ?? 0);
    const desk = await createFakeDesk({ timetable });
    const rows = await planAhead(desk.ports, { page: pageId, timetable, now: start, days: 12 });
    expect(rows.find((row) => row.slot.getTime() === slot.getTime())).toMatchObject({ postId: null, why: 'trial' });
    const now = addMs(slot, -5 * minute);
    const post = {
      id: 'a',
      source: 's',
      kind: 'news',
      title: 'Tin',
      articleAt: now,
      createdAt: now,
      approval: { by: 'auto', at: now, hash: '' },
      slot: null,
    } as const;
    const input = { timetable, pauses: [], calendar, waiting: [post], onPage: [], opensAt: now, stopped: false, forecast: false, now };
    expect(planPage(input).planned).toMatchObject([{ slot, why: 'trial' }]);
    // Switched off, nothing is left of it: the card tells that the time had to change.
    const off = planPage({ ...input, timetable: plain, waiting: [{ ...post, slot }] });
    expect(off.planned).toMatchObject([{ moved: { from: slot, why: 'timetable' } }]);
  });
});
