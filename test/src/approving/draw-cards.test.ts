import { describe, expect, it, vi } from 'vitest';
import { parsePressData, pressData } from '../../../src/approving/press-data.ts';
import { change } from '../../../src/change.ts';
import { vi as words } from '../../../src/locale/vi.ts';
import { plainNewsroom, plainRules, type Role, type StaffMember } from '../../../src/newsroom.ts';
import { closeNotice, openNotice } from '../../../src/notice.ts';
import type { CardView } from '../../../src/ports.ts';
import type { Awaiting, Post } from '../../../src/post.ts';
import { addMs, minute, second } from '../../../src/time.ts';
import { chatId, createFakeDesk, type FakeDesk, pageId, start } from '../../fakes/desk.ts';
import { anAwaiting, everyPost, idOf, lan, onePerStatus } from './posts.ts';

const noAnswer = { outcome: 'unknown', detail: 'no answer' } as const;
const thrownOut = { outcome: 'refused', why: 'no-chat', detail: 'bot was kicked' } as const;
const notSent = { outcome: 'refused', why: 'other', detail: 'not sent, no connection' } as const;

async function run(desk: FakeDesk): Promise<Readonly<Record<string, number>>> {
  const ran = await desk.app.run('ask-staff');
  if (ran.outcome !== 'done') throw new Error(ran.outcome === 'failed' ? String(ran.error) : 'busy');
  return ran.counts;
}

async function stored(desk: FakeDesk, number = 1): Promise<Exclude<Post, { status: 'skipped' }>> {
  const post = await desk.ports.posts.get(idOf(number));
  if (post === null || post.status === 'skipped') throw new Error('it is gone');
  return post;
}

function waiting(number: number, over: Partial<Awaiting> = {}): Awaiting {
  return anAwaiting({
    id: idOf(number),
    title: `Tin ${number}`,
    content: { form: 'link', message: `Tin ${number}.`, link: `https://halam.example/tin/${number}`, preview: null },
    createdAt: addMs(start, number * second),
    card: null,
    redraw: true,
    ...over,
  });
}

async function deskWith(...posts: readonly Post[]): Promise<FakeDesk> {
  const desk = await createFakeDesk();
  for (const post of posts) expect(await desk.ports.posts.add(post)).toBe(true);
  return desk;
}

const many = (count: number) => Array.from({ length: count }, (_, step) => waiting(step + 1));

function cardOf(desk: FakeDesk, message: number): CardView {
  const card = desk.chat.cards.get(message);
  if (card === undefined) throw new Error('no such card');
  return card;
}

/** Presses the button whose label has the word in it, as staff would. */
async function press(desk: FakeDesk, message: number, word: string, user = lan) {
  const button = cardOf(desk, message)
    .buttons.flat()
    .find((one) => one.label.includes(word));
  if (button === undefined || !('press' in button)) throw new Error(`no button ${word}`);
  return await desk.app.press({ data: button.press, user, chat: chatId, message });
}

