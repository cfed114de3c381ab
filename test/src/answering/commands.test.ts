import { expect, it } from 'vitest';
import { commandMenus, commandNamed } from '../../../src/answering/answer.ts';
import { chatCommandNames } from '../../../src/chat-command.ts';
import { wordsIn } from '../../../src/locale/words.ts';
import type { ChatMessage } from '../../../src/ports.ts';
import { anArticle, chatId, createFakeDesk, type FakeDesk, publishOnPortal } from '../../fakes/desk.ts';

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
  expect(await answerTo(desk, '/hangdoi', { chat: '-999' })).toBe(wordsIn('vi').press.otherChat);
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

it('the report comes as a picture, and a week that is none is told', async () => {
  const desk = await createFakeDesk();
  await desk.app.hear(says('/baocao'));
  expect(desk.chat.reports).toHaveLength(1);
  expect(await answerTo(desk, '/baocao tuần')).toContain('2026-W47');
});
