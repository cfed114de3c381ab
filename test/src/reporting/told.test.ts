/** What leaders are told beside the report: targets, the Pages compared, the day's summary. */
import { describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { vi } from '../../../src/locale/vi.ts';
import { type PageConfig, plainNewsroom, plainRules, type Target } from '../../../src/newsroom.ts';
import { compare, comparisonTextOf } from '../../../src/reporting/compare-pages.ts';
import { buildReport } from '../../../src/reporting/growth-report.ts';
import { calendarOf } from '../../../src/reporting/report-input.ts';
import { captionOf } from '../../../src/reporting/report-text.ts';
import { weekSpan } from '../../../src/reporting/span.ts';
import { addDays, hour } from '../../../src/time.ts';
import { chatId, createFakeDesk, createFakePage, type FakeDesk, pageId } from '../../fakes/desk.ts';
import { anotherProcess, aScheduled, told } from '../../fakes/processes.ts';

const zone = 'Asia/Ho_Chi_Minh';

/** Nine Sundays of readings, the last one 22/11/2026. */
function reportWith(sundays: readonly number[], targets: readonly Target[], page = pageId) {
  const span = weekSpan('2026-W47', zone);
  if (span === null) throw new Error('no week');
  const days = sundays.map((followers, i) => {
    const day = addDays('2026-11-22', -7 * (sundays.length - 1 - i));
    return { id: day, rev: 0, page, day, readings: { a: { at: new Date(`${day}T10:00:00Z`), followers } } };
  });
  return buildReport({ page, calendar: calendarOf(span, zone), days, published: [], ended: [], created: [], measures: new Map(), targets });
}

describe('a target', () => {
  const followers = (value: number): Target => ({ name: 'Người theo dõi', measure: 'followers', value, by: '2027-12-31' });

  it('is told as target, actual, share and exceeded by, with the day on which the trend reaches it', () => {
    // Weekly nets 10, 20, 30, 40, 50, 60, 70, 80: median 45, quartiles 27.5 and 62.5.
    const [target] = reportWith([1000, 1010, 1030, 1060, 1100, 1150, 1210, 1280, 1360], [followers(1450)]).targets;
    expect(target).toEqual({
      name: 'Người theo dõi',
      measure: 'followers',
      target: 1450,
      actual: 1360,
      share: 0.9379,
      exceeded: -90,
      due: '2027-12-31',
      // 90 missing: 14 days at 45 a week, 10.08 at 62.5, 22.9 at 27.5.
      forecast: '2026-12-06',
      forecastEarliest: '2026-12-03',
      forecastLatest: '2026-12-15',
    });
  });

  it('that is reached, or to which the trend does not lead, has no such day', () => {
    expect(reportWith([100, 110, 120, 130, 140], [followers(140)]).targets[0]).toMatchObject({ share: 1, exceeded: 0, forecast: null });
    expect(reportWith([140, 130, 120, 110, 100], [followers(200)]).targets[0]).toMatchObject({ actual: 100, forecast: null, forecastEarliest: null });
    expect(reportWith([100, 110], [followers(200)]).targets[0]).toMatchObject({ forecast: null });
    expect(reportWith([], [followers(200)]).targets[0]).toMatchObject({ actual: null, share: null, exceeded: null, forecast: null });
  });

  it('stands in a caption of ten lines, in Vietnamese numbers', () => {
    const report = reportWith([12_000, 12_010, 12_030, 12_060, 12_100, 12_150, 12_210, 12_280, 12_360], [followers(12_450)]);
    const caption = captionOf(report, 'Hạ Lam', vi, true);
    expect(caption).toContain('🎯 Người theo dõi: 12.360/12.450 (99,3 %), dự kiến đạt 06/12/2026 (03/12/2026 – 15/12/2026)');
    expect(caption).toContain('👥 Người theo dõi: 12.360 (+80; +0,7 %)');
    expect(caption.split('\n').length).toBeLessThanOrEqual(10);
  });
});

describe('Pages beside one another', () => {
  it('are ranked by net and by rate, those without figures last', () => {
    const pages = compare([
      { name: 'Lớn', report: reportWith([10_000, 10_050], [], '1') },
      { name: 'Nhỏ', report: reportWith([100, 120], [], '2') },
      { name: 'Mới', report: reportWith([], [], '3') },
      { name: 'Giảm', report: reportWith([500, 480], [], '4') },
    ]);
    expect(pages.map(({ name, net, rankByNet, rankByRate }) => [name, net, rankByNet, rankByRate])).toEqual([
      ['Lớn', 50, 1, 2],
      ['Nhỏ', 20, 2, 1],
      ['Giảm', -20, 3, 3],
      ['Mới', null, null, null],
    ]);
    const span = weekSpan('2026-W47', zone);
    if (span === null) throw new Error('no week');
    const text = comparisonTextOf([...pages, ...pages, ...pages], span, vi);
    expect(text.split('\n').length).toBeLessThanOrEqual(10);
    expect(text).toContain('1. Lớn: +50 (+0,5 %) · 10.050');
    expect(text).toContain('🚀 Tăng nhanh nhất: Nhỏ (+20 %)');
  });
});

describe('the day’s summary', () => {
  async function aDay(over: Parameters<typeof createFakeDesk>[0] = {}): Promise<FakeDesk> {
    const desk = await createFakeDesk(over);
    await desk.app.install();
    await desk.app.run('count-followers');
    desk.at('2026-11-24T10:59:00Z');
    desk.page.followerCount = { outcome: 'read', value: 12_040 };
    await desk.app.run('count-followers');
    for (let i = 0; i < 7; i++) {
      const at = new Date(Date.UTC(2026, 10, 23, 12 + i));
      const post = aScheduled(i, at);
      await desk.ports.posts.add({ ...post, status: 'published', publishedAt: at, remoteId: `100_${i}`, permalink: `https://fb/${i}`, how: 'sent' });
    }
    return desk;
  }
  const summaries = (desk: FakeDesk) => desk.chat.texts.filter((text) => text.startsWith('🗓'));

  it('comes at its hour, once, in ten lines with links', async () => {
    const desk = await aDay();
    expect(await desk.app.run('daily-summary')).toMatchObject({ counts: { sent: 1 } });
    expect(summaries(desk)[0]).toContain('23/11/2026');
    desk.at('2026-11-24T11:00:00Z');
    for (let i = 0; i < 3; i++) await desk.app.run('daily-summary');
    expect(summaries(desk)).toHaveLength(2);
    const text = summaries(desk)[1] ?? '';
    expect(text.split('\n').length).toBeLessThanOrEqual(10);
    expect(text).toContain('Tổng kết ngày 24/11/2026 (từ 23/11/2026 18:00 đến 18:00)');
    expect(text).toContain('📰 Đã đăng 7 bài');
    expect(text).toContain('https://fb/6');
    expect(text).toContain('👥 Hạ Lam: 12.040 (+40 so với hôm qua)');
    expect(text).not.toContain('muộn');
  });

  it('also goes to the report chats, and after days of silence only the newest comes, late and saying so', async () => {
    const desk = await aDay({ reportChats: ['-600'] });
    desk.at('2026-11-28T20:00:00Z');
    expect(await desk.app.run('daily-summary')).toMatchObject({ counts: { sent: 2 } });
    expect(summaries(desk)).toEqual([expect.stringContaining('ngày 28/11/2026'), expect.stringContaining('Bản tổng kết gửi muộn')]);
  });

  it('by two processes is sent once; without an answer it is not sent again, and staff are told', async () => {
    const desk = await aDay();
    desk.at('2026-11-24T12:00:00Z');
    await Promise.all([desk.app.run('daily-summary'), anotherProcess(desk, 'host|2|b').run('daily-summary')]);
    expect(summaries(desk)).toHaveLength(1);
    desk.pass(24 * hour);
    desk.chat.script.push({ outcome: 'unknown', detail: 'reset' });
    await desk.app.run('daily-summary');
    await desk.app.run('daily-summary');
    expect(summaries(desk)).toHaveLength(1);
    expect(await told(desk)).toContainEqual(vi.summaryUnsure('25/11/2026'));
  });

  it('does not come where the newsroom wants none', async () => {
    const newsroom = plainNewsroom(rules, [], []);
    const desk = await aDay({ reportChats: ['-600'], newsroom: { ...newsroom, reports: { ...newsroom.reports, daily: false } } });
    desk.at('2026-11-24T12:00:00Z');
    expect(await desk.app.run('daily-summary')).toMatchObject({ outcome: 'done', counts: { sent: 0, failed: 0 } });
    expect(summaries(desk)).toEqual([]);
  });
});

const rules = plainRules({ times: 'asap', gapMinutes: 0, zone }, { mode: 'required' });
const inTopic = (id: string, name: string, topic: number | null): PageConfig => ({ ...rules, id, token: 'x', name, language: null, chat: chatId, topic });

describe('several Pages on a Monday', () => {
  async function twoPages(): Promise<FakeDesk> {
    const desk = await createFakeDesk({ reportChats: ['-600'], pages: [inTopic(pageId, 'Hạ Lam', 11), inTopic('200', 'Sông Vân', 12)] });
    const ports = { ...desk.ports, fanPages: [desk.page, createFakePage('200', desk.clock)] };
    const both = { ...desk, ports, app: createApp(ports, desk.config) };
    await both.app.install();
    await both.app.run('count-followers');
    desk.at('2026-11-28T03:00:00Z');
    desk.page.followerCount = { outcome: 'read', value: 12_040 };
    await both.app.run('count-followers');
    desk.at('2026-11-30T01:00:00Z');
    return both;
  }
  const sent = (desk: FakeDesk) =>
    desk.chat.reports.map(({ chat, topic, report }) => [chat, topic, report.fileName, report.caption.split('\n')[0]?.includes('Hạ Lam')]);

  it('are reported each in its forum topic and compared once a chat, however often the job runs', async () => {
    const desk = await twoPages();
    expect(await desk.app.run('weekly-report')).toMatchObject({ outcome: 'done', counts: { sent: 6, failed: 0 } });
    expect(sent(desk).map(([chat, topic, file]) => [chat, topic, file])).toEqual([
      [chatId, 11, 'report-2026-W48.png'],
      ['-600', null, 'report-2026-W48.png'],
      [chatId, 12, 'report-2026-W48.png'],
      ['-600', null, 'report-2026-W48.png'],
      [chatId, null, 'pages-2026-W48.png'],
      ['-600', null, 'pages-2026-W48.png'],
    ]);
    expect(desk.chat.documents.map(({ chat, topic }) => [chat, topic])).toEqual([
      [chatId, 11],
      ['-600', null],
      [chatId, 12],
      ['-600', null],
    ]);
    const comparison = desk.chat.reports.at(-1)?.report.caption;
    expect(comparison).toContain('1. Hạ Lam: +40 (+0,3 %) · 12.040');
    expect(comparison).toContain('2. Sông Vân: 0 (0 %) · 12.000');
    for (let i = 0; i < 2; i++) {
      desk.pass(hour);
      expect(await desk.app.run('weekly-report')).toMatchObject({ counts: { sent: 0, known: 6, failed: 0 } });
    }
    expect(desk.chat.reports).toHaveLength(6);
  });

  it('whose comparison was refused are compared with the next run; without an answer never again, and staff are told', async () => {
    const desk = await twoPages();
    const sendReport = desk.chat.sendReport;
    let comparisons = 0;
    desk.chat.sendReport = async (to, report, extras) => {
      if (!report.fileName.startsWith('pages-')) return sendReport(to, report, extras);
      comparisons += 1;
      if (comparisons === 1) return { outcome: 'refused', why: 'other', detail: '400' };
      return comparisons === 2 ? { outcome: 'unknown', detail: 'reset' } : sendReport(to, report, extras);
    };
    for (let i = 0; i < 4; i++) {
      await desk.app.run('weekly-report');
      desk.pass(hour);
    }
    expect(comparisons).toBe(3);
    expect(
      sent(desk)
        .filter(([, , file]) => file === 'pages-2026-W48.png')
        .map(([chat]) => chat),
    ).toEqual([chatId]);
    expect(await told(desk)).toContainEqual(vi.reportUnsure('week', '2026-W48'));
  });

  it('are summed up each in its topic, and together where leaders read', async () => {
    const desk = await twoPages();
    expect(await desk.app.run('daily-summary')).toMatchObject({ counts: { sent: 3 } });
    expect(desk.chat.textRooms).toEqual([
      { chat: chatId, topic: 11 },
      { chat: chatId, topic: 12 },
      { chat: '-600', topic: null },
    ]);
    expect(desk.chat.texts.map((text) => [text.includes('Hạ Lam: '), text.includes('Sông Vân: ')])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
    expect(await desk.app.run('daily-summary')).toMatchObject({ counts: { sent: 0, known: 3 } });
  });
});