describe('a card', () => {
  it('is sent with the picture exactly as it would appear, and redrawn without sending that again', async () => {
    const picture = { url: 'https://halam.example/1.jpg', alt: null, sha256: 'aa' };
    const desk = await deskWith(waiting(1, { content: { form: 'photo', message: 'Tin ảnh', link: 'https://halam.example/1', pictures: [picture] } }));
    desk.media.set('aa', new Uint8Array([9]));
    expect(await run(desk)).toMatchObject({ drawn: 1, failed: 0 });
    expect(cardOf(desk, 1).picture).toEqual(new Uint8Array([9]));
    expect(await stored(desk)).toMatchObject({ card: { chat: chatId, message: 1, form: 'picture' }, redraw: false });
    await press(desk, 1, 'Duyệt');
    const edit = vi.spyOn(desk.chat, 'editCard');
    await run(desk);
    expect(desk.chat.calls).toEqual(['sendCard', 'editCard']);
    expect(edit).toHaveBeenCalledWith(
      expect.objectContaining({ chat: chatId, message: 1, form: 'picture' }),
      expect.objectContaining({ picture: 'keep', text: expect.stringContaining('✔ Lan duyệt lúc') }),
    );
  });

  it('without its picture’s bytes is sent all the same', async () => {
    const preview = { url: 'https://halam.example/1.jpg', alt: null, sha256: 'gone' };
    const desk = await deskWith(waiting(1, { content: { form: 'link', message: 'Tin', link: 'https://halam.example/1', preview } }));
    await run(desk);
    expect(cardOf(desk, 1)).toMatchObject({ picture: null, text: expect.stringContaining('Tin\n\n🔗 https://halam.example/1') });
  });

  it('tells the slot that is free now', async () => {
    const desk = await createFakeDesk({ timetable: { times: ['09:30', '11:30'], gapMinutes: 20, zone: 'Asia/Ho_Chi_Minh' } });
    await desk.ports.posts.add(waiting(1));
    await run(desk);
    expect(cardOf(desk, 1).text).toContain('Nếu duyệt, bài lên Trang: 23/11/2026 09:30 (dự kiến, tính lúc 08:00 23/11)');
  });

  it('is drawn once for each state, and not again without cause', async () => {
    const desk = await deskWith(...many(3));
    for (let beat = 0; beat < 5; beat++) await run(desk);
    expect(desk.chat.calls).toEqual(['sendCard', 'sendCard', 'sendCard']);
  });

  it('that somebody deleted is sent anew, with its picture', async () => {
    const picture = { url: 'https://halam.example/1.jpg', alt: null, sha256: 'aa' };
    const post = waiting(1, { content: { form: 'link', message: 'Tin', link: 'https://halam.example/1', preview: picture } });
    const desk = await deskWith(post);
    desk.media.set('aa', new Uint8Array([9]));
    await run(desk);
    const data = pressData('approve', post);
    desk.chat.cards.delete(1);
    await desk.app.press({ data, user: lan, chat: chatId, message: 1 });
    await run(desk);
    expect(cardOf(desk, 2)).toMatchObject({ picture: new Uint8Array([9]), text: expect.stringContaining('✔ Lan duyệt lúc') });
    expect(await stored(desk)).toMatchObject({ status: 'approved', card: { message: 2 }, redraw: false });
  });

  it.each(onePerStatus().filter((post) => post.status !== 'draft'))('of a post that is $status is sent anew when somebody deleted it', async (post) => {
    const desk = await deskWith({ ...post, card: { chat: chatId, message: 77, form: 'text' }, redraw: true });
    await run(desk);
    const [message, card] = [...desk.chat.cards.entries()].at(-1) ?? [];
    expect(card?.text).toContain('Khánh thành cầu Hạ Lam');
    expect(await stored(desk)).toMatchObject({ card: { message }, redraw: false });
    desk.chat.cards.clear();
    await change(desk.ports.posts, post.id, (current): Post | null => (current.status === 'skipped' ? null : { ...current, redraw: true }));
    await run(desk);
    expect(desk.chat.cards.size).toBe(1);
    expect([...desk.chat.cards.values()][0]?.buttons).toEqual(card?.buttons);
  });

  it('names who must still decide, and no more who said yes; whom an admin adds is named on the cards that stand', async () => {
    const zone = 'Asia/Ho_Chi_Minh';
    const one = (id: number, role: Role, name: string | null): StaffMember => ({ id, role, name, language: null, pages: null });
    const staff = [one(7, 'admin', 'Lan'), one(9, 'approver', 'Minh'), one(8, 'editor', 'Hà')];
    const rules = { ...plainRules({ times: 'asap', gapMinutes: 0, zone }, { mode: 'required' as const }), approvals: 2 as const };
    const page = { ...rules, id: pageId, token: 't', name: null, language: null, chat: chatId, topic: null };
    const desk = await createFakeDesk({ staff, pages: [page], newsroom: plainNewsroom(rules, staff, []) });
    await desk.ports.posts.add(anAwaiting({ card: null, redraw: true }));
    await run(desk);
    expect(cardOf(desk, 1).text).toContain('👥 Còn chờ: Lan và Minh');
    await press(desk, 1, 'Duyệt');
    await run(desk);
    expect(cardOf(desk, 1).text).toMatch(/✔ Lan đồng ý lúc .*\n👥 Còn chờ: Minh/);
    const says = { kind: 'message', chat: chatId, direct: false, topic: null, message: 900, user: lan, picture: null } as const;
    const hoa = { message: 800, user: { id: 77, name: 'Hoa' }, bot: false };
    await desk.app.hear({ ...says, text: '', command: { name: 'themnguoi', argument: '' }, replyTo: hoa });
    await run(desk);
    expect(cardOf(desk, 1).text).toContain('👥 Cần thêm một người duyệt: Minh hoặc Hoa');
    await desk.app.hear({ ...says, text: '', command: { name: 'botnguoi', argument: '' }, replyTo: hoa });
    await desk.app.hear({ ...says, text: '', command: { name: 'botnguoi', argument: '' }, replyTo: { ...hoa, user: { id: 9, name: 'Minh' } } });
    await run(desk);
    expect(cardOf(desk, 1).text).toContain('⚠️ Cần 1 người duyệt nữa nhưng không còn ai. Người quản trị hãy thêm người bằng /themnguoi.');
  });

  it('asks the chat what people are called whom the settings name by number alone, once, and does without where it cannot tell', async () => {
    const desk = await createFakeDesk({
      staff: [
        { id: 7, role: 'admin' },
        { id: 9, role: 'approver' },
      ],
    });
    const asked: number[] = [];
    const { nameOf } = desk.chat;
    desk.chat.names.set(7, 'Nguyễn Lan');
    desk.chat.nameOf = async (chat, person) => {
      asked.push(person);
      return nameOf(chat, person);
    };
    await desk.ports.posts.add(anAwaiting({ card: null, redraw: true }));
    await run(desk);
    expect(cardOf(desk, 1).text).toContain('👥 Cần một người duyệt: Nguyễn Lan và 1 người khác có quyền duyệt');
    await run(desk);
    expect(asked).toEqual([7, 9]);
  });

  it('does not wait long for names in a chat that does not answer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const desk = await createFakeDesk();
    desk.chat.nameOf = () => new Promise(() => {});
    await desk.ports.posts.add(anAwaiting({ card: null, redraw: true }));
    const ran = run(desk);
    await vi.advanceTimersByTimeAsync(3 * second);
    await ran;
    vi.useRealTimers();
    expect(cardOf(desk, 1).text).toContain('👥 Còn chờ: 1 người có quyền duyệt');
  });

  it('about a result gets the picture when the post comes back to be decided', async () => {
    const picture = { url: 'https://halam.example/1.jpg', alt: null, sha256: 'aa' };
    const content = { form: 'photo' as const, message: 'Tin', link: 'https://halam.example/1', pictures: [picture] };
    const desk = await deskWith(waiting(1, { content, card: { chat: chatId, message: 1, form: 'text' }, returned: 'content-changed' }));
    desk.media.set('aa', new Uint8Array([9]));
    desk.chat.cards.set(1, { text: 'Tin', picture: null, buttons: [] });
    await run(desk);
    expect(cardOf(desk, 1)).toMatchObject({ picture: new Uint8Array([9]), text: expect.stringContaining('Nội dung') });
  });

  it('about a result that was redrawn without a picture gets it too when somebody takes the post back', async () => {
    const picture = { url: 'https://halam.example/1.jpg', alt: null, sha256: 'aa' };
    const content = { form: 'photo' as const, message: 'Tin', link: 'https://halam.example/1', pictures: [picture] };
    const failed = everyPost().find((post) => post.status === 'failed');
    if (failed?.status !== 'failed') throw new Error('no failed post');
    const desk = await deskWith({ ...failed, id: idOf(1), content, card: null, redraw: true });
    desk.media.set('aa', new Uint8Array([9]));
    await run(desk);
    expect(cardOf(desk, 1).picture).toBeNull();
    await change(desk.ports.posts, idOf(1), (post) => (post.status === 'skipped' ? null : { ...post, redraw: true }));
    await run(desk);
    expect(cardOf(desk, 1).picture).toBeNull();
    await change(desk.ports.posts, idOf(1), (post) => (post.status === 'skipped' ? null : waiting(1, { content, card: post.card, rev: post.rev })));
    await run(desk);
    expect(cardOf(desk, 1).picture).toEqual(new Uint8Array([9]));
  });

  it('from which a picture was missing shows it as soon as its bytes are there', async () => {
    const picture = { url: 'https://halam.example/1.jpg', alt: null, sha256: 'aa' };
    const content = { form: 'photo' as const, message: 'Tin', link: 'https://halam.example/1', pictures: [picture] };
    const desk = await deskWith(waiting(1, { content }));
    await run(desk);
    desk.media.set('aa', new Uint8Array([9]));
    await change(desk.ports.posts, idOf(1), (post) => (post.status === 'skipped' ? null : { ...post, redraw: true }));
    await run(desk);
    expect(cardOf(desk, 1).picture).toEqual(new Uint8Array([9]));
  });

  it('that shows an old state after a decision while it was on its way is drawn next', async () => {
    const desk = await deskWith(waiting(1));
    const { sendCard } = desk.chat;
    Object.assign(desk.chat, {
      sendCard: async (chat: string, card: CardView) => {
        const sent = await sendCard(chat, card);
        await desk.app.press({ data: pressData('approve', waiting(1)), user: lan, chat: chatId, message: 1 });
        return sent;
      },
    });
    await run(desk);
    expect(await stored(desk)).toMatchObject({ status: 'approved', card: { message: 1 }, redraw: true });
    await run(desk);
    expect(cardOf(desk, 1).text).toContain('✔ Lan duyệt lúc');
    expect(await stored(desk)).toMatchObject({ redraw: false });
  });

  it.each(everyPost())('of a post that is $status without ever having had a card: sent where staff should know', async (post) => {
    const desk = await deskWith(post.status === 'skipped' ? post : { ...post, card: null, redraw: true });
    await run(desk);
    const told = ['awaiting', 'published', 'failed', 'unconfirmed'].includes(post.status) || post.status === 'draft';
    expect(desk.chat.cards.size).toBe(told ? 1 : 0);
    if (post.status !== 'skipped') expect((await stored(desk)).redraw).toBe(false);
  });

  it.each(onePerStatus().filter((post) => post.status !== 'awaiting' && post.status !== 'draft'))(
    'of a post that is $status has no button to approve any more',
    async (post) => {
      const desk = await deskWith(anAwaiting({ card: null, redraw: true }));
      await run(desk);
      const now = await stored(desk);
      await desk.ports.posts.replace(now, { ...post, card: now.card, redraw: true });
      await run(desk);
      expect(
        cardOf(desk, 1)
          .buttons.flat()
          .filter((button) => /Duyệt|Loại/.test(button.label)),
      ).toEqual([]);
    },
  );
});

