import { expect, it } from 'vitest';
import { commandMenus, commandNamed } from '../../../src/answering/answer.ts';
import { createApp } from '../../../src/app.ts';
import { pressData } from '../../../src/approving/press-data.ts';
import { chatCommandNames } from '../../../src/chat-command.ts';
import { wordsIn } from '../../../src/locale/words.ts';
import { type PageConfig, plainNewsroom, plainRules, type StaffMember } from '../../../src/newsroom.ts';
import type { ChatMessage } from '../../../src/ports.ts';
import { hour } from '../../../src/time.ts';
import { anArticle, chatId, createFakeDesk, createFakePage, type FakeDesk, keyOf, publishOnPortal } from '../../fakes/desk.ts';

type Said = Partial<Omit<ChatMessage, 'kind' | 'command'>>;

/** A message as the adapter would pass it on. */
function says(text: string, over: Said = {}): ChatMessage {
  const [, name, argument = ''] = /^\/(\w+)\s*(.*)$/s.exec(text) ?? [];
  const command = name === undefined ? null : { name, argument };
  return {
    kind: 'message',
    chat: chatId,
    direct: false,
    topic: null,
    message: 900,
    user: { id: 7, name: 'Lan' },
    text,
    picture: null,
    replyTo: null,
    ...over,
    command,
  };
}

async function answerTo(desk: FakeDesk, text: string, over: Said = {}): Promise<string | undefined> {
  const before = desk.chat.texts.length;
  desk.pass(1);
  await desk.app.hear(says(text, over));
  return desk.chat.texts.slice(before)[0];
}

it('are called as Telegram wants it, and no two alike', () => {
  for (const words of [wordsIn('vi'), wordsIn('en')]) {
    const names = chatCommandNames.map((name) => words.chat.commands[name].name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of chatCommandNames) {
      expect(words.chat.commands[name].name).toMatch(/^[a-z0-9_]{1,32}$/);
      expect(words.chat.commands[name].does.length).toBeLessThanOrEqual(256);
      expect(commandNamed(words.chat.commands[name].name)).toBe(name);
    }
  }
});

it('stand in a menu for each language, and in the newsroom’s own for all others', () => {
  const menus = commandMenus(wordsIn('vi'));
  expect(menus.map((menu) => [menu.language, menu.commands[0]?.name])).toEqual([
    ['vi', 'hangdoi'],
    ['en', 'queue'],
    [null, 'hangdoi'],
  ]);
});

it('are answered by either name, in the language of who asks', async () => {
  const desk = await createFakeDesk();
  publishOnPortal(desk, [anArticle()]);
  for (const job of ['collect', 'draft', 'ask-staff'] as const) await desk.app.run(job);
  expect(await answerTo(desk, '/hangdoi')).toContain('chờ duyệt: 1');
  expect(await answerTo(desk, '/queue')).toContain('chờ duyệt: 1');
  const english = await answerTo(desk, '/hangdoi', { user: { id: 7, name: 'Lan', language: 'en' } });
  expect(english).toContain('Khánh thành cầu Hạ Lam');
  expect(english).toContain('Under way');
});

it('tell a stranger the own number and nothing else', async () => {
  const desk = await createFakeDesk();
  const told = await answerTo(desk, '/hangdoi', { user: { id: 4242, name: 'Lan' } });
  expect(told).toContain('4242');
  expect(told).not.toContain('•');
});

it('tell an anonymous admin why nothing happens', async () => {
  const desk = await createFakeDesk();
  expect(await answerTo(desk, '/hangdoi', { user: null })).toBe(wordsIn('vi').chat.anonymous);
});

it('are answered in another chat only where a person is alone with the bot', async () => {
  const desk = await createFakeDesk();
  expect(await answerTo(desk, '/hangdoi', { chat: '-999' })).toBe(wordsIn('vi').chat.elsewhere);
  expect(await answerTo(desk, '/hangdoi', { chat: '7', direct: true })).toBe(wordsIn('vi').chat.queue.empty);
});

it('are left alone where they are another’s, and any other talk', async () => {
  const desk = await createFakeDesk();
  expect(await answerTo(desk, '/weather')).toBeUndefined();
  expect(await answerTo(desk, 'Chào cả nhà')).toBeUndefined();
});

