import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hour, second } from '../../../src/time.ts';
import { at, form, jpeg, type Reply, replyOf, type SandboxUnderTest, startForTest } from './sandbox-under-test.ts';

let sandbox: SandboxUnderTest;
let chat: string;
beforeEach(async () => {
  sandbox = await startForTest();
  chat = sandbox.places.telegram.chat;
});
afterEach(() => sandbox.stop());

const why = (reply: Reply) => String(reply.body.description);
const keyboard = (...data: string[]) => ({ inline_keyboard: [data.map((each) => ({ text: `Nút ${each}`, callback_data: each }))] });
const send = (params: Record<string, unknown> = {}) => sandbox.bot('sendMessage', { chat_id: chat, text: 'Tin', ...params });
const idOf = (reply: Reply) => Number(at(reply.body, 'result', 'message_id'));

describe('the door', () => {
  it('refuses a wrong token with 401, a malformed one and an unknown method with 404', async () => {
    const call = async (path: string) => (await fetch(`${sandbox.places.telegram.apiRoot}/${path}`)).status;
    expect(await call('bot1:WRONG/getMe')).toBe(401);
    expect(await call('botnonsense/getMe')).toBe(404);
    expect(await call(`bot${sandbox.places.telegram.token}/sendPigeon`)).toBe(404);
    expect(await call(`bot${sandbox.places.telegram.token}/getMe`)).toBe(200);
  });

  it('refuses an unknown parameter and a foreign chat', async () => {
    const typo = await send({ parsemode: 'HTML' });
    expect([typo.status, why(typo)]).toEqual([400, 'Bad Request: the sandbox knows no parameter "parsemode" of sendMessage']);
    expect(why(await send({ chat_id: '-100999' }))).toBe('Bad Request: chat not found');
    expect(why(await send({ chat_id: '' }))).toBe('Bad Request: chat_id is empty');
    expect(why(await send({ message_thread_id: 1 }))).toBe('Bad Request: message thread not found');
  });

  it('takes JSON, forms and multipart', async () => {
    const url = `${sandbox.places.telegram.apiRoot}/bot${sandbox.places.telegram.token}/sendMessage`;
    expect((await send()).status).toBe(200);
    expect((await sandbox.bot('sendMessage', form({ chat_id: chat, text: 'b', method: 'sendMessage' }))).status).toBe(200);
    expect((await replyOf(await fetch(url, { method: 'POST', body: new URLSearchParams({ chat_id: chat, text: 'c' }) }))).status).toBe(200);
    expect(sandbox.view().chat.messages.map((message) => message.text)).toEqual(['Tin', 'b', 'c']);
  });

  it('refuses a multipart body that is cut off or has no boundary', async () => {
    const url = `${sandbox.places.telegram.apiRoot}/bot${sandbox.places.telegram.token}/sendMessage`;
    const post = async (type: string, body: string) => (await fetch(url, { method: 'POST', headers: { 'content-type': type }, body })).status;
    expect(await post('multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhal')).toBe(400);
    expect(await post('multipart/form-data', 'x')).toBe(400);
    expect(await post('multipart/form-data; boundary=x', '--x\r\nno head\r\n--x--')).toBe(400);
  });

  it('knows itself, its chat and the people in it', async () => {
    expect(at((await sandbox.bot('getMe')).body, 'result')).toMatchObject({ is_bot: true, first_name: 'Trợ lý đăng bài' });
    expect(at((await sandbox.bot('getChat', { chat_id: chat })).body, 'result')).toMatchObject({
      id: Number(chat),
      type: 'supergroup',
      title: 'Ban biên tập Hạ Lam',
    });
    const me = at((await sandbox.bot('getMe')).body, 'result', 'id');
    expect(at((await sandbox.bot('getChatMember', { chat_id: chat, user_id: me })).body, 'result', 'status')).toBe('administrator');
    expect(at((await sandbox.bot('getChatMember', { chat_id: chat, user_id: 1002 })).body, 'result', 'status')).toBe('member');
    expect(why(await sandbox.bot('getChatMember', { chat_id: chat, user_id: 5 }))).toBe('Bad Request: member not found');
    expect(at((await sandbox.bot('getChatMemberCount', { chat_id: chat })).body, 'result')).toBe(5);
    expect(at((await sandbox.bot('getChatAdministrators', { chat_id: chat })).body, 'result')).toHaveLength(2);
    for (const method of ['deleteWebhook', 'getWebhookInfo', 'setMyCommands']) expect((await sandbox.bot(method)).status).toBe(200);
    expect((await sandbox.bot('sendChatAction', { chat_id: chat, action: 'typing' })).status).toBe(200);
  });
});

