import { describe, expect, it } from 'vitest';
import { vi } from '../../../src/locale/vi.ts';
import type { Published, Rejected } from '../../../src/post.ts';
import { dueSpan, weekSpan } from '../../../src/reporting/span.ts';
import { hour, minute } from '../../../src/time.ts';
import { chatId, createFakeDesk, type FakeDesk, pageId } from '../../fakes/desk.ts';
import { anotherProcess, aScheduled, dyingAt, told } from '../../fakes/processes.ts';

const zone = 'Asia/Ho_Chi_Minh';
/** Monday 30/11/2026 08:00 in Vietnam; the week due is W48, 23/11 to 29/11. */
const due = new Date('2026-11-30T01:00:00Z');

/** Installed on Monday 23/11 at 08:00, with a reading then and one on Saturday. */
async function aDesk(over: Parameters<typeof createFakeDesk>[0] = {}): Promise<FakeDesk> {
  const desk = await createFakeDesk(over);
  await desk.app.install();
  await desk.app.run('count-followers');
  desk.at('2026-11-28T03:00:00Z');
  desk.page.followerCount = { outcome: 'read', value: 12_034 };
  await desk.app.run('count-followers');
  desk.at(due);
  return desk;
}

async function send(desk: FakeDesk): Promise<Readonly<Record<string, number>>> {
  const outcome = await desk.app.run('weekly-report');
  if (outcome.outcome !== 'done') throw new Error('not done');
  return outcome.counts;
}

function captions(desk: FakeDesk): string[] {
  return desk.chat.reports.map((sent) => sent.report.caption);
}

const dueWeek = (now: Date, inZone: string) => dueSpan('week', now, inZone, '08:00').name;

it('the week that is due changes on Monday at eight', () => {
  expect(dueWeek(new Date(due.getTime() - 1), zone)).toBe('2026-W47');
  expect(dueWeek(due, zone)).toBe('2026-W48');
  expect(dueWeek(new Date('2026-12-06T16:59:00Z'), zone)).toBe('2026-W48');
  expect(dueWeek(new Date('2027-01-04T01:00:00Z'), zone)).toBe('2026-W53');
  expect(dueWeek(new Date('2026-03-30T05:59:00Z'), 'Europe/Berlin')).toBe('2026-W12');
  expect(dueWeek(new Date('2026-03-30T06:00:00Z'), 'Europe/Berlin')).toBe('2026-W13');
});