describe('a chat that cannot be reached', () => {
  it.each([noAnswer, thrownOut, { outcome: 'refused', why: 'bad-token', detail: 'Unauthorized' } as const])(
    'keeps everything, is left after the first try, and gets all of it later',
    async (trouble) => {
      const desk = await deskWith(...many(3));
      desk.chat.script.push(trouble);
      expect(await run(desk)).toMatchObject({ drawn: 0, failed: 1 });
      expect(desk.chat.calls).toEqual(['sendCard']);
      expect(await stored(desk)).toMatchObject({ card: null, redraw: true });
      expect(await run(desk)).toMatchObject({ drawn: 3, failed: 0 });
      expect([1, 2, 3].map((message) => cardOf(desk, message).text.split('\n')[0])).toEqual(['Tin 1.', 'Tin 2.', 'Tin 3.']);
    },
  );

  it('for one card does not hold up the others', async () => {
    const desk = await deskWith(...many(3));
    desk.chat.script.push({ outcome: 'refused', why: 'other', detail: 'bad request' });
    expect(await run(desk)).toMatchObject({ drawn: 2, failed: 1 });
    expect(await run(desk)).toMatchObject({ drawn: 1, failed: 0 });
  });

  it('while a decision is to be shown keeps the decision', async () => {
    const desk = await deskWith(waiting(1));
    await run(desk);
    await press(desk, 1, 'Duyệt');
    desk.chat.script.push(noAnswer);
    await run(desk);
    expect(await stored(desk)).toMatchObject({ status: 'approved', redraw: true });
    await run(desk);
    expect(cardOf(desk, 1).text).toContain('✔ Lan duyệt lúc');
  });
});

