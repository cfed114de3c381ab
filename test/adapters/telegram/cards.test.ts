import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type BotApi, no, ok, startBotApi, token } from './bot-api.ts';
import { card, type Desk, expectClean, group, openDesk, picture } from './desk.ts';

let api: BotApi;
let desk: Desk;
beforeEach(async () => {
  api = await startBotApi();
  desk = openDesk(api);
});
afterEach(async () => {
  vi.useRealTimers();
  await api.close();
  expectClean([desk]);
});

const pictureCard = { chat: group, message: 41, form: 'picture' } as const;
const textCard = { chat: group, message: 42, form: 'text' } as const;
const words = (length: number) => 'tin tức '.repeat(length / 8 + 1).slice(0, length);
function keyboardOf(call: { params: Readonly<Record<string, unknown>> } | undefined): unknown {
  const markup = call?.params.reply_markup;
  return typeof markup === 'string' ? JSON.parse(markup) : markup;
}
const buttons = {
  inline_keyboard: [
    [
      { text: 'Duyệt', callback_data: 'approve:7:1' },
      { text: 'Loại', callback_data: 'reject:7:1' },
    ],
    [{ text: 'Xem bài', url: 'https://example.vn/tin' }],
  ],
};

describe('a new card', () => {
  test('without a picture is a plain text with its buttons and without a link preview', async () => {
    const sent = await desk.chat.sendCard(group, card());
    expect(sent).toEqual({ outcome: 'sent', value: { chat: group, message: 51, form: 'text' } });
    expect(api.seen.map((request) => [request.path, request.params])).toEqual([
      ['sendMessage', { chat_id: -1001, text: 'Tin mới: <3 Bắc Ninh & "quan họ"', link_preview_options: { is_disabled: true }, reply_markup: buttons }],
    ]);
  });

  test('with a picture carries the text as caption, letter for letter, and the very bytes', async () => {
    const sent = await desk.chat.sendCard(group, card({ picture }));
    expect(sent).toEqual({ outcome: 'sent', value: { chat: group, message: 51, form: 'picture' } });
    const [call] = api.seen;
    expect(call?.path).toBe('sendPhoto');
    expect(call?.params).toMatchObject({ chat_id: '-1001', caption: 'Tin mới: <3 Bắc Ninh & "quan họ"', photo: { file: 'picture.png' } });
    expect(call?.params).not.toHaveProperty('parse_mode');
    expect(call?.bytes?.equals(picture)).toBe(true);
    expect(keyboardOf(call)).toEqual(buttons);
  });

  test('sends a part of a larger buffer without its neighbours', async () => {
    const larger = new Uint8Array(picture.length + 20).fill(7);
    larger.set(picture, 10);
    await desk.chat.sendCard(group, card({ picture: larger.subarray(10, 10 + picture.length) }));
    expect(api.seen[0]?.bytes?.equals(picture)).toBe(true);
  });

  test('of 1024 UTF-16 units fits a caption; one unit more goes below the picture', async () => {
    await desk.chat.sendCard(group, card({ picture, text: '📰'.repeat(512) }));
    expect(api.seen.map((request) => request.path)).toEqual(['sendPhoto']);
    const long = `${'📰'.repeat(512)}.`;
    const sent = await desk.chat.sendCard(group, card({ picture, text: long }));
    expect(sent).toEqual({ outcome: 'sent', value: { chat: group, message: 53, form: 'text', above: [52] } });
    const [, photo, text] = api.seen;
    expect(photo?.path).toBe('sendPhoto');
    expect(photo?.params).not.toHaveProperty('caption');
    expect(photo?.params).not.toHaveProperty('reply_markup');
    expect(text?.params.text).toBe(long);
    expect(keyboardOf(text)).toEqual(buttons);
  });

  test('over 4096 units comes in pieces, nothing left out, the buttons under the last', async () => {
    const text = words(9000);
    const sent = await desk.chat.sendCard(group, card({ text }));
    expect(sent).toMatchObject({ outcome: 'sent', value: { message: 53, form: 'text', above: [51, 52] } });
    const pieces = api.seen.map((request) => String(request.params.text));
    expect(pieces.join(' ').replace(/\s+/g, ' ')).toBe(text.replace(/\s+/g, ' '));
    expect(api.seen.map((request) => 'reply_markup' in request.params)).toEqual([false, false, true]);
  });

  test('goes as a file when Telegram does not take the bytes as a photo', async () => {
    api.script('sendPhoto', no(400, 'Bad Request: PHOTO_INVALID_DIMENSIONS'));
    const sent = await desk.chat.sendCard(group, card({ picture }));
    expect(sent).toEqual({ outcome: 'sent', value: { chat: group, message: 51, form: 'picture' } });
    expect(api.calls('sendDocument')[0]?.params).toMatchObject({ caption: 'Tin mới: <3 Bắc Ninh & "quan họ"', document: { file: 'picture.png' } });
    expect(keyboardOf(api.calls('sendDocument')[0])).toEqual(buttons);
  });

  test('of which the picture is refused still asks by its text', async () => {
    api.script('sendPhoto', no(400, 'Bad Request: something new'));
    const sent = await desk.chat.sendCard(group, card({ picture, text: words(1500) }));
    expect(sent).toMatchObject({ outcome: 'sent', value: { form: 'text' } });
  });

  test('is not half sent to a chat that has thrown the bot out', async () => {
    api.script('sendPhoto', no(403, 'Forbidden: bot was kicked from the supergroup chat'));
    const sent = await desk.chat.sendCard(group, card({ picture, text: words(1500) }));
    expect(sent).toMatchObject({ outcome: 'refused', why: 'no-chat' });
    expect(api.seen).toHaveLength(1);
  });
});