describe('the weekly report', () => {
  it('is sent once per week and chat, however often the job runs, with its picture', async () => {
    const desk = await aDesk({ reportChats: ['-600'] });
    expect(await send(desk)).toMatchObject({ sent: 2 });
    for (let i = 0; i < 4; i++) {
      desk.pass(15 * minute);
      expect(await send(desk)).toMatchObject({ sent: 0, known: 2 });
    }
    expect(desk.chat.reports.map((sent) => sent.chat)).toEqual([chatId, '-600']);
    expect(desk.chat.documents.map((sent) => [sent.chat, sent.document.fileName])).toEqual([
      [chatId, `report-2026-W48-${pageId}.xlsx`],
      ['-600', `report-2026-W48-${pageId}.xlsx`],
    ]);
    expect(desk.chat.reports[0]?.report).toMatchObject({ fileName: 'report-2026-W48.png', picture: new Uint8Array([1, 2, 3]) });
    expect(captions(desk)[0]).toContain('2026-W48');
    expect(captions(desk)[0]).toContain('12.034 (+34; +0,3 %)');
    expect(captions(desk)[0]).not.toContain('muộn');
  });

  it('comes again the next Monday, for the next week', async () => {
    const desk = await aDesk();
    await send(desk);
    desk.pass(7 * 24 * hour - minute);
    expect(await send(desk)).toMatchObject({ sent: 0 });
    desk.pass(minute);
    expect(await send(desk)).toMatchObject({ sent: 1 });
    expect(captions(desk)[1]).toContain('2026-W49');
  });

  it('after downtime is made up for, says that it is late, and only the newest week is told', async () => {
    const desk = await aDesk();
    desk.at('2026-12-16T10:00:00Z');
    expect(await send(desk)).toMatchObject({ sent: 1 });
    expect(captions(desk)).toEqual([expect.stringContaining('2026-W50')]);
    expect(captions(desk)[0]).toContain('Báo cáo gửi muộn');
  });

  it('is not called late in the hours after eight', async () => {
    const desk = await aDesk();
    desk.pass(3 * hour - minute);
    await send(desk);
    expect(captions(desk)[0]).not.toContain('muộn');
  });

  it('never tells of weeks before the desk was installed, nor before it is due', async () => {
    const desk = await createFakeDesk();
    expect(await send(desk)).toEqual({ sent: 0, known: 0, failed: 0 });
    desk.at('2026-11-22T17:00:00Z');
    await desk.app.install();
    for (const at of ['2026-11-23T01:00:00Z', '2026-11-27T01:00:00Z', '2026-11-30T00:59:00Z']) {
      desk.at(at);
      expect(await send(desk)).toEqual({ sent: 0, known: 0, failed: 0 });
    }
    desk.at(due);
    expect(await send(desk)).toMatchObject({ sent: 1 });
  });

  it('by two processes at once is sent once, wherever they meet', async () => {
    for (let nth = 1; ; nth++) {
      const desk = await aDesk();
      let calls = 0;
      const first = anotherProcess(desk, 'host|2|b', async (_call, work) => {
        calls += 1;
        if (calls === nth) await anotherProcess(desk, 'host|3|c').run('weekly-report');
        return work();
      });
      await first.run('weekly-report');
      expect(desk.chat.reports, `met at call ${nth}`).toHaveLength(1);
      if (calls < nth) break;
    }
  });

  it.each(['before', 'after'] as const)('of a process that dies %s any call is sent once, or asked for by a notice, never twice', async (when) => {
    const outcomes: [string, number, number, number][] = [];
    for (let nth = 1; ; nth++) {
      const desk = await aDesk();
      const { around, died } = dyingAt(nth, when);
      await anotherProcess(desk, 'host|2|b', around).run('weekly-report');
      desk.gone.add('host|2|b');
      const call = died();
      if (call === null) break;
      for (let i = 0; i < 3; i++) {
        desk.pass(15 * minute);
        await send(desk);
      }
      await told(desk);
      const notices = (await told(desk)).filter((text) => text === vi.reportUnsure('week', '2026-W48'));
      outcomes.push([call, desk.chat.reports.length, desk.chat.documents.length, notices.length]);
    }
    // Picture, sheet, notices. What was surely not sent is sent; what perhaps was is asked for.
    const lost = when === 'before' ? 0 : 1;
    expect(outcomes.filter(([name]) => name !== 'health')).toEqual([
      ['reports:add', 1, 1, 0],
      ['reports:add', 1, 1, 0],
      ['reports', when === 'before' ? 1 : 0, 1, when === 'before' ? 0 : 1],
      ['report', lost, 1, 1],
      ['reports', 1, 1, when === 'before' ? 1 : 0],
      ['reports', 1, when === 'before' ? 1 : 0, when === 'before' ? 0 : 1],
      ['document', 1, lost, 1],
      ['reports', 1, 1, when === 'before' ? 1 : 0],
      // Whether there are better times to propose.
      ['reports:add', 1, 1, 0],
      ['reports', 1, 1, 0],
    ]);
  });

  it('that the chat refused is tried again until it arrives', async () => {
    const desk = await aDesk();
    desk.chat.script.push({ outcome: 'refused', why: 'other', detail: '400' });
    expect(await send(desk)).toMatchObject({ sent: 0, failed: 1 });
    desk.pass(15 * minute);
    expect(await send(desk)).toMatchObject({ sent: 1 });
    expect(await send(desk)).toMatchObject({ sent: 0, known: 1 });
    expect(desk.chat.reports).toHaveLength(1);
  });

  it('without an answer is never sent again: staff are told once how to have it', async () => {
    const desk = await aDesk();
    desk.chat.script.push({ outcome: 'unknown', detail: 'reset' });
    expect(await send(desk)).toMatchObject({ failed: 1 });
    for (let i = 0; i < 5; i++) {
      desk.pass(hour);
      await send(desk);
      await told(desk);
    }
    expect(desk.chat.reports).toEqual([]);
    expect(await told(desk)).toEqual([expect.stringContaining('report --week 2026-W48 --send')]);
  });

  it('that could not be drawn is tried again', async () => {
    const desk = await aDesk();
    const charts = { ...desk.ports.charts, growth: async () => Promise.reject(new Error('no font')) };
    const { createApp } = await import('../../../src/app.ts');
    const broken = createApp({ ...desk.ports, charts }, desk.config);
    expect(await broken.run('weekly-report')).toMatchObject({ outcome: 'failed' });
    expect(await send(desk)).toMatchObject({ sent: 1 });
  });

  it('is abandoned by a process of another machine only after an hour', async () => {
    const desk = await aDesk();
    const { around } = dyingAt(2, 'before');
    await anotherProcess(desk, 'elsewhere|2|b', around).run('weekly-report');
    desk.pass(59 * minute);
    expect(await send(desk)).toMatchObject({ sent: 0 });
    desk.pass(2 * minute);
    expect(await send(desk)).toMatchObject({ sent: 1 });
  });

  it('names the Page by its id while Facebook does not answer', async () => {
    const desk = await aDesk();
    desk.page.healthAnswer = { outcome: 'no-answer', detail: 'slow' };
    await send(desk);
    expect(captions(desk)[0]).toContain(`· ${pageId}`);
  });
});