it('help lists what the person may, and answers whoever opens the chat with the bot', async () => {
  const desk = await createFakeDesk();
  expect(await answerTo(desk, '/trogiup')).toContain('/baocao');
  const stranger = await answerTo(desk, '/start', { user: { id: 5, name: 'Khách' }, chat: '5', direct: true });
  expect(stranger).toContain('/trogiup');
  expect(stranger).not.toContain('/baocao');
});

it('the report of any span comes as a picture and a sheet, where it was asked for; a span that is none is told', async () => {
  const desk = await createFakeDesk();
  await desk.app.hear(says('/baocao'));
  await desk.app.hear(says('/baocao 2026-11', { topic: 7 }));
  expect(desk.chat.reports.map(({ chat, topic, report }) => [chat, topic, report.fileName])).toEqual([
    [chatId, null, 'report-2026-W47.png'],
    [chatId, 7, 'report-2026-11.png'],
  ]);
  expect(desk.chat.documents.map(({ topic, document }) => [topic, document.fileName])).toEqual([
    [null, `report-2026-W47-${desk.page.id}.xlsx`],
    [7, `report-2026-11-${desk.page.id}.xlsx`],
  ]);
  expect(await answerTo(desk, '/baocao tuần')).toContain('2026-W47');
});

/** A desk of so many Pages, and somebody who looks after the second alone. */
async function deskOf(count: number): Promise<FakeDesk> {
  const desk = await createFakeDesk();
  const rules = plainRules({ times: 'asap', gapMinutes: 0, zone: 'Asia/Ho_Chi_Minh' }, { mode: 'required' });
  const names = ['Hạ Lam', 'Văn hóa Hạ Lam', 'Du lịch', 'Thể thao', 'Y tế'].slice(0, count);
  const pages = names.map((name, place): PageConfig => ({ ...rules, id: String(100 + place), token: 't', name, language: null, chat: chatId, topic: null }));
  const person = (id: number, role: StaffMember['role'], of: readonly string[] | null): StaffMember => ({
    id,
    role,
    name: `Người ${id}`,
    language: null,
    pages: of,
  });
  const staff = [person(7, 'admin', null), person(8, 'admin', ['101'])];
  const config = { ...desk.config, pages, staff, newsroom: plainNewsroom(rules, staff, []) };
  const fanPages = pages.map(({ id }) => createFakePage(id, desk.clock));
  return { ...desk, app: createApp({ ...desk.ports, fanPages }, config) };
}
const second = { user: { id: 8, name: 'Hà' } };

it('the report is of each Page where there are few, of one that is named, and of those that a person looks after', async () => {
  const desk = await deskOf(2);
  const files = () => desk.chat.documents.map(({ document }) => document.fileName);
  await desk.app.hear(says('/baocao'));
  expect(files()).toEqual(['report-2026-W47-100.xlsx', 'report-2026-W47-101.xlsx']);
  await desk.app.hear(says('/report Văn hóa hạ lam 2026-11'.normalize('NFD')));
  expect(files().slice(2)).toEqual(['report-2026-11-101.xlsx']);
  await desk.app.hear(says('/baocao 2026-Q3', second));
  expect(files().slice(3)).toEqual(['report-2026-Q3-101.xlsx']);
  expect(desk.chat.reports).toHaveLength(4);
  expect(await answerTo(desk, '/baocao tuần trước')).toMatch(/^Không hiểu “tuần trước”.*\/baocao Hạ Lam 2026-11/);
  expect(await answerTo(desk, '/report last week', { user: { id: 7, name: 'Lan', language: 'en' } })).toMatch(/^“last week” is no span/);
});

it('the report of many Pages is the comparison, and how to have one of them', async () => {
  const desk = await deskOf(5);
  expect(await answerTo(desk, '/baocao 2026-10')).toMatch(/ví dụ: \/baocao Hạ Lam\nCác Trang: Hạ Lam, .*Y tế$/);
  expect(desk.chat.reports.map(({ report }) => report.fileName)).toEqual(['pages-2026-10.png']);
  await desk.app.hear(says('/baocao Y tế'));
  expect(desk.chat.documents.map(({ document }) => document.fileName)).toEqual(['report-2026-W47-104.xlsx']);
});