describe('messages', () => {
  it('are told back with id, sender, chat and date', async () => {
    const reply = await send({ text: 'Xin chào', reply_markup: keyboard('a') });
    expect(at(reply.body, 'result')).toMatchObject({
      chat: { id: Number(chat) },
      from: { is_bot: true },
      text: 'Xin chào',
      date: sandbox.now().getTime() / 1000,
      reply_markup: { inline_keyboard: [[{ text: 'Nút a', callback_data: 'a' }]] },
    });
  });

  it('are refused empty, over 4096 characters, with data over 64 bytes or a button that does nothing', async () => {
    expect(why(await send({ text: '   ' }))).toBe('Bad Request: message text is empty');
    expect((await send({ text: 'x'.repeat(4096) })).status).toBe(200);
    expect(why(await send({ text: 'x'.repeat(4097) }))).toBe('Bad Request: message is too long');
    expect((await send({ reply_markup: keyboard('x'.repeat(64)) })).status).toBe(200);
    expect(why(await send({ reply_markup: keyboard('đ'.repeat(33)) }))).toBe('Bad Request: BUTTON_DATA_INVALID');
    const buttons = [
      { text: 'a' },
      { text: '', callback_data: 'a' },
      { text: 'a', url: 'nowhere' },
      { text: 'a', callback_data: 'a', url: 'https://a.vn' },
      { text: 'a', pay: true },
      'a',
    ];
    for (const button of buttons) expect((await send({ reply_markup: { inline_keyboard: [[button]] } })).status).toBe(400);
    for (const markup of [{}, { inline_keyboard: ['a'] }, 'x']) expect((await send({ reply_markup: markup })).status).toBe(400);
    expect((await send({ reply_markup: { inline_keyboard: [[{ text: 'Mở', url: 'https://a.vn', hide: false }]] } })).status).toBe(200);
  });

  it('count characters, not code units', async () => {
    expect((await send({ text: '😀'.repeat(4096) })).status).toBe(200);
  });

  it('read Telegram HTML into entities and refuse what is not closed or not known', async () => {
    const reply = await send({ text: '<b>Tin &lt;mới&gt;</b> <a href="https://a.vn/?a=1&amp;b=2">đọc</a> &#273;', parse_mode: 'HTML' });
    expect(at(reply.body, 'result')).toMatchObject({
      text: 'Tin <mới> đọc đ',
      entities: [
        { type: 'bold', offset: 0, length: 9 },
        { type: 'text_link', offset: 10, length: 3, url: 'https://a.vn/?a=1&b=2' },
      ],
    });
    for (const text of ['I <3 you', '<b>a', 'a</b>', '<b><i>a</b></i>', '<font>a</font>']) {
      expect(why(await send({ text, parse_mode: 'HTML' }))).toMatch(/^Bad Request: can't parse entities: /);
    }
    expect((await send({ text: 'a', parse_mode: 'MarkdownV2' })).status).toBe(400);
  });

  it('keep entities that fit, and refuse others', async () => {
    expect(at((await send({ text: 'đậm', entities: [{ type: 'bold', offset: 0, length: 3 }] })).body, 'result', 'entities')).toEqual([
      { type: 'bold', offset: 0, length: 3 },
    ]);
    for (const entities of [[{ type: 'bold', offset: 0, length: 9 }], [{ type: 'bold' }], 'x'])
      expect((await send({ text: 'đậm', entities })).status).toBe(400);
  });

  it('reply to a message that is there, or not at all', async () => {
    const first = idOf(await send());
    expect(at((await send({ reply_parameters: { message_id: first } })).body, 'result', 'reply_to_message', 'message_id')).toBe(first);
    expect(why(await send({ reply_parameters: { message_id: 1 } }))).toBe('Bad Request: message to be replied not found');
    expect((await send({ reply_parameters: { message_id: 1, allow_sending_without_reply: true } })).status).toBe(200);
  });
});

describe('pictures and documents', () => {
  const photo = (values: Record<string, string> = {}, bytes = jpeg(1200, 630)) =>
    sandbox.bot('sendPhoto', form({ chat_id: chat, ...values }, { photo: bytes }));

  it('are kept and shown on the page', async () => {
    const sent = await photo({ caption: 'Ảnh', reply_markup: JSON.stringify(keyboard('a')) });
    expect(at(sent.body, 'result')).toMatchObject({ caption: 'Ảnh', photo: [{ width: 1200, height: 630 }] });
    const shown = sandbox.view().chat.messages[0];
    expect(new Uint8Array(await (await fetch(`${sandbox.address}${shown?.picture}`)).arrayBuffer())).toEqual(jpeg(1200, 630));
    const again = await sandbox.bot('sendPhoto', { chat_id: chat, photo: at(sent.body, 'result', 'photo', 0, 'file_id') });
    expect(again.status).toBe(200);
  });

  it('are refused with a caption over 1024, empty, unreadable, too wide, or not there', async () => {
    expect((await photo({ caption: 'x'.repeat(1024) })).status).toBe(200);
    expect(why(await photo({ caption: 'x'.repeat(1025) }))).toBe('Bad Request: message caption is too long');
    expect(why(await photo({}, new Uint8Array(0)))).toBe('Bad Request: file must be non-empty');
    expect(why(await photo({}, new Uint8Array(100)))).toBe('Bad Request: IMAGE_PROCESS_FAILED');
    expect(why(await photo({}, jpeg(9000, 1001)))).toBe('Bad Request: PHOTO_INVALID_DIMENSIONS');
    expect(why(await photo({}, jpeg(2100, 100)))).toBe('Bad Request: PHOTO_INVALID_DIMENSIONS');
    expect(why(await photo({}, jpeg(100, 100, 10 * 1024 * 1024 + 1)))).toContain('too big');
    expect(why(await sandbox.bot('sendPhoto', { chat_id: chat }))).toBe('Bad Request: there is no photo in the request');
    expect(why(await sandbox.bot('sendPhoto', { chat_id: chat, photo: 'abc' }))).toContain('wrong file identifier');
  });

  it('come by address from the sample portal only', async () => {
    expect((await sandbox.bot('sendPhoto', { chat_id: chat, photo: `${sandbox.address}/portal/anh/cau-1.jpg` })).status).toBe(200);
    expect(why(await sandbox.bot('sendPhoto', { chat_id: chat, photo: 'https://example.org/a.jpg' }))).toContain('failed to get HTTP URL content');
  });

  it('make albums of 2 to 10', async () => {
    const album = (count: number, type = 'photo') =>
      sandbox.bot(
        'sendMediaGroup',
        form(
          { chat_id: chat, media: JSON.stringify(Array.from({ length: count }, (_, n) => ({ type, media: `attach://p${n}`, caption: `Ảnh ${n}` }))) },
          { p0: jpeg(10, 10), p1: jpeg(20, 20) },
        ),
      );
    const sent = await album(2);
    expect(at(sent.body, 'result')).toHaveLength(2);
    expect(at(sent.body, 'result', 0, 'media_group_id')).toBe(at(sent.body, 'result', 1, 'media_group_id'));
    expect(why(await album(1))).toContain('from 2 to 10');
    expect(why(await album(2, 'video'))).toContain('photo only');
    expect(why(await sandbox.bot('sendMediaGroup', { chat_id: chat, media: 'x' }))).toContain('Array');
  });

  it('documents keep their name', async () => {
    const sent = await sandbox.bot('sendDocument', form({ chat_id: chat, caption: 'Báo cáo' }, { document: jpeg(10, 10) }));
    expect(at(sent.body, 'result')).toMatchObject({ caption: 'Báo cáo', document: { file_name: 'document.jpg' } });
    expect(sandbox.view().chat.messages[0]?.document?.name).toBe('document.jpg');
  });
});

describe('edits', () => {
  const edit = (message: number, params: Record<string, unknown>, what = 'Text') =>
    sandbox.bot(`editMessage${what}`, { chat_id: chat, message_id: message, ...params });

  it('change the text, and take the buttons away unless they are sent again', async () => {
    const id = idOf(await send({ reply_markup: keyboard('a') }));
    const edited = await edit(id, { text: 'Mới', reply_markup: keyboard('b') });
    expect(at(edited.body, 'result')).toMatchObject({ text: 'Mới', edit_date: sandbox.now().getTime() / 1000, reply_markup: keyboard('b') });
    expect(at((await edit(id, { text: 'Mới hơn' })).body, 'result', 'reply_markup')).toBeUndefined();
  });

  it('that change nothing are refused', async () => {
    const id = idOf(await send({ reply_markup: keyboard('a') }));
    expect(why(await edit(id, { text: 'Tin', reply_markup: keyboard('a') }))).toMatch(/^Bad Request: message is not modified/);
    expect((await edit(id, { reply_markup: { inline_keyboard: [] } }, 'ReplyMarkup')).status).toBe(200);
    expect(why(await edit(id, { reply_markup: { inline_keyboard: [] } }, 'ReplyMarkup'))).toMatch(/not modified/);
  });

  it('need a message that is there, of the right form, and of the bot', async () => {
    const text = idOf(await send());
    const picture = idOf(await sandbox.bot('sendPhoto', form({ chat_id: chat, caption: 'a' }, { photo: jpeg(10, 10) })));
    expect(why(await edit(5, { text: 'a' }))).toBe('Bad Request: message to edit not found');
    expect(why(await sandbox.bot('editMessageText', { chat_id: chat, text: 'a' }))).toBe('Bad Request: message identifier is not specified');
    expect(why(await edit(picture, { text: 'b' }))).toBe('Bad Request: there is no text in the message to edit');
    expect(why(await edit(text, { caption: 'b' }, 'Caption'))).toBe('Bad Request: there is no caption in the message to edit');
    expect((await edit(picture, { caption: 'b' }, 'Caption')).status).toBe(200);
    expect(why(await edit(text, { text: ' ' }))).toBe('Bad Request: message text is empty');
    const prompt = idOf(await send({ reply_markup: { force_reply: true, selective: true } }));
    expect(why(await edit(prompt, { text: 'b' }))).toBe("Bad Request: message can't be edited");
    expect(why(await edit(sandbox.write(1001, 'x', null), { text: 'b' }))).toBe("Bad Request: message can't be edited");
  });

  it('change a picture with its caption', async () => {
    const id = idOf(await sandbox.bot('sendPhoto', form({ chat_id: chat, caption: 'a' }, { photo: jpeg(10, 10) })));
    const media = JSON.stringify({ type: 'photo', media: 'attach://neu', caption: 'b' });
    const edited = await sandbox.bot('editMessageMedia', form({ chat_id: chat, message_id: String(id), media }, { neu: jpeg(300, 200) }));
    expect(at(edited.body, 'result')).toMatchObject({ caption: 'b', photo: [{ width: 300, height: 200 }] });
  });

  it('deletes a message within 48 hours', async () => {
    const [first, second_] = [idOf(await send()), idOf(await send({ text: 'b' }))];
    expect(at((await sandbox.bot('deleteMessage', { chat_id: chat, message_id: first })).body, 'result')).toBe(true);
    expect(why(await sandbox.bot('deleteMessage', { chat_id: chat, message_id: first }))).toBe('Bad Request: message to delete not found');
    sandbox.move(49 * hour);
    expect(why(await sandbox.bot('deleteMessage', { chat_id: chat, message_id: second_ }))).toBe("Bad Request: message can't be deleted");
  });
});

describe('rates', () => {
  it('a group takes 20 messages and edits a minute, then says how long to wait', async () => {
    const first = idOf(await send());
    for (let n = 1; n < 20; n++)
      expect((await (n % 2 ? send({ text: `${n}` }) : sandbox.bot('editMessageText', { chat_id: chat, message_id: first, text: `${n}` }))).status).toBe(200);
    sandbox.move(10 * second);
    const refused = await send({ text: 'zu viel' });
    expect([refused.status, at(refused.body, 'parameters', 'retry_after'), refused.headers.get('retry-after')]).toEqual([429, 50, '50']);
    expect((await sandbox.bot('deleteMessage', { chat_id: chat, message_id: first })).status).toBe(200);
    sandbox.move(50 * second);
    expect((await send({ text: 'wieder' })).status).toBe(200);
  });

  it('a private chat takes one a second after a burst of three', async () => {
    const alone = await startForTest({ chat: 'private' });
    const text = (n: number) => alone.bot('sendMessage', { chat_id: alone.places.telegram.chat, text: `${n}` });
    expect([(await text(1)).status, (await text(2)).status, (await text(3)).status]).toEqual([200, 200, 200]);
    const refused = await text(4);
    expect([refused.status, at(refused.body, 'parameters', 'retry_after')]).toEqual([429, 1]);
    alone.move(second);
    expect((await text(5)).status).toBe(200);
    expect(at((await alone.bot('getChat', { chat_id: alone.places.telegram.chat })).body, 'result', 'type')).toBe('private');
    await alone.stop();
  });
});
