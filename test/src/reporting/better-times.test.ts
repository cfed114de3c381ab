import { expect, it } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { parseTimesPress, timesPress } from '../../../src/learned-times.ts';
import { vi } from '../../../src/locale/vi.ts';
import { plainTimetable } from '../../../src/newsroom.ts';
import { addMs, hour, minute } from '../../../src/time.ts';
import { chatId, createFakeDesk, type FakeDesk, pageId } from '../../fakes/desk.ts';
import { aScheduled } from '../../fakes/processes.ts';

/** Monday 30/11/2026 08:00 in Vietnam. */
const due = new Date('2026-11-30T01:00:00Z');
const day = 24 * hour;
const shown = [{ from: '14:00', to: '19:00' }];

/** 20 posts at each hour; 19:00, which is no posting time, does far better than 14:00. `best`: what they had there. */
async function aDesk(best = 90): Promise<FakeDesk> {
  const desk = await createFakeDesk({ timetable: plainTimetable({ times: ['07:00', '14:00'], gapMinutes: 20, zone: 'Asia/Ho_Chi_Minh' }) });
  await desk.app.install();
  desk.at(due);
  let number = 0;
  for (const [at, engaged] of [
    [7, 60],
    [14, 10],
    [19, best],
  ] as const)
    for (let back = 0; back < 20; back++) {
      number += 1;
      const publishedAt = addMs(due, (at - 8) * hour - (back + 5) * day);
      const { status: _status, ...post } = aScheduled(number, publishedAt);
      await desk.ports.posts.add({ ...post, status: 'published', publishedAt, remoteId: `100_${number}`, permalink: null, how: 'sent' });
      await desk.ports.measures.add({
        id: post.id,
        rev: 0,
        page: pageId,
        at: publishedAt,
        reactions: engaged + (back % 5),
        comments: 0,
        shares: null,
        views: null,
      });
    }
  return desk;
}
const cardsOf = (desk: FakeDesk) => [...desk.chat.cards.values()];
const pressBy = (desk: FakeDesk, id: number, chat = chatId, data = timesPress(pageId, shown)) =>
  desk.app.press({ data, user: { id, name: 'Lan' }, chat, message: 1 });

it('better times come with the weekly report, once, with the evidence and a button; nothing changes by that', async () => {
  const desk = await aDesk();
  await desk.app.run('weekly-report');
  desk.pass(15 * minute);
  await desk.app.run('weekly-report');
  expect(cardsOf(desk)).toHaveLength(1);
  const [card] = cardsOf(desk);
  expect(card?.text).toMatch(/60 bài[\s\S]*14:00 → 19:00: mỗi bài khoảng \d+ lượt thay vì \d+ \(20 bài trong khung giờ mới, 20 bài trong khung giờ cũ\)/);
  expect(card?.buttons).toEqual([[{ label: vi.betterTimes.accept, press: timesPress(pageId, shown) }]]);
  expect(await desk.ports.learned.get(pageId)).toBeNull();
});

it('without evidence there is no card', async () => {
  const desk = await aDesk(10);
  await desk.app.run('weekly-report');
  expect(desk.chat.reports).toHaveLength(1);
  expect(cardsOf(desk)).toEqual([]);
});

it('a card that was refused is sent with the next run', async () => {
  const another = await aDesk();
  const send = another.chat.sendCard;
  another.chat.sendCard = async () => ({ outcome: 'refused', why: 'no-connection', detail: 'nobody there' });
  await another.app.run('weekly-report');
  another.chat.sendCard = send;
  await another.app.run('weekly-report');
  expect(cardsOf(another)).toHaveLength(1);
  expect(another.chat.reports).toHaveLength(1);
});

it('a crash after the report and before the proposal loses nothing: the next run proposes, once, and so does another process', async () => {
  const desk = await aDesk();
  const { posts } = desk.ports;
  const { publishedBetween } = posts;
  // The process ends where it would reckon the better times: the report is out by then.
  posts.publishedBetween = async (page, from, to) => {
    if (desk.chat.reports.length > 0) throw new Error('killed');
    return publishedBetween(page, from, to);
  };
  expect((await desk.app.run('weekly-report')).outcome).toBe('failed');
  posts.publishedBetween = publishedBetween;
  expect([desk.chat.reports.length, cardsOf(desk).length]).toEqual([1, 0]);
  desk.pass(15 * minute);
  await Promise.all([desk.app.run('weekly-report'), createApp(desk.ports, desk.config).run('weekly-report')]);
  desk.pass(15 * minute);
  await desk.app.run('weekly-report');
  expect([desk.chat.reports.length, cardsOf(desk).length]).toEqual([1, 1]);
});

