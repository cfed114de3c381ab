import { describe, expect, it } from 'vitest';
import { type App, createApp } from '../../../src/app.ts';
import { pressData } from '../../../src/approving/press-data.ts';
import { type PageConfig, type PageRules, plainNewsroom, plainRules, plainSourceRules, type SourceRules, type StaffMember } from '../../../src/newsroom.ts';
import type { Awaiting, Draft } from '../../../src/post.ts';
import { quietUntil } from '../../../src/quiet-hours.ts';
import { plainSource } from '../../../src/source.ts';
import { hour, minute } from '../../../src/time.ts';
import { chatId, createFakeDesk, type FakeDesk, feedUrl, pageId } from '../../fakes/desk.ts';
import { anAwaiting, idOf } from './posts.ts';

const zone = 'Asia/Ho_Chi_Minh';
const plain = plainRules({ times: 'asap', gapMinutes: 0, zone }, { mode: 'required' });
const person = (id: number, role: StaffMember['role'], name: string, pages: readonly string[] | null = null): StaffMember => ({
  id,
  role,
  name,
  language: null,
  pages,
});
const staff = [person(7, 'admin', 'Lan'), person(9, 'approver', 'Minh'), person(10, 'approver', 'Tú', ['200']), person(8, 'editor', 'Hà')];

async function deskBy(rules: Partial<PageRules>, source: Partial<SourceRules> = {}, topic: number | null = null): Promise<{ desk: FakeDesk; app: App }> {
  const desk = await createFakeDesk();
  const page: PageConfig = { ...plain, ...rules, id: pageId, token: 't', name: null, language: null, chat: chatId, topic };
  const newsroom = { ...plainNewsroom({ ...plain, ...rules }, staff, [plainSource(feedUrl, zone)]), sources: [{ ...plainSourceRules(feedUrl), ...source }] };
  return { desk, app: createApp(desk.ports, { ...desk.config, staff, pages: [page], newsroom }) };
}
function aDraft(number: number, over: Partial<Draft> = {}): Draft {
  const {
    askedAt: _asked,
    objectBy: _object,
    returned: _returned,
    ...shown
  } = anAwaiting({ id: idOf(number), title: `Tin ${number}`, card: null, source: feedUrl });
  return { ...shown, status: 'draft', ...over };
}
async function waiting(desk: FakeDesk): Promise<Awaiting> {
  const [post] = await desk.ports.posts.withStatus('awaiting', 1);
  if (post === undefined) throw new Error('nothing waits');
  return post;
}
const press = async (app: App, post: Awaiting, id: number, name: string, verb: 'approve' | 'reject' = 'approve') =>
  (await app.press({ data: pressData(verb, post), user: { id, name }, chat: chatId, message: 1 })).answer;

it('a card that nobody decides reminds once, then calls the approvers of its Page by name, then expires into the ledger', async () => {
  const { desk, app } = await deskBy({ deadlines: { remindMs: hour, escalateMs: 2 * hour, expireMs: 5 * hour, quiet: [] } });
  await desk.ports.posts.add(aDraft(1));
  await desk.ports.posts.add(aDraft(2));
  await app.run('ask-staff');
  expect(desk.chat.cards.get(1)?.text).toContain('Hạn duyệt: 23/11/2026 13:00');
  const beats = async (count: number) => {
    for (let beat = 0; beat < count; beat++) {
      desk.pass(10 * minute);
      await app.run('ask-staff');
    }
  };
  await beats(5);
  expect(desk.chat.texts).toEqual([]);
  await beats(5);
  expect(desk.chat.texts).toEqual(['⏰ 2 bài đang chờ duyệt:\n• Tin 1\n• Tin 2']);
  await beats(8);
  expect(desk.chat.texts.slice(1)).toEqual(['📣 Lan, Minh: 2 bài chờ duyệt đã lâu\n• Tin 1\n• Tin 2']);
  await beats(20);
  expect(desk.chat.texts.slice(2)).toEqual(['⌛ 2 bài không ai duyệt kịp nên đã hết hạn, không đăng:\n• Tin 1\n• Tin 2']);
  expect(await desk.ports.posts.count()).toMatchObject({ awaiting: 0, expired: 2 });
  expect(desk.chat.cards.get(1)?.text).toContain('Quá hạn lúc');
});