it('a misspelt Page lets nothing go on', async () => {
  const desk = await deskOf(2);
  await answerTo(desk, '/tamdung quốc tang');
  expect(await answerTo(desk, '/tieptuc Hạ Lan')).toBe(
    'Không có Trang nào tên “Hạ Lan”; chưa có gì thay đổi. Các Trang: Hạ Lam, Văn hóa Hạ Lam. Cho tất cả đăng trở lại: /tieptuc',
  );
  expect(await desk.app.pauses()).toHaveLength(1);
  expect(await answerTo(desk, '/tieptuc')).toContain('cho đăng trở lại: tất cả các Trang');
});

it('an admin of one Page pauses that one, and names people for that one', async () => {
  const desk = await deskOf(2);
  expect(await answerTo(desk, '/tamdung chờ ý kiến', second)).toBe(
    'Hãy ghi rõ Trang bạn phụ trách: Văn hóa Hạ Lam. Ví dụ: /tamdung Văn hóa Hạ Lam chờ ý kiến lãnh đạo',
  );
  expect(await answerTo(desk, '/tamdung Hạ Lam chờ ý kiến', second)).toBe(wordsIn('vi').press.otherPage);
  expect(await desk.app.pauses()).toEqual([]);
  expect(await answerTo(desk, '/tamdung Văn hóa Hạ Lam chờ ý kiến', second)).toContain('tạm dừng đăng: Văn hóa Hạ Lam');
  expect(await answerTo(desk, '/tieptuc', second)).toContain('Hãy ghi rõ Trang');
  expect(await answerTo(desk, '/tieptuc 101', second)).toContain('cho đăng trở lại');
  await answerTo(desk, '/themnguoi', { ...to(hoa), ...second });
  expect(await answerTo(desk, '/nhansu')).toContain('Hoa – duyệt đăng (77), Trang: Văn hóa Hạ Lam');
  await answerTo(desk, '/themnguoi', to({ id: 78, name: 'Tú' }));
  expect(await answerTo(desk, '/botnguoi', { ...to({ id: 78, name: 'Tú' }), ...second })).toBe(wordsIn('vi').press.otherPage);
});

const hoa = { id: 77, name: 'Hoa' };
const to = (user: { id: number; name: string } | null) => ({ replyTo: { message: 800, user, bot: user === null } });

it('an admin adds and removes people by replying to them, by number and never by name', async () => {
  const desk = await createFakeDesk();
  expect(await answerTo(desk, '/themnguoi', to(null))).toBe(wordsIn('vi').chat.staff.replyToThem);
  expect(await answerTo(desk, '/themnguoi sếp', to(hoa))).toContain('Các quyền: biên tập, duyệt đăng, quản trị');
  expect(await answerTo(desk, '/themnguoi', { ...to(hoa), user: { id: 8, name: 'Hà' } })).toContain('quản trị');
  expect(await answerTo(desk, '/themnguoi duyệt đăng', to(hoa))).toBe('✅ Hoa nay có quyền duyệt đăng.');
  expect(await answerTo(desk, '/nhansu')).toContain('Hoa – duyệt đăng (77)');
  publishOnPortal(desk, [anArticle()]);
  for (const job of ['collect', 'draft', 'ask-staff'] as const) await desk.app.run(job);
  const [post] = await desk.ports.posts.withStatus('awaiting', 1);
  if (post === undefined) throw new Error('nothing waits');
  const press = (user: { id: number; name: string }) => desk.app.press({ data: pressData('approve', post), user, chat: chatId, message: 1 });
  // Another person of the same name is nobody.
  expect((await press({ id: 78, name: 'Hoa' })).answer.text).toContain('78');
  expect(await answerTo(desk, '/botnguoi', to(hoa))).toBe('✅ Hoa không còn quyền nào.');
  expect((await press(hoa)).answer.text).toContain('77');
  await answerTo(desk, '/themnguoi', to(hoa));
  expect((await press(hoa)).answer.text).toMatch(/^Đã duyệt/);
  expect(await answerTo(desk, '/botnguoi', to({ id: 7, name: 'Lan' }))).toContain('quản trị theo cấu hình');
  expect((await desk.ports.decisions.chain(null, 20)).map((one) => one.verb)).toEqual(['add-staff', 'remove-staff', 'add-staff']);
});