it('figures that bore nothing out on Monday are not asked again all week', async () => {
  const desk = await aDesk(10);
  await desk.app.run('weekly-report');
  const { publishedBetween } = desk.ports.posts;
  let asked = 0;
  desk.ports.posts.publishedBetween = (...given) => {
    asked += 1;
    return publishedBetween(...given);
  };
  desk.pass(15 * minute);
  await desk.app.run('weekly-report');
  expect([asked, cardsOf(desk).length]).toEqual([0, 0]);
});

it('while another process still sends the report, the proposal waits for it', async () => {
  const desk = await aDesk();
  const { sendReport } = desk.chat;
  let meanwhile: Promise<unknown> = Promise.resolve();
  desk.chat.sendReport = async (...given) => {
    meanwhile = createApp({ ...desk.ports, processes: { self: 'host|2|b', isGone: () => false } }, desk.config).run('weekly-report');
    await meanwhile;
    expect(cardsOf(desk)).toEqual([]);
    return sendReport(...given);
  };
  await desk.app.run('weekly-report');
  expect([desk.chat.reports.length, cardsOf(desk).length]).toEqual([1, 1]);
});

it('an approver accepts: the times hold, the chat hears who did it, posts are planned anew; a second press tells that it is done', async () => {
  const desk = await aDesk();
  expect(await pressBy(desk, 7)).toEqual({ answer: { text: vi.betterTimes.taken(shown), alert: false }, next: 'schedule' });
  expect(await desk.ports.learned.get(pageId)).toMatchObject({ swaps: shown, by: { id: 7 } });
  await desk.app.run('ask-staff');
  expect(desk.chat.texts).toEqual([vi.betterTimes.accepted('Lan', shown, 0)]);
  expect(await pressBy(desk, 7)).toEqual({ answer: { text: vi.betterTimes.already('Lan'), alert: true }, next: 'nothing' });
  // Among the decisions, once.
  expect(await desk.ports.decisions.chain(null, 9)).toMatchObject([
    { verb: 'accept-times', by: { id: 7, name: 'Lan' }, page: pageId, chat: chatId, message: 1, note: '14:00 → 19:00' },
  ]);
});

it('killed between the acceptance and its record, the press that comes again puts it among the decisions', async () => {
  const desk = await aDesk();
  const { decisions } = desk.ports;
  const { add } = decisions;
  Object.assign(decisions, {
    add: async () => {
      throw new Error('killed');
    },
  });
  await expect(pressBy(desk, 7)).rejects.toThrow('killed');
  Object.assign(decisions, { add });
  await pressBy(desk, 7);
  expect(await decisions.chain(null, 9)).toMatchObject([{ verb: 'accept-times', by: { id: 7 } }]);
});

it('whoever may not, presses elsewhere, or presses what the figures no longer say, changes nothing and is told why', async () => {
  const desk = await aDesk(10);
  const told = async (...given: Parameters<typeof pressBy> extends [FakeDesk, ...infer R] ? R : never) => (await pressBy(desk, ...given)).answer.text;
  expect(await told(8)).toBe(vi.press.notApprover);
  expect(await told(99)).toBe(vi.press.notStaff('99'));
  expect(await told(7, '-999')).toBe(vi.press.otherChat);
  expect(await told(7, chatId, timesPress('777', shown))).toBe(vi.press.unknown);
  expect(await told(7)).toBe(vi.betterTimes.outdated);
  expect(await desk.ports.learned.get(pageId)).toBeNull();
});

it('the button holds in 64 bytes what it proposes, and nothing else is read as one', () => {
  const two = [...shown, { from: '07:00', to: '21:30' }];
  expect(Buffer.byteLength(timesPress('100000000000000012', two))).toBeLessThanOrEqual(64);
  expect(parseTimesPress(timesPress('100000000000000012', two))).toEqual({ page: '100000000000000012', shown: two });
  for (const data of ['times:100:', 'times:100:14:00-19:00', 'a:0123', `${timesPress('100', two)}:x`]) expect(parseTimesPress(data)).toBeNull();
});