describe('notices', () => {
  const told = async (desk: FakeDesk) => {
    await run(desk);
    return desk.chat.texts;
  };

  it('are told once, before the cards, and once when it is over', async () => {
    const desk = await deskWith(waiting(1));
    await openNotice(desk.ports, 'a', 'hỏng', start);
    expect(await run(desk)).toMatchObject({ told: 1, drawn: 1 });
    expect(desk.chat.calls).toEqual(['sendText', 'sendCard']);
    expect(await told(desk)).toEqual(['hỏng']);
    await closeNotice(desk.ports, 'a', 'xong', addMs(start, minute));
    expect(await told(desk)).toEqual(['hỏng', 'xong']);
    expect(await told(desk)).toEqual(['hỏng', 'xong']);
  });

  it.each([noAnswer, thrownOut, notSent])('are not lost while the chat cannot be reached', async (trouble) => {
    const desk = await createFakeDesk();
    await openNotice(desk.ports, 'a', 'hỏng', start);
    desk.chat.script.push(trouble, trouble);
    await run(desk);
    await run(desk);
    expect(desk.chat.texts).toEqual([]);
    expect(await told(desk)).toEqual(['hỏng']);
    expect(await told(desk)).toEqual(['hỏng']);
    await closeNotice(desk.ports, 'a', 'xong', addMs(start, minute));
    desk.chat.script.push(trouble);
    await run(desk);
    expect(await told(desk)).toEqual(['hỏng', 'xong']);
  });

  it('that one message cannot carry do not hold up what is behind them', async () => {
    const desk = await deskWith(waiting(1));
    await openNotice(desk.ports, 'a', 'hỏng', start);
    await openNotice(desk.ports, 'b', 'cũng hỏng', addMs(start, 1));
    desk.chat.script.push(notSent);
    expect(await run(desk)).toMatchObject({ told: 1, drawn: 1, failed: 1 });
    expect(desk.chat.texts).toEqual(['cũng hỏng']);
    expect(await told(desk)).toEqual(['cũng hỏng', 'hỏng']);
  });

  it('whose end comes while the beginning is being sent are told to the end', async () => {
    const desk = await createFakeDesk();
    await openNotice(desk.ports, 'a', 'hỏng', start);
    const { sendText } = desk.chat;
    Object.assign(desk.chat, {
      sendText: async (chat: string, text: string) => {
        if (text === 'hỏng') await closeNotice(desk.ports, 'a', 'xong', start);
        return await sendText(chat, text);
      },
    });
    await run(desk);
    expect(await told(desk)).toEqual(['hỏng', 'xong']);
    expect(await told(desk)).toEqual(['hỏng', 'xong']);
  });
});