it('an admin pauses and resumes, with who, why and until when; nothing goes out meanwhile', async () => {
  const desk = await createFakeDesk();
  expect(await answerTo(desk, '/tamdung')).toBe(wordsIn('vi').chat.pause.how);
  expect(await answerTo(desk, '/tamdung 2h chờ ý kiến')).toBe(
    '⏸ Lan tạm dừng đăng: tất cả các Trang, đến 23/11/2026 10:00. Lý do: chờ ý kiến\nBài đã duyệt vẫn được giữ. Đăng trở lại: /tieptuc',
  );
  expect(await desk.app.pauses()).toMatchObject([{ why: 'chờ ý kiến', by: { id: 7 }, page: null }]);
  expect(await answerTo(desk, '/tamdung lý do', { user: { id: 8, name: 'Hà' } })).toContain('quản trị');
  expect(await answerTo(desk, '/tieptuc 100')).toContain('Không có lệnh tạm dừng');
  expect(await answerTo(desk, '/resume')).toBe('▶️ Lan cho đăng trở lại: tất cả các Trang');
  expect(await desk.app.pauses()).toEqual([]);
  await answerTo(desk, '/tamdung 100 bảo trì');
  expect(await answerTo(desk, '/tieptuc')).toBe('Không có lệnh tạm dừng nào cho tất cả các Trang. Đang tạm dừng: 100. Ví dụ: /tieptuc 100');
  expect(await answerTo(desk, '/resume 100')).toContain('cho đăng trở lại');
});

it('an article is drafted now by its address, from a source of the newsroom alone', async () => {
  const desk = await createFakeDesk();
  const article = anArticle({ url: 'https://halam.example/tin/9', title: 'Tin cần đăng' });
  desk.portal.pages.set(article.url, { outcome: 'read', key: 'halam.example/tin/9', article });
  expect(await answerTo(desk, '/dang')).toContain('/dang https://');
  expect(await answerTo(desk, '/dang tin cầu mới')).toBe(wordsIn('vi').chat.draft.how);
  const foreign = await answerTo(desk, '/dang https://khac.example/tin/9');
  expect(foreign).toBe(wordsIn('vi').chat.draft.foreign(['halam.example']));
  expect(foreign).toMatch(/Các cổng: halam\.example\. .*newsroom\.yaml/);
  expect(await answerTo(desk, '/draft khac.example/tin/9')).toBe(foreign);
  expect(await answerTo(desk, '/dang file:///etc/passwd')).toBe(wordsIn('vi').chat.draft.how);
  expect(await answerTo(desk, '/dang https://halam.example/tin/10')).toMatch(/^Chưa đọc được bài\. Không kết nối được/);
  const gone = { kind: 'withdrawn', status: 404, detail: 'x', retryAt: null } as const;
  desk.portal.pages.set('https://halam.example/tin/11', { outcome: 'failed', problem: gone });
  expect(await answerTo(desk, '/dang https://halam.example/tin/11')).toMatch(/^Cổng không có bài này .*gửi lại địa chỉ\.$/);
  // Pasted without its scheme, behind a word.
  expect(await answerTo(desk, '/dang bài này halam.example/tin/9')).toBe('✏️ Đang soạn để duyệt: Tin cần đăng');
  await desk.app.run('ask-staff');
  expect(desk.chat.cards.get(1)?.text).toContain('Tin cần đăng');
  expect(await answerTo(desk, '/dang https://halam.example/tin/9')).toBe('Bài này đã có: Tin cần đăng (chờ duyệt)');
});

