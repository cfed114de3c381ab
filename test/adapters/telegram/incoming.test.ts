import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mentionsIn, splitText } from '../../../adapters/telegram/message.ts';
import type { ChatMessage, Incoming, Listening } from '../../../src/ports.ts';
import { type BotApi, ok, startBotApi } from './bot-api.ts';
import { type Desk, expectClean, group, openDesk, picture } from './desk.ts';

let api: BotApi;
let desk: Desk;
let listening: Listening;
let heard: Incoming[];
let fails = 0;

beforeEach(async () => {
  api = await startBotApi();
  desk = openDesk(api);
  heard = [];
  fails = 0;
  listening = desk.chat.listen({
    press: async () => ({ text: '', alert: false }),
    incoming: async (incoming) => {
      if (fails-- > 0) throw new Error('the disk is full');
      heard.push(incoming);
    },
  });
});
afterEach(async () => {
  await listening.stop();
  await api.close();
  expectClean([desk]);
});

const lan = { id: 5, is_bot: false, first_name: 'Lan', last_name: 'Trần', language_code: 'vi' };
const chat = { id: -1001, type: 'supergroup', title: 'Tòa soạn' };
let number = 100;
function message(fields: Record<string, unknown>): void {
  number += 1;
  api.update({ message: { message_id: number, date: 1, chat, from: lan, ...fields } });
}
/** A press behind them all: when it is answered, they have been heard. */
async function messages(): Promise<readonly ChatMessage[]> {
  api.press({ id: `q${number}` });
  await api.until(() => api.calls('answerCallbackQuery').length > 0);
  return heard.filter((one) => one.kind === 'message');
}