describe('a redrawn card', () => {
  test('with a picture keeps it and changes the caption', async () => {
    const edited = await desk.chat.editCard(pictureCard, { ...card({ text: 'Đã duyệt', buttons: [] }), picture: 'keep' });
    expect(edited).toEqual({ outcome: 'sent', value: pictureCard });
    expect(api.seen.map((request) => [request.path, request.params])).toEqual([
      ['editMessageCaption', { chat_id: -1001, message_id: 41, caption: 'Đã duyệt', reply_markup: { inline_keyboard: [] } }],
    ]);
  });

  test('without one changes its text, and loses its buttons by an explicit empty list', async () => {
    const edited = await desk.chat.editCard(textCard, card({ text: 'Đã loại', buttons: [[]] }));
    expect(edited).toEqual({ outcome: 'sent', value: textCard });
    expect(api.seen[0]?.params).toEqual({
      chat_id: -1001,
      message_id: 42,
      text: 'Đã loại',
      link_preview_options: { is_disabled: true },
      reply_markup: { inline_keyboard: [] },
    });
  });

  test('gets another picture in its place', async () => {
    const edited = await desk.chat.editCard(pictureCard, card({ picture, text: 'Tin thứ hai' }));
    expect(edited).toEqual({ outcome: 'sent', value: pictureCard });
    const [call] = api.seen;
    expect(call?.path).toBe('editMessageMedia');
    expect(JSON.parse(String(call?.params.media))).toMatchObject({ type: 'photo', caption: 'Tin thứ hai' });
    expect(call?.bytes?.equals(picture)).toBe(true);
    expect(keyboardOf(call)).toEqual(buttons);
  });

  test.each([
    ['picture to another draft that has none', pictureCard, card({ text: 'Tin không ảnh' }), ['sendMessage', 'deleteMessage'], 'text'],
    ['text to picture', textCard, card({ picture }), ['sendPhoto', 'deleteMessage'], 'picture'],
    ['text to picture with a long text', textCard, card({ picture, text: words(1500) }), ['sendPhoto', 'sendMessage', 'deleteMessage'], 'text'],
    ['picture to long text with a picture', pictureCard, card({ picture, text: words(1500) }), ['sendPhoto', 'sendMessage', 'deleteMessage'], 'text'],
  ] as const)('moves when its form changes: %s', async (_what, place, view, calls, form) => {
    const edited = await desk.chat.editCard(place, view);
    expect(edited).toMatchObject({ outcome: 'sent', value: { chat: group, form } });
    expect(api.seen.map((request) => request.path)).toEqual(calls);
    expect(api.calls('deleteMessage')[0]?.params).toEqual({ chat_id: -1001, message_id: place.message });
  });

  test('that outgrows its caption leaves the picture standing, bare, above the new text', async () => {
    const edited = await desk.chat.editCard(pictureCard, { ...card({ text: words(1500) }), picture: 'keep' });
    expect(edited).toEqual({ outcome: 'sent', value: { chat: group, message: 51, form: 'text', above: [41] } });
    expect(api.seen.map((request) => request.path)).toEqual(['sendMessage', 'editMessageCaption']);
    expect(api.seen[1]?.params).toEqual({ chat_id: -1001, message_id: 41, caption: '', reply_markup: { inline_keyboard: [] } });
  });

  test('takes the picture above it along when it is replaced', async () => {
    const sent = await desk.chat.sendCard(group, card({ picture, text: words(1500) }));
    if (sent.outcome !== 'sent') throw new Error(sent.detail);
    await desk.chat.editCard(sent.value, card({ picture, text: 'Tin ngắn' }));
    expect(api.calls('deleteMessage').map((request) => request.params.message_id)).toEqual([52, 51]);
  });

  test('is there even when the old one cannot be deleted', async () => {
    api.script('deleteMessage', no(400, "Bad Request: message can't be deleted"));
    expect(await desk.chat.editCard(textCard, card({ picture }))).toMatchObject({ outcome: 'sent', value: { form: 'picture' } });
  });

  test('stays where it is when the new one could not be sent', async () => {
    api.script('sendPhoto', no(403, 'Forbidden: bot was kicked'));
    expect(await desk.chat.editCard(textCard, card({ picture }))).toMatchObject({ outcome: 'refused', why: 'no-chat' });
    expect(api.calls('deleteMessage')).toEqual([]);
  });

  test('of a long text has its beginning edited first where that differs, and only its end where it does not', async () => {
    const text = words(9000);
    const sent = await desk.chat.sendCard(group, card({ picture, text }));
    if (sent.outcome !== 'sent') throw new Error(sent.detail);
    expect(sent.value).toMatchObject({ message: 54, form: 'text', above: [51, 52, 53], pieces: 2 });
    api.seen.splice(0);
    const state = { ...card({ text: `${text} ✔ Lan duyệt`, buttons: [] }), picture: 'keep' } as const;
    expect(await desk.chat.editCard(sent.value, state)).toEqual(sent);
    expect(api.seen.map(({ path, params }) => [path, params.message_id])).toEqual([['editMessageText', 54]]);
    api.seen.splice(0);
    const other = await desk.chat.editCard(sent.value, { ...card({ text: `Khác: ${text}` }), picture: 'keep' });
    expect(api.seen.map(({ path, params }) => [path, params.message_id, keyboardOf({ params }) !== undefined])).toEqual([
      ['editMessageText', 52, false],
      ['editMessageText', 53, false],
      ['editMessageText', 54, true],
    ]);
    expect(String(api.seen[0]?.params.text).startsWith('Khác: tin tức')).toBe(true);
    expect(other).toMatchObject({ outcome: 'sent', value: { message: 54, above: [51, 52, 53], pieces: 2 } });
    if (other.outcome !== 'sent') throw new Error(other.detail);
    expect(other.value.beginning).not.toBe(sent.value.beginning);
  });

  test('of which the beginning could not be edited keeps its old buttons: nobody presses below words that are not the post’s', async () => {
    const sent = await desk.chat.sendCard(group, card({ text: words(9000) }));
    if (sent.outcome !== 'sent') throw new Error(sent.detail);
    api.seen.splice(0);
    api.script('editMessageText', no(400, 'Bad Request: something new'));
    expect(await desk.chat.editCard(sent.value, card({ text: `Khác: ${words(9000)}` }))).toMatchObject({ outcome: 'refused' });
    expect(api.seen.map(({ params }) => params.message_id)).toEqual([51]);
  });

  test.each([
    ['grows beyond one message', words(3000), words(9000)],
    ['shrinks to one message', words(9000), words(3000)],
  ])('of a text that %s is sent anew with the pictures that are kept, and the old one goes whole', async (_, before, after) => {
    const sent = await desk.chat.sendCard(group, card({ picture, more: [picture, picture], text: before }));
    if (sent.outcome !== 'sent') throw new Error(sent.detail);
    api.seen.splice(0);
    const pictures = async () => ({ picture, more: [picture, picture] });
    const edited = await desk.chat.editCard(sent.value, { ...card({ text: after }), picture: 'keep', pictures });
    expect(edited).toMatchObject({ outcome: 'sent', value: { form: 'text' } });
    expect(api.calls('sendMediaGroup')).toHaveLength(1);
    expect(api.calls('deleteMessage').map(({ params }) => params.message_id)).toEqual([sent.value.message, ...(sent.value.above ?? [])]);
    const told = api.calls('sendMessage').map(({ params }) => String(params.text));
    expect(told.join(' ').replace(/\s+/g, ' ')).toBe(after.replace(/\s+/g, ' '));
  });

  test('that somebody deleted takes what stands above it along, so that it does not stand there twice', async () => {
    api.script('editMessageText', no(400, 'Bad Request: message to edit not found'));
    const edited = await desk.chat.editCard({ ...textCard, above: [40, 41] }, { ...card(), picture: 'keep' });
    expect(edited).toMatchObject({ outcome: 'refused', why: 'gone-card' });
    expect(api.calls('deleteMessage').map(({ params }) => params.message_id)).toEqual([40, 41]);
  });

  test('that looks so already is a success', async () => {
    api.script('editMessageText', no(400, 'Bad Request: message is not modified: specified new message content and reply markup are exactly the same'));
    expect(await desk.chat.editCard(textCard, card())).toEqual({ outcome: 'sent', value: textCard });
  });

  test.each([
    'Bad Request: message to edit not found',
    "Bad Request: message can't be edited",
    'Bad Request: MESSAGE_ID_INVALID',
    'Bad Request: there is no text in the message to edit',
  ])('that is gone says so: %s', async (description) => {
    api.script('editMessageText', no(400, description));
    expect(await desk.chat.editCard(textCard, card())).toMatchObject({ outcome: 'refused', why: 'gone-card' });
  });
});