it('expires before its news is stale, whatever the deadline says; what comes late has its time all the same', async () => {
  const { desk, app } = await deskBy({ deadlines: { remindMs: null, escalateMs: null, expireMs: 500 * hour, quiet: [] } });
  await desk.ports.posts.add(aDraft(1));
  await desk.ports.posts.add(aDraft(2, { articleAt: new Date(desk.clock().getTime() - 100 * hour) }));
  await app.run('ask-staff');
  desk.pass(47 * hour);
  await app.run('ask-staff');
  const expired = await desk.ports.posts.withStatus('expired', 5);
  expect(expired.map((post) => post.title)).toEqual(['Tin 1']);
  desk.pass(2 * hour);
  await app.run('ask-staff');
  expect(await desk.ports.posts.count()).toMatchObject({ expired: 2 });
  expect(desk.chat.texts.map((text) => text.split('\n')[1])).toEqual(['• Tin 1', '• Tin 2']);
});

it.each([
  ['the Page', { approvals: 2 as const }, {}],
  ['the source', {}, { approvals: 2 as const }],
  ['a category', { twoApprovalsFor: ['Văn bản'] }, {}],
])('two different people must approve where %s asks for it, and both stand on the card', async (_who, rules, source) => {
  const { desk, app } = await deskBy(rules, source);
  await desk.ports.posts.add(aDraft(1, { categories: ['văn bản'] }));
  await app.run('ask-staff');
  expect(desk.chat.cards.get(1)?.text).toContain('👥 Còn chờ: Lan và Minh');
  expect((await press(app, await waiting(desk), 7, 'Lan')).text).toMatch(/còn cần một người khác/);
  expect((await press(app, await waiting(desk), 7, 'Lan')).text).toMatch(/Bài này cần thêm một người khác/);
  expect((await press(app, await waiting(desk), 8, 'Hà')).alert).toBe(true);
  await app.run('ask-staff');
  expect(desk.chat.cards.get(1)?.text).toMatch(/✔ Lan đồng ý lúc .*\n👥 Còn chờ: Minh/);
  expect((await press(app, await waiting(desk), 9, 'Minh')).text).toMatch(/^Đã duyệt/);
  await app.run('ask-staff');
  expect(desk.chat.cards.get(1)?.text).toMatch(/✔ Lan duyệt lúc .*\n✔ Minh duyệt lúc/);
});

it('the yes of somebody who was taken off the staff counts for nothing, nor does it stand on the card', async () => {
  const { desk, app } = await deskBy({ approvals: 2 });
  await desk.ports.posts.add(aDraft(1));
  await app.run('ask-staff');
  await press(app, await waiting(desk), 9, 'Minh');
  const left = staff.filter(({ name }) => name !== 'Minh');
  const newsroom = plainNewsroom({ ...plain, approvals: 2 }, [...left, person(11, 'approver', 'Thu')], [plainSource(feedUrl, zone)]);
  const page: PageConfig = { ...plain, approvals: 2, id: pageId, token: 't', name: null, language: null, chat: chatId, topic: null };
  const later = createApp(desk.ports, { ...desk.config, staff: newsroom.staff, pages: [page], newsroom });
  expect((await press(later, await waiting(desk), 7, 'Lan')).text).toMatch(/còn cần một người khác/);
  await later.run('ask-staff');
  expect(desk.chat.cards.get(1)?.text).not.toContain('✔ Minh');
  expect(desk.chat.cards.get(1)?.text).toMatch(/✔ Lan đồng ý lúc .*\n👥 Còn chờ: Thu/);
  expect((await press(later, await waiting(desk), 11, 'Thu')).text).toMatch(/^Đã duyệt/);
});

it('an approver of another Page may not', async () => {
  const { desk, app } = await deskBy({});
  await desk.ports.posts.add(aDraft(1));
  await app.run('ask-staff');
  expect((await press(app, await waiting(desk), 10, 'Tú')).text).toBe('Bạn không phụ trách Trang này.');
  expect((await press(app, await waiting(desk), 10, 'Tú', 'reject')).alert).toBe(true);
  expect(await desk.ports.posts.count()).toMatchObject({ awaiting: 1 });
});

