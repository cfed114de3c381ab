import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BotApi, no, ok, startBotApi } from './bot-api.ts';
import { type Desk, expectClean, group, openDesk } from './desk.ts';

let api: BotApi;
let desk: Desk;
beforeEach(async () => {
  api = await startBotApi();
  desk = openDesk(api);
});
afterEach(async () => {
  await api.close();
  expectClean([desk]);
});
const sent = (value: unknown) => ({ outcome: 'sent', value });

test('health tells the bot, the chat and that it can send, by reads alone', async () => {
  expect(await desk.chat.health(group)).toEqual(sent({ bot: 'desk_bot', chatTitle: 'Tòa soạn', canSend: true }));
  expect(api.seen.map((request) => request.path)).toEqual(['getMe', 'getChat', 'getChatMember']);
});

test('a private chat is told by its name', async () => {
  api.script('getChat', ok({ id: 5, type: 'private', first_name: 'Lan' }));
  api.script('getChatMember', ok({ status: 'member' }));
  expect(await desk.chat.health('5')).toEqual(sent({ bot: 'desk_bot', chatTitle: 'Lan', canSend: true }));
});

test.each([
  [{ status: 'left' }, {}, false],
  [{ status: 'kicked' }, {}, false],
  [{ status: 'restricted', can_send_messages: false }, {}, false],
  [{ status: 'restricted', can_send_messages: true }, {}, true],
  [{ status: 'member' }, { permissions: { can_send_messages: false } }, false],
  [{ status: 'member' }, { permissions: { can_send_messages: true } }, true],
  [{ status: 'creator' }, { permissions: { can_send_messages: false } }, true],
])('as %j in a chat with %j it can send: %s', async (member, info, canSend) => {
  api.script('getChat', ok({ id: -1001, type: 'supergroup', title: 'x', ...info }));
  api.script('getChatMember', ok(member));
  expect(await desk.chat.health(group)).toMatchObject(sent({ canSend }));
});

test.each([
  ['getMe', no(401, 'Unauthorized'), { outcome: 'refused', why: 'bad-token' }],
  ['getChat', no(400, 'Bad Request: chat not found'), { outcome: 'refused', why: 'no-chat' }],
  ['getChat', no(403, 'Forbidden: bot was kicked from the group chat'), { outcome: 'refused', why: 'no-chat' }],
  ['getChatMember', no(400, 'Bad Request: not enough rights'), { outcome: 'refused', why: 'no-chat' }],
  ['getMe', ok({}), { outcome: 'unknown' }],
] as const)('a refusal of %s is a value: %j', async (method, answer, expected) => {
  api.script(method, answer);
  expect(await desk.chat.health(group)).toMatchObject(expected);
});

test('a server that lacks these calls is not held against the chat', async () => {
  api.script('getChat', no(404, 'Not Found: method not found'));
  api.script('getChatMember', no(404, 'Not Found: method not found'));
  expect(await desk.chat.health(group)).toEqual(sent({ bot: 'desk_bot', chatTitle: null, canSend: true }));
});

test('a moved group is asked for under its new id', async () => {
  api.script('getChat', no(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: -1_002_000_000_000 }));
  expect(await desk.chat.health('-77')).toMatchObject(sent({ canSend: true }));
  expect(api.calls('getChatMember')[0]?.params.chat_id).toBe(-1_002_000_000_000);
});

test('a read is asked once more after no answer, and is unknown after the second', async () => {
  api.script('getMe', 'hang-up');
  expect(await desk.chat.health(group)).toMatchObject(sent({ bot: 'desk_bot' }));
  api.script('getChat', 'hang-up', { status: 502, body: {} });
  expect(await desk.chat.health(group)).toMatchObject({ outcome: 'unknown' });
});

test('a member’s name is as Telegram has it, first and last; whom nobody knows is null', async () => {
  api.script(
    'getChatMember',
    ok({ status: 'member', user: { id: 7, is_bot: false, first_name: 'Lan', last_name: 'Nguyễn' } }),
    no(400, 'Bad Request: member not found'),
    'hang-up',
  );
  expect(await desk.chat.nameOf(group, 7)).toBe('Lan Nguyễn');
  expect(await desk.chat.nameOf(group, 8)).toBeNull();
  expect(await desk.chat.nameOf(group, 9)).toBeNull();
  expect(api.calls('getChatMember').map(({ params }) => [params.chat_id, params.user_id])).toEqual([
    [-1001, 7],
    [-1001, 8],
    [-1001, 9],
  ]);
});