describe('what the chat answers', () => {
  test.each([
    [401, 'Unauthorized', 'bad-token'],
    [404, 'Not Found', 'bad-token'],
    [403, 'Forbidden: bot was blocked by the user', 'no-chat'],
    [400, 'Bad Request: chat not found', 'no-chat'],
    [400, 'Bad Request: not enough rights to send text messages to the chat', 'no-chat'],
    [400, 'Bad Request: BUTTON_DATA_INVALID', 'other'],
  ] as const)('%i "%s" is told as %s, after one try', async (code, description, why) => {
    api.script('sendMessage', no(code, description));
    expect(await desk.chat.sendText(group, 'x')).toEqual({ outcome: 'refused', why, detail: `${code} ${description}` });
    expect(api.seen).toHaveLength(1);
  });

  test('429 is waited out as long as asked, and then the message goes, once', async () => {
    api.script(
      'sendMessage',
      no(429, 'Too Many Requests: retry after 17', { retry_after: 17 }),
      no(429, 'Too Many Requests: retry after 3', { retry_after: 3 }),
    );
    expect(await desk.chat.sendText(group, 'x')).toEqual({ outcome: 'sent', value: null });
    expect(api.seen.map((request) => request.status)).toEqual([429, 429, 200]);
    expect(desk.clock.waits).toEqual([17_000, 3000]);
  });

  test('a 429 that asks for more than five minutes is told instead of waited out', async () => {
    api.script('sendMessage', no(429, 'Too Many Requests: retry after 4000', { retry_after: 4000 }));
    expect(await desk.chat.sendText(group, 'x')).toMatchObject({ outcome: 'refused', why: 'other', detail: '429 Too Many Requests: retry after 4000' });
  });

  test.each([
    ['a line that is cut', 'hang-up'],
    ['502', { status: 502, body: { ok: false, error_code: 502, description: 'Bad Gateway' } }],
    ['a login page', { text: '<html>Please log in</html>' }],
    ['null', { text: 'null' }],
    ['no message in it', ok(true)],
  ] as const)('after %s a send is unknown and never repeated', async (_what, answer) => {
    api.script('sendMessage', answer);
    const sent = await desk.chat.sendCard(group, card());
    expect(sent.outcome).toBe('unknown');
    expect(JSON.stringify(sent)).not.toContain(token);
    expect(api.calls('sendMessage')).toHaveLength(1);
  });

  test('a login page in between is told in words that a person can act on', async () => {
    api.script('sendMessage', { text: '<html>Please log in</html>' });
    expect(await desk.chat.sendText(group, 'x')).toEqual({
      outcome: 'unknown',
      detail: 'the answer was not JSON: a proxy or a login page may stand in between',
    });
  });

  test('what waits for its turn when the bot shuts down is told as surely not sent', async () => {
    const first = desk.chat.sendText(group, 'một');
    const second = desk.chat.sendText(group, 'hai');
    await api.until(() => api.seen.length === 1);
    await desk.chat.close();
    expect(await first).toEqual({ outcome: 'sent', value: null });
    expect(await second).toEqual({ outcome: 'refused', why: 'other', detail: 'not sent: the bot is shutting down' });
    expect(api.seen).toHaveLength(1);
  });

  test('silence is unknown after half a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    api.script('sendMessage', 'hold');
    const sending = desk.chat.sendText(group, 'x');
    await api.until(() => api.seen.length === 1);
    vi.advanceTimersByTime(30_000);
    expect(await sending).toEqual({ outcome: 'unknown', detail: 'no answer within 30 s' });
  });

  test('an edit may be repeated once after no answer', async () => {
    api.script('editMessageText', 'hang-up');
    expect(await desk.chat.editCard(textCard, card())).toEqual({ outcome: 'sent', value: textCard });
    api.script('editMessageText', 'hang-up', { status: 500, body: {} });
    expect(await desk.chat.editCard(textCard, card())).toMatchObject({ outcome: 'unknown' });
    expect(api.calls('editMessageText')).toHaveLength(4);
  });

  test('a connection that was never made is tried again, and told as surely not sent', async () => {
    const gone = await startBotApi();
    await gone.close();
    const { chat, clock, lines } = openDesk(gone);
    const sent = await chat.sendText(group, 'x');
    expect(sent).toMatchObject({ outcome: 'refused', why: 'no-connection' });
    expect(sent.outcome === 'refused' && sent.detail).toMatch(/^not sent, no connection: ECONNREFUSED/);
    expect(clock.waits).toHaveLength(2);
    expect(`${JSON.stringify(sent)}${lines.join()}`).not.toContain(token);
  });

  test('a group that became a supergroup is followed; its old cards are edited under the old id', async () => {
    api.script('sendMessage', no(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: -1_002_222_222_222 }));
    const sent = await desk.chat.sendCard('-77', card());
    expect(sent).toEqual({ outcome: 'sent', value: { chat: '-1002222222222', message: 51, form: 'text' } });
    await desk.chat.sendText('-77', 'x');
    await desk.chat.editCard({ chat: '-77', message: 40, form: 'text' }, card());
    expect(api.seen.map((request) => request.params.chat_id)).toEqual([-77, -1_002_222_222_222, -1_002_222_222_222, -77]);
    expect(desk.lines.filter((line) => line.includes('supergroup with a new id'))).toHaveLength(1);
  });

  test('an apiRoot with a path keeps its path', async () => {
    const { chat } = openDesk({ root: `${api.root}/prefix` });
    expect(await chat.sendText(group, 'x')).toEqual({ outcome: 'sent', value: null });
  });

  test('chats with a name are addressed by it', async () => {
    await desk.chat.sendText('@toasoan', 'x');
    expect(api.seen[0]?.params.chat_id).toBe('@toasoan');
  });
});