describe('a message', () => {
  test('comes with who wrote it, where, and what it answers', async () => {
    message({ text: 'Sửa tiêu đề', reply_to_message: { message_id: 51, date: 1, chat, from: { id: 123456789, is_bot: true, first_name: 'Desk' } } });
    expect(await messages()).toEqual([
      {
        kind: 'message',
        chat: group,
        direct: false,
        topic: null,
        message: number,
        user: { id: 5, name: 'Lan Trần', language: 'vi' },
        text: 'Sửa tiêu đề',
        command: null,
        picture: null,
        replyTo: { message: 51, user: null, bot: true },
      },
    ]);
  });

  test('of an anonymous admin, of a channel, or of another bot tells no person', async () => {
    message({ text: 'a', from: { id: 1_087_968_824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' }, sender_chat: chat });
    message({ text: 'b', from: { id: 777_000, is_bot: false, first_name: 'Telegram' }, sender_chat: { id: -1009, type: 'channel', title: 'x' } });
    message({ text: 'c', from: { id: 9, is_bot: true, first_name: 'Other' } });
    expect((await messages()).map((one) => one.user)).toEqual([null, null, null]);
  });

  test('is a command when it is for this bot, by any spelling of its name', async () => {
    for (const text of ['/hangdoi', '/HangDoi@Desk_Bot  tất cả ', '/dang https://a.example/tin?x=1', '/hangdoi@other_bot', 'x /hangdoi']) message({ text });
    expect((await messages()).map((one) => one.command)).toEqual([
      { name: 'hangdoi', argument: '' },
      { name: 'hangdoi', argument: 'tất cả' },
      { name: 'dang', argument: 'https://a.example/tin?x=1' },
      null,
      null,
    ]);
  });

  test('names its topic only where there is one, and a reply to the topic itself is no reply', async () => {
    message({ text: 'a', message_thread_id: 77, is_topic_message: true, reply_to_message: { message_id: 77, date: 1, chat } });
    message({ text: 'b', message_thread_id: 60, reply_to_message: { message_id: 60, date: 1, chat, from: lan } });
    const [inTopic, inGeneral] = await messages();
    expect(inTopic).toMatchObject({ topic: 77, replyTo: null });
    expect(inGeneral).toMatchObject({ topic: null });
  });

  test('with a picture brings its largest size, or the file that was sent uncompressed', async () => {
    const small = { file_id: 's', file_unique_id: 's', width: 90, height: 60 };
    message({ photo: [small, { file_id: 'large', file_unique_id: 'l', width: 1280, height: 800 }], caption: 'Ảnh mới' });
    message({ document: { file_id: 'png', file_unique_id: 'p', mime_type: 'image/png' } });
    message({ document: { file_id: 'pdf', file_unique_id: 'p', mime_type: 'application/pdf' }, caption: 'Công văn' });
    expect((await messages()).map((one) => [one.picture, one.text])).toEqual([
      ['large', 'Ảnh mới'],
      ['png', ''],
      [null, 'Công văn'],
    ]);
  });

  test('that cannot be dealt with is tried again, and its writer is told when it fails to the last', async () => {
    fails = 2;
    message({ text: 'a' });
    expect(await messages()).toHaveLength(1);
    fails = 4;
    message({ text: 'b' });
    await api.until(() => api.calls('sendMessage').length === 1);
    expect(api.calls('sendMessage')[0]?.params).toMatchObject({ reply_parameters: { message_id: number, allow_sending_without_reply: true } });
    expect(heard).toHaveLength(1);
  });
});

test('a group that became a supergroup is told once, by whatever way it became known', async () => {
  api.update({ message: { message_id: 1, date: 1, chat: { id: -77, type: 'group', title: 'x' }, migrate_to_chat_id: -1_002_000_000_000 } });
  api.update({ message: { message_id: 1, date: 1, chat: { id: -1_002_000_000_000, type: 'supergroup', title: 'x' }, migrate_from_chat_id: -77 } });
  await messages();
  expect(heard).toEqual([{ kind: 'moved', from: '-77', to: '-1002000000000' }]);
});

test('the bot’s own place in a chat is told with who changed it', async () => {
  const bot = { user: { id: 123456789, is_bot: true, first_name: 'Desk' } };
  const change = (status: string) => ({ chat, from: lan, date: 1, old_chat_member: { ...bot, status: 'member' }, new_chat_member: { ...bot, status } });
  api.update({ my_chat_member: change('kicked') });
  api.update({ my_chat_member: change('administrator') });
  await messages();
  const by = { id: 5, name: 'Lan Trần', language: 'vi' };
  expect(heard).toEqual([
    { kind: 'place', chat: group, inChat: false, by },
    { kind: 'place', chat: group, inChat: true, by },
  ]);
});

describe('what is sent', () => {
  test('goes into the forum topic, and never names the General one', async () => {
    await desk.chat.sendText({ chat: group, topic: 77 }, 'Xin chào');
    await desk.chat.sendText({ chat: group, topic: 1 }, 'Xin chào');
    expect(api.calls('sendMessage').map((call) => call.params.message_thread_id)).toEqual([77, undefined]);
  });

  test('calls people by their number, each where the name stands', async () => {
    await desk.chat.sendText(group, '📣 Lan Trần, Lan: xin duyệt', {
      mention: [
        { id: 5, name: 'Lan Trần' },
        { id: 6, name: 'Lan' },
      ],
    });
    expect(api.calls('sendMessage')[0]?.params.entities).toMatchObject([
      { type: 'text_mention', offset: 3, length: 8, user: { id: 5 } },
      { type: 'text_mention', offset: 13, length: 3, user: { id: 6 } },
    ]);
    expect(mentionsIn('Chào', [{ id: 5, name: 'Lan' }])).toEqual([]);
  });

  test('asks one person for a reply', async () => {
    api.script('sendMessage', ok({ message_id: 99, date: 1, chat }));
    expect(await desk.chat.sendPrompt(group, { text: 'Lan: gửi nội dung mới', placeholder: 'Nội dung mới', of: { id: 5, name: 'Lan' } })).toEqual({
      outcome: 'sent',
      value: 99,
    });
    expect(api.calls('sendMessage')[0]?.params.reply_markup).toEqual({ force_reply: true, selective: true, input_field_placeholder: 'Nội dung mới' });
  });

  test('with an upload answers a message all the same', async () => {
    await desk.chat.sendReport(group, { picture, fileName: 'a.png', caption: 'x' }, { replyTo: 51 });
    await desk.chat.sendDocument(group, { bytes: Uint8Array.from([1, 2]), fileName: 'a.xlsx', caption: '' }, { replyTo: 51 });
    for (const method of ['sendPhoto', 'sendDocument'])
      expect(JSON.parse(String(api.calls(method)[0]?.params.reply_parameters))).toEqual({ message_id: 51, allow_sending_without_reply: true });
  });

  test('as an album comes before its card, counts as so many messages, and goes when the card goes', async () => {
    api.script('sendMediaGroup', ok([{ message_id: 61 }, { message_id: 62 }]));
    const sent = await desk.chat.sendCard(group, { text: 'Tin ảnh', picture, more: [picture], buttons: [] });
    expect(sent).toMatchObject({ outcome: 'sent', value: { form: 'text', above: [61, 62] } });
    if (sent.outcome !== 'sent') return;
    await desk.chat.editCard(sent.value, { text: 'Tin khác', picture: null, buttons: [] });
    expect(api.calls('deleteMessage').map((call) => call.params.message_id)).toEqual([51, 61, 62]);
  });

  test('a picture that somebody sent is fetched, and its address, which holds the token, is shown nowhere', async () => {
    api.script('getFile', ok({ file_id: 'x', file_unique_id: 'x', file_path: 'photos/file_1.jpg', file_size: 10 }));
    expect(await desk.chat.download('x')).toEqual({ outcome: 'sent', value: Buffer.from('bytes of a picture') });
    api.script('getFile', ok({ file_id: 'x', file_unique_id: 'x', file_path: 'photos/gone.jpg' }));
    expect(await desk.chat.download('x')).toMatchObject({ outcome: 'refused' });
    api.script('getFile', ok({ file_id: 'x', file_unique_id: 'x', file_path: 'photos/file_1.jpg', file_size: 30_000_000 }));
    expect(await desk.chat.download('x')).toMatchObject({ outcome: 'refused', detail: 'the file is too big' });
  });

  test('the menu of commands is set for each language', async () => {
    const commands = [{ name: 'hangdoi', does: 'Bài đang chờ' }];
    expect(
      await desk.chat.setCommands([
        { language: 'vi', commands },
        { language: null, commands },
      ]),
    ).toEqual({ outcome: 'sent', value: null });
    expect(api.calls('setMyCommands').map((call) => call.params.language_code)).toEqual(['vi', undefined]);
  });
});

test('a long text is cut between paragraphs, lines or words, and nothing is lost', () => {
  expect(splitText('một hai\n\nba bốn', 10)).toEqual(['một hai', 'ba bốn']);
  expect(splitText('📰'.repeat(6), 5).join('')).toBe('📰'.repeat(6));
});