describe('the digest', () => {
  /** Which draft the card shows, and where in the row. */
  function shows(desk: FakeDesk, message = 1): string {
    const lines = cardOf(desk, message).text.split('\n');
    return `${lines[0]} ${/\d+\/\d+/.exec(lines.at(-1) ?? '')?.[0] ?? lines.at(-1)}`;
  }

  it('is one card where more than ten drafts wait; ten come one by one', async () => {
    const ten = await deskWith(...many(10));
    await run(ten);
    expect(ten.chat.cards.size).toBe(10);
    const eleven = await deskWith(...many(11));
    expect(await run(eleven)).toMatchObject({ drawn: 1, failed: 0 });
    await run(eleven);
    expect(eleven.chat.calls).toEqual(['sendCard']);
    expect(shows(eleven)).toBe('Tin 1. 1/11');
  });

  it('never holds an album or a film: who says yes to one has seen it whole, on a card of its own', async () => {
    const picture = (name: string) => ({ url: `https://halam.example/${name}.jpg`, alt: null, sha256: name.repeat(64) });
    const link = 'https://halam.example/tin/1';
    const album = waiting(1, { content: { form: 'photo', message: 'Tin 1.', link, pictures: [picture('a'), picture('b')] } });
    const one = waiting(2, { content: { form: 'photo', message: 'Tin 2.', link, pictures: [picture('a')] } });
    const desk = await deskWith(album, one, ...many(12).slice(2));
    await run(desk);
    expect(desk.chat.cards.size).toBe(2);
    expect((await stored(desk, 1)).card).not.toBeNull();
    expect((await stored(desk, 2)).card).toBeNull();
    expect([...desk.chat.cards.values()].filter((card) => card.text.includes('🗂 Bài 1/11'))).toHaveLength(1);
  });

  it('shows a draft as its own card would, with the same labels and one button to approve', async () => {
    const desk = await deskWith(...many(11));
    await run(desk);
    const card = cardOf(desk, 1);
    expect(card.text.startsWith('Tin 1.\n\n🔗 https://halam.example/tin/1\n──────────\n')).toBe(true);
    expect(card.buttons.map((row) => row.map((button) => button.label))).toEqual([
      ['✅ Duyệt', '❌ Loại'],
      ['✏️ Sửa', '🕒 Giờ đăng', '🖼 Ảnh'],
      ['🚀 Đăng ngay'],
      ['◀ Bài trước', 'Bài sau ▶'],
    ]);
  });

  it('turns to the next and the one before, round at the ends', async () => {
    const desk = await deskWith(...many(11));
    await run(desk);
    const seen: string[] = [];
    for (const word of ['sau', 'sau', 'trước', 'trước', 'trước', 'sau']) {
      expect(await press(desk, 1, word)).toEqual({ answer: { text: '', alert: false }, next: 'draw' });
      await run(desk);
      seen.push(shows(desk));
    }
    expect(seen).toEqual(['Tin 2. 2/11', 'Tin 3. 3/11', 'Tin 2. 2/11', 'Tin 1. 1/11', 'Tin 11. 11/11', 'Tin 1. 1/11']);
    expect(desk.chat.cards.size).toBe(1);
  });

  it('may be turned by an editor, who may not decide', async () => {
    const desk = await deskWith(...many(11));
    await run(desk);
    expect((await press(desk, 1, 'sau', { id: 8, name: 'Lan' })).next).toBe('draw');
    expect((await press(desk, 1, 'Duyệt', { id: 8, name: 'Lan' })).answer.alert).toBe(true);
  });

  it('goes on to the next draft after a decision, from where staff were', async () => {
    const desk = await deskWith(...many(12));
    await run(desk);
    await press(desk, 1, 'sau');
    await run(desk);
    expect(shows(desk)).toBe('Tin 2. 2/12');
    expect((await press(desk, 1, 'Duyệt')).answer.text).toBe('Đã duyệt: Tin 2');
    await run(desk);
    expect(shows(desk)).toBe('Tin 3. 2/11');
    await press(desk, 1, 'Loại');
    await run(desk);
    expect(shows(desk)).toBe('Tin 4. 2/10');
    expect(await stored(desk, 2)).toMatchObject({ status: 'approved', approval: { by: lan } });
    expect(await stored(desk, 3)).toMatchObject({ status: 'rejected' });
    await press(desk, 1, 'trước');
    await run(desk);
    await press(desk, 1, 'trước');
    await run(desk);
    expect(shows(desk)).toBe('Tin 12. 10/10');
    await press(desk, 1, 'Loại');
    await run(desk);
    expect(shows(desk)).toBe('Tin 1. 1/9');
  });

  it('goes on to the end, says that all is decided, and begins as a new card another time', async () => {
    const desk = await deskWith(...many(11));
    for (let left = 11; left > 0; left--) {
      await run(desk);
      expect(
        cardOf(desk, 1)
          .buttons.flat()
          .filter((button) => /Duyệt/.test(button.label)),
      ).toHaveLength(1);
      expect(JSON.stringify(cardOf(desk, 1).buttons).includes('Bài sau')).toBe(left > 1);
      await press(desk, 1, left % 2 === 1 ? 'Duyệt' : 'Loại');
    }
    await run(desk);
    expect(cardOf(desk, 1)).toEqual({ text: '🗂 Đã xử lý hết các bài chờ duyệt.', buttons: [], picture: null });
    expect(desk.chat.cards.size).toBe(1);
    await run(desk);
    await desk.ports.posts.add(waiting(20));
    await run(desk);
    expect(cardOf(desk, 2).text).toContain('Tin 20.');
    for (const post of many(11)) await desk.ports.posts.add({ ...post, id: idOf(Number.parseInt(post.id, 16) + 100) });
    await run(desk);
    expect(shows(desk, 3)).toBe('Tin 1. 1/11');
  });

  it('asks why a draft was rejected, with the same reasons as on a card of its own, and tells it in the log', async () => {
    const desk = await deskWith(...many(12));
    await run(desk);
    await press(desk, 1, 'Loại');
    await run(desk);
    const labels = () =>
      cardOf(desk, 1)
        .buttons.flat()
        .map(({ label }) => label);
    expect(labels()).toEqual(expect.arrayContaining([...words.reasons, words.card.otherReason, words.card.digestUndo]));
    expect(labels().filter((label) => label.includes('Duyệt'))).toHaveLength(1);
    expect((await press(desk, 1, words.reasons[1] ?? '')).answer.text).toBe(words.press.noted);
    await run(desk);
    expect(await stored(desk, 1)).toMatchObject({ status: 'rejected', reason: words.reasons[1] });
    expect(labels()).not.toEqual(expect.arrayContaining([words.reasons[0]]));
    expect(shows(desk)).toBe('Tin 2. 1/11');
    // The next one gets a reason in a person's own words.
    await press(desk, 1, 'Loại');
    await run(desk);
    await press(desk, 1, words.card.otherReason);
    await run(desk);
    const [question] = [...desk.chat.prompts.keys()];
    await desk.app.hear({
      ...{ kind: 'message', chat: chatId, direct: false, topic: null, message: 900, user: lan, command: null, picture: null },
      text: 'Chờ số liệu chính thức',
      replyTo: { message: question ?? 0, user: null, bot: true },
    });
    await run(desk);
    expect(await stored(desk, 2)).toMatchObject({ status: 'rejected', reason: 'Chờ số liệu chính thức' });
    expect(labels()).not.toEqual(expect.arrayContaining([words.reasons[0]]));
  });

  it('that closes with a rejection leaves a short card that asks why', async () => {
    const desk = await deskWith(...many(11));
    for (let left = 11; left > 0; left--) {
      await run(desk);
      await press(desk, 1, left === 1 ? 'Loại' : 'Duyệt');
    }
    await run(desk);
    expect(cardOf(desk, 1).text).toBe('🗂 Đã xử lý hết các bài chờ duyệt.');
    const [, why] = [...desk.chat.cards.keys()];
    expect(cardOf(desk, why ?? 0).text).toMatch(/^Tin 11\n✖ Lan loại lúc/);
    await press(desk, why ?? 0, words.reasons[0] ?? '');
    await run(desk);
    expect(cardOf(desk, why ?? 0).text).toContain(`Lý do: ${words.reasons[0]}`);
    expect(desk.chat.cards.size).toBe(2);
  });

  it('tells of each of its drafts what went out', async () => {
    const desk = await deskWith(...many(11));
    await run(desk);
    await press(desk, 1, 'Duyệt');
    for (const job of ['schedule', 'publish', 'ask-staff'] as const) await desk.app.run(job);
    expect(cardOf(desk, 2)).toMatchObject({
      text: expect.stringMatching(/^Tin 1\n✔ Lan duyệt lúc .*\n✅ Đã đăng lúc .*\nhttps:\/\/facebook\.example\/100_1$/),
    });
    expect(shows(desk)).toBe('Tin 2. 1/10');
    expect(desk.chat.cards.size).toBe(2);
  });

  it('takes in what comes while it stands, and counts it', async () => {
    const desk = await deskWith(...many(11));
    await run(desk);
    await desk.ports.posts.add(waiting(12));
    await run(desk);
    expect(shows(desk)).toBe('Tin 1. 1/12');
    expect(desk.chat.calls).toEqual(['sendCard', 'editCard']);
    await run(desk);
    expect(desk.chat.calls).toHaveLength(2);
    expect((await stored(desk, 12)).redraw).toBe(false);
  });

  it('that somebody deleted is sent anew', async () => {
    const desk = await deskWith(...many(11));
    await run(desk);
    const data = pressData('next', waiting(1));
    desk.chat.cards.clear();
    await desk.app.press({ data, user: lan, chat: chatId, message: 1 });
    await run(desk);
    expect(shows(desk, 2)).toBe('Tin 2. 2/11');
  });

  it('pressed on an old page decides about the draft that page showed', async () => {
    const desk = await deskWith(...many(11));
    await run(desk);
    await press(desk, 1, 'sau');
    // Not drawn yet: staff still see Tin 1.
    await press(desk, 1, 'Duyệt');
    expect(await stored(desk, 1)).toMatchObject({ status: 'approved' });
    expect(await stored(desk, 2)).toMatchObject({ status: 'awaiting' });
    await run(desk);
    expect(shows(desk)).toBe('Tin 2. 1/10');
    // A page of a draft that is decided turns to its neighbours all the same.
    expect((await desk.app.press({ data: pressData('previous', waiting(1)), user: lan, chat: chatId, message: 1 })).next).toBe('draw');
  });

  it('shows the new text where a draft comes back changed, and an old page of it decides nothing', async () => {
    const desk = await deskWith(...many(11));
    await run(desk);
    const old = cardOf(desk, 1).buttons.flat()[0];
    const now = await stored(desk);
    if (now.status !== 'awaiting' || old === undefined || !('press' in old)) throw new Error('not as expected');
    await desk.ports.posts.replace(now, { ...now, version: 2, content: { ...now.content, message: 'Tin 1 (mới).' }, redraw: false });
    const decided = await desk.app.press({ data: old.press, user: lan, chat: chatId, message: 1 });
    expect(decided).toEqual({ answer: { text: 'Nội dung bài đã thay đổi. Hãy xem bản mới rồi quyết định.', alert: true }, next: 'draw' });
    await run(desk);
    expect(shows(desk)).toBe('Tin 1 (mới). 1/11');
    await press(desk, 1, 'Duyệt');
    expect(await stored(desk)).toMatchObject({ status: 'approved', version: 2 });
  });

  it('while the chat cannot be reached keeps everything, tries nothing more, and comes later', async () => {
    const desk = await deskWith(...many(11), waiting(30, { card: { chat: chatId, message: 77, form: 'text' } }));
    desk.chat.script.push(thrownOut);
    await run(desk);
    expect(desk.chat.calls).toEqual(['sendCard']);
    await run(desk);
    expect(shows(desk)).toBe('Tin 1. 1/11');
  });

  it('turned while it is being drawn shows what was asked for next', async () => {
    const desk = await deskWith(...many(11));
    await run(desk);
    await press(desk, 1, 'sau');
    const { editCard } = desk.chat;
    let turns = 1;
    Object.assign(desk.chat, {
      editCard: async (...given: Parameters<typeof editCard>) => {
        if (turns-- > 0) await desk.app.press({ data: pressData('next', waiting(2)), user: lan, chat: chatId, message: 1 });
        return await editCard(...given);
      },
    });
    await run(desk);
    await run(desk);
    expect(shows(desk)).toBe('Tin 3. 3/11');
  });

  it('that was never seen and has nothing left to show is closed without a word', async () => {
    const desk = await deskWith(...many(11));
    desk.chat.script.push(noAnswer);
    await run(desk);
    for (const post of many(11)) {
      const now = await desk.ports.posts.get(post.id);
      if (now?.status === 'awaiting') await desk.app.press({ data: pressData('reject', now), user: lan, chat: chatId, message: 1 });
    }
    await run(desk);
    expect(desk.chat.texts).toEqual([]);
    expect(desk.chat.cards.size).toBe(0);
    expect(await desk.ports.digests.get(chatId)).toMatchObject({ open: false });
  });

  it('has nothing to turn to when nothing waits', async () => {
    const desk = await createFakeDesk();
    const decided = await desk.app.press({ data: pressData('next', waiting(1)), user: lan, chat: chatId, message: 1 });
    expect(decided).toEqual({ answer: { text: 'Không còn bài nào chờ duyệt.', alert: true }, next: 'nothing' });
  });

  it('speaks English in an English newsroom, with the labels that checks look for', async () => {
    const desk = await createFakeDesk({ locale: 'en' });
    for (const post of many(11)) await desk.ports.posts.add(post);
    await run(desk);
    const labels = cardOf(desk, 1)
      .buttons.flat()
      .map((button) => button.label);
    expect(labels).toEqual(expect.arrayContaining(['✅ Approve', '❌ Reject', '◀ Previous', 'Next ▶']));
    const data = cardOf(desk, 1).buttons.flat()[0];
    expect(data !== undefined && 'press' in data && parsePressData(data.press)?.postId).toBe(idOf(1));
    expect(pageId).toBe('100');
  });
});