describe('the posts of the week', () => {
  const longTitle = `${'Ủy ban nhân dân tỉnh Hạ Lam tổ chức hội nghị\n'.repeat(9)}🎉`;

  async function withPosts(desk: FakeDesk, title: string): Promise<void> {
    const span = weekSpan('2026-W48', zone);
    if (span === null) throw new Error('no such week');
    const instants = [new Date(span.start.getTime() - 1), span.start, new Date('2026-11-25T00:00:00Z'), new Date(span.end.getTime() - 1), span.end];
    for (const [number, at] of instants.entries()) {
      const post: Published = {
        ...aScheduled(number, at),
        title,
        status: 'published',
        publishedAt: at,
        remoteId: `100_${number}`,
        permalink: `https://fb/${number}`,
        how: 'sent',
      };
      await desk.ports.posts.add(post);
      await desk.ports.measures.add({ id: post.id, rev: 0, page: pageId, at, reactions: 10 * number, comments: 1, shares: null, views: null });
      const {
        approval: _approval,
        slot: _slot,
        slotKey: _key,
        resends: _resends,
        notBefore: _before,
        uploads: _uploads,
        ...shown
      } = aScheduled(number + 10, at);
      const rejected: Rejected = { ...shown, status: 'rejected', by: { id: 7, name: 'Lan' }, at };
      await desk.ports.posts.add(rejected);
    }
  }

  it('are those whose instant lies in it; the best come first', async () => {
    const desk = await aDesk();
    await withPosts(desk, 'Tin');
    const report = await desk.app.report('2026-W48', null);
    expect(report.posts).toMatchObject({ published: 3, rejected: 3, failed: 0 });
    expect(report.top.map((post) => [post.url, post.reactions, post.shares])).toEqual([
      ['https://fb/3', 30, null],
      ['https://fb/2', 20, null],
      ['https://fb/1', 10, null],
    ]);
  });

  it.each(['vi', 'en'] as const)('with the longest titles still fit a caption of ten lines and 1,024 characters (%s)', async (locale) => {
    const desk = await aDesk({ locale });
    await withPosts(desk, longTitle);
    desk.at('2026-12-05T00:00:00Z');
    await send(desk);
    const [caption] = captions(desk);
    if (caption === undefined) throw new Error('no report');
    expect(caption.split('\n')).toHaveLength(10);
    expect(caption.length).toBeLessThanOrEqual(1024);
    expect(caption).toContain('…');
  });
});

it('the last reading before the week counts however long ago it was', async () => {
  const desk = await createFakeDesk();
  desk.at('2026-08-01T00:00:00Z');
  await desk.app.run('count-followers');
  desk.at('2026-11-25T00:00:00Z');
  desk.page.followerCount = { outcome: 'read', value: 12_500 };
  await desk.app.run('count-followers');
  expect((await desk.app.report('2026-W48', null)).followers).toMatchObject({ start: 12_000, end: 12_500, net: 500 });
});