it('the log of a post is told by replying to its card', async () => {
  const desk = await createFakeDesk();
  publishOnPortal(desk, [anArticle()]);
  for (const job of ['collect', 'draft', 'ask-staff'] as const) await desk.app.run(job);
  const [post] = await desk.ports.posts.withStatus('awaiting', 1);
  if (post === undefined) throw new Error('nothing waits');
  await desk.app.press({ data: pressData('approve', post), user: { id: 7, name: 'Lan' }, chat: chatId, message: 1 });
  for (const job of ['schedule', 'publish', 'ask-staff'] as const) await desk.app.run(job);
  const told = await answerTo(desk, '/nhatky', { replyTo: { message: 1, user: null, bot: true } });
  expect(told).toContain('Hiện nay: đã đăng');
  expect(told).toContain('23/11/2026 08:00 Lan – duyệt (bản 1)');
  expect(told).toMatch(/Hệ thống – đã đăng lên Trang \(bản 1\)$/);
  // What the portal changes, and what staff do about it.
  desk.portal.pages.set(anArticle().url, { outcome: 'read', key: keyOf(anArticle().url), article: anArticle({ title: 'Tựa mới' }) });
  desk.pass(24 * hour);
  for (const job of ['watch', 'ask-staff'] as const) await desk.app.run(job);
  const update = desk.chat.cards
    .get(1)
    ?.buttons.flat()
    .find((button) => button.label === wordsIn('vi').card.updateLive);
  if (update === undefined || !('press' in update)) throw new Error('nothing to update');
  await desk.app.press({ data: update.press, user: { id: 7, name: 'Lan' }, chat: chatId, message: 1 });
  for (const job of ['settle', 'ask-staff'] as const) await desk.app.run(job);
  expect((await answerTo(desk, '/nhatky', { replyTo: { message: 1, user: null, bot: true } }))?.split('\n').slice(4)).toEqual([
    '• 24/11/2026 08:00 Hệ thống – ghi nhận cổng sửa hoặc gỡ bài (bản 2): tiêu đề',
    '• 24/11/2026 08:00 Lan – cho sửa bài trên Trang (bản 2): Tựa mới Sáng 23/11, UBND tỉnh tổ chức lễ khánh thành cầu Hạ …',
    '• 24/11/2026 08:00 Hệ thống – đã sửa bài trên Trang (bản 3)',
  ]);
  expect(await answerTo(desk, '/nhatky')).toBe(wordsIn('vi').chat.log.how);
});

it('a group that became a supergroup is followed, its digest too, and a restart knows it', async () => {
  const desk = await createFakeDesk();
  publishOnPortal(desk, [anArticle()]);
  for (const job of ['collect', 'draft', 'ask-staff'] as const) await desk.app.run(job);
  await desk.app.hear({ kind: 'moved', from: chatId, to: '-1009' });
  const [post] = await desk.ports.posts.withStatus('awaiting', 1);
  if (post === undefined) throw new Error('nothing waits');
  const again = createApp(desk.ports, desk.config);
  await again.listenAnew();
  // The card stands under the old number, and its presses may come from either.
  const data = pressData('approve', post);
  expect((await again.press({ data, user: { id: 7, name: 'Lan' }, chat: '-1009', message: 1 })).answer.text).toMatch(/^Đã duyệt/);
  expect((await again.press({ data, user: { id: 7, name: 'Lan' }, chat: chatId, message: 1 })).answer.text).toBe('Bạn đã quyết định bài này rồi.');
  await again.run('ask-staff');
  expect(desk.chat.cards.get(1)?.text).toContain('Lan duyệt lúc');
});

it('thrown out of the chat and taken back: said as soon as it can be', async () => {
  const desk = await createFakeDesk();
  const by = { id: 5, name: 'Khách' };
  await desk.app.hear({ kind: 'place', chat: chatId, inChat: false, by });
  desk.chat.script.push({ outcome: 'refused', why: 'no-chat', detail: 'bot was kicked' });
  await desk.app.run('ask-staff');
  expect(desk.chat.texts).toEqual([]);
  await desk.app.run('ask-staff');
  expect(desk.chat.texts).toEqual([expect.stringContaining('Khách đã đưa bot ra khỏi nhóm')]);
  expect(await desk.app.hear({ kind: 'place', chat: chatId, inChat: true, by })).toBe('draw');
  await desk.app.run('ask-staff');
  expect(desk.chat.texts.at(-1)).toBe(wordsIn('vi').takenBack);
});

it('without any staff the chat is told how to begin, once', async () => {
  const desk = await createFakeDesk({ staff: [] });
  for (let start = 0; start < 2; start++) {
    await desk.app.listenAnew();
    await desk.app.run('ask-staff');
  }
  expect(desk.chat.texts).toEqual([wordsIn('vi').noStaff]);
});