it('a Page’s cards, reminders and digest stand in its forum topic', async () => {
  const { desk, app } = await deskBy({ deadlines: { remindMs: hour, escalateMs: null, expireMs: null, quiet: [] } }, {}, 77);
  const rooms: unknown[] = [];
  const { sendCard, sendText } = desk.chat;
  desk.chat.sendCard = (to, card) => {
    rooms.push(to);
    return sendCard(to, card);
  };
  desk.chat.sendText = (to, text, extras) => {
    rooms.push(to);
    return sendText(to, text, extras);
  };
  await desk.ports.posts.add(aDraft(1));
  await app.run('ask-staff');
  desk.pass(hour);
  await app.run('ask-staff');
  expect(rooms).toEqual([
    { chat: chatId, topic: 77 },
    { chat: chatId, topic: 77 },
  ]);
  for (let number = 2; number < 15; number++) await desk.ports.posts.add(aDraft(number));
  await app.run('ask-staff');
  expect(await desk.ports.digests.get(`${chatId}#77`)).toMatchObject({ open: true });
});

describe('in the quiet hours of the chat', () => {
  const quiet = [{ from: '22:00', to: '06:00' }];
  const at = (time: string, day = '23') => new Date(`2026-11-${day}T${time}:00+07:00`);
  const deadlines = { remindMs: hour, escalateMs: 2 * hour, expireMs: null, quiet };
  async function asked(rules: PageRules['deadlines'], time: string) {
    const { desk, app } = await deskBy({ deadlines: rules });
    desk.at(at(time));
    await desk.ports.posts.add(aDraft(1, { articleAt: desk.clock() }));
    await app.run('ask-staff');
    const textsAt = async (later: Date) => {
      desk.at(later);
      await app.run('ask-staff');
      return desk.chat.texts;
    };
    return textsAt;
  }

  it('nobody is reminded or called: both are made good in the morning, in one message', async () => {
    const textsAt = await asked(deadlines, '21:30');
    for (const [time, day] of [
      ['22:30', '23'],
      ['23:59', '23'],
      ['00:00', '24'],
      ['05:59', '24'],
    ] as const)
      expect(await textsAt(at(time, day))).toEqual([]);
    expect(await textsAt(at('06:00', '24'))).toEqual(['📣 Lan, Minh: 1 bài chờ duyệt đã lâu\n• Tin 1']);
    expect(await textsAt(at('07:00', '24'))).toHaveLength(1);
  });

  it('a card that would expire in them is called out for all the same', async () => {
    const textsAt = await asked({ ...deadlines, expireMs: 5 * hour }, '21:30');
    expect(await textsAt(at('22:30'))).toEqual(['⏰ 1 bài đang chờ duyệt:\n• Tin 1']);
    expect(await textsAt(at('23:30'))).toHaveLength(2);
  });

  it('what expires is told when they are over', async () => {
    const textsAt = await asked({ ...deadlines, remindMs: null, escalateMs: null, expireMs: 5 * hour }, '21:30');
    expect(await textsAt(at('03:00', '24'))).toEqual([]);
    expect(await textsAt(at('05:59', '24'))).toEqual([]);
    expect(await textsAt(at('06:00', '24'))).toEqual(['⌛ 1 bài không ai duyệt kịp nên đã hết hạn, không đăng:\n• Tin 1']);
    expect(await textsAt(at('06:10', '24'))).toHaveLength(1);
  });

  it.each([
    ['22:00', '22:00', '06:00', '06:00', '24'],
    ['05:59', '22:00', '06:00', '06:00', '23'],
    ['12:30', '12:00', '13:00', '13:00', '23'],
  ])('%s lies in %s-%s, which ends at %s on the %sth', (now, from, to, end, day) => {
    expect(quietUntil(at(now), [{ from, to }], zone)).toEqual(at(end, day));
  });
  it.each([
    ['21:59', '22:00', '06:00'],
    ['06:00', '22:00', '06:00'],
    ['13:00', '12:00', '13:00'],
  ])('%s does not lie in %s-%s', (now, from, to) => {
    expect(quietUntil(at(now), [{ from, to }], zone)).toBeNull();
  });
});