describe('a report', () => {
  test('is a photo with its caption, under a file name that breaks no header', async () => {
    expect(await desk.chat.sendReport(group, { picture, fileName: 'Tuần "47".png', caption: 'Báo cáo tuần <47>' })).toEqual({ outcome: 'sent', value: null });
    expect(api.seen[0]?.params).toMatchObject({ caption: 'Báo cáo tuần <47>', photo: { file: 'Tu-n-47-.png', bytes: picture.length } });
    expect(api.seen[0]?.params).not.toHaveProperty('reply_markup');
  });

  test('over 10 MB goes as a file at once', async () => {
    const huge = new Uint8Array(10_000_001).fill(1);
    expect(await desk.chat.sendReport(group, { picture: huge, fileName: 'report.png', caption: words(1100) })).toMatchObject({ outcome: 'sent' });
    expect(api.seen.map((request) => request.path)).toEqual(['sendDocument']);
    expect(String(api.seen[0]?.params.caption).length).toBeLessThanOrEqual(1024);
  });

  test('of unknown fate is not sent again, by whatever name', async () => {
    api.script('sendPhoto', 'hang-up');
    expect(await desk.chat.sendReport(group, { picture, fileName: 'report.png', caption: 'x' })).toMatchObject({ outcome: 'unknown' });
    expect(api.seen).toHaveLength(1);
  });
});
