import { describe, expect, it } from 'vitest';
import { wordsIn } from '../../../src/locale/words.ts';
import { plainTimetable } from '../../../src/newsroom.ts';
import type { WeekChart } from '../../../src/ports.ts';
import { readPage } from '../../../src/scheduling/read-page.ts';
import { drawWeekAhead } from '../../../src/scheduling/week-ahead.ts';
import { addMs, hour } from '../../../src/time.ts';
import { createFakeDesk, pageId, start } from '../../fakes/desk.ts';
import { aScheduled } from '../../fakes/processes.ts';

const timetable = {
  ...plainTimetable({ times: ['09:00', '17:00'], gapMinutes: 20, zone: 'Asia/Ho_Chi_Minh' }),
  quiet: [{ from: '22:00', to: '06:00' }],
};

describe('the picture of the week', () => {
  it('shows what is planned, what is free, and when nothing goes out', async () => {
    const desk = await createFakeDesk({ timetable });
    await desk.ports.posts.add(aScheduled(1, addMs(start, hour)));
    await desk.ports.handPosts.add({ id: 'h1', rev: 0, page: pageId, at: addMs(start, -hour), title: 'Chúc mừng', permalink: null, gone: false });
    await desk.app.pause({ page: null, kind: 'mourning', why: '', by: { id: 7, name: 'Lan' }, from: addMs(start, 48 * hour), until: addMs(start, 50 * hour) });
    const drawn: WeekChart[] = [];
    const charts = { ...desk.ports.charts, week: async (chart: WeekChart) => new Uint8Array([drawn.push(chart)]) };
    const message = await drawWeekAhead({ ...desk.ports, charts, words: wordsIn('vi') }, { page: pageId, timetable, now: start, name: 'Hà Lâm', locale: 'vi' });
    expect(message).toMatchObject({ fileName: 'lich-2026-11-23.png', caption: '🗓 Lịch đăng 7 ngày tới · Hà Lâm: 1 bài' });
    const [first, second, third] = drawn[0]?.days ?? [];
    expect(drawn[0]?.days.map((day) => day.label)).toEqual(['T2 23/11', 'T3 24/11', 'T4 25/11', 'T5 26/11', 'T6 27/11', 'T7 28/11', 'CN 29/11']);
    expect(first?.marks.map((mark) => [Math.round(mark.at * 24), mark.kind])).toEqual([
      [7, 'hand'],
      [9, 'planned'],
      [17, 'free'],
    ]);
    expect(first?.lines).toMatchObject([
      { time: '07:00', text: 'Chúc mừng' },
      { time: '09:00', text: 'Tin số 1' },
    ]);
    expect(first?.closed.map(({ from, to }) => [Math.round(from * 24), Math.round(to * 24)])).toEqual([
      [0, 6],
      [22, 24],
    ]);
    expect(second?.more).toBe('chưa có bài');
    expect(third?.note).toBe('Quốc tang: tạm dừng đăng');
    expect(drawn[0]?.legend.map(({ kind }) => kind)).not.toContain('trial');
  });

  it('marks the hours that are tried, and says so beside their posts', async () => {
    const learning = { ...timetable, times: ['09:00', '11:00', '14:00', '17:00'], learn: true };
    const desk = await createFakeDesk({ timetable: learning });
    const reading = await readPage(desk.ports, { page: pageId, timetable: learning, now: start });
    const tried = Array.from({ length: 7 }, (_, ahead) => reading.hours.dayAt(start.getTime() + ahead * 24 * hour)).flatMap((day) =>
      day.times.filter((time) => time.trial),
    );
    const [first] = tried;
    if (first === undefined || tried.length < 2) throw new Error('no hour is tried this week');
    await desk.ports.posts.add(aScheduled(1, new Date(first.at)));
    const drawn: WeekChart[] = [];
    const charts = { ...desk.ports.charts, week: async (chart: WeekChart) => new Uint8Array([drawn.push(chart)]) };
    await drawWeekAhead({ ...desk.ports, charts, words: wordsIn('vi') }, { page: pageId, timetable: learning, now: start, name: 'Hà Lâm', locale: 'vi' });
    const marks = drawn[0]?.days.flatMap((day) => day.marks.filter((mark) => mark.trial)) ?? [];
    expect(marks.map((mark) => mark.kind)).toEqual(['planned', ...tried.slice(1).map(() => 'free')]);
    expect(drawn[0]?.days.flatMap((day) => day.lines.map((line) => line.text))).toEqual(['(thử giờ) Tin số 1']);
    expect(drawn[0]?.legend).toContainEqual({ kind: 'trial', label: 'giờ đang thử' });
  });

  it('has the name that the Page has on Facebook where the settings give none', async () => {
    const desk = await createFakeDesk({ timetable });
    expect((await desk.app.drawnPlan()).caption).toContain('Hạ Lam: chưa có bài nào được xếp');
  });
});
