import { expect, it } from 'vitest';
import { vi } from '../../../src/locale/vi.ts';
import type { Question } from '../../../src/ports.ts';
import { addMs, hour } from '../../../src/time.ts';
import { anArticle, chatId, createFakeDesk, type FakeDesk, publishOnPortal } from '../../fakes/desk.ts';

const article = anArticle({ body: 'Cầu Hạ Lam dài 1.250 m. Ông Trần Quốc Việt dự lễ.' });
const strange = [
  { kind: 'figures', facts: true, detail: '1.520' },
  { kind: 'names', facts: true, detail: 'Trần Quốc Vượng' },
];

async function run(desk: FakeDesk, ...jobs: readonly Parameters<FakeDesk['app']['run']>[0][]): Promise<void> {
  for (const job of jobs) expect((await desk.app.run(job)).outcome, job).toBe('done');
}

async function asked() {
  const desk = await createFakeDesk();
  publishOnPortal(desk, [article]);
  await run(desk, 'collect', 'draft', 'ask-staff');
  return desk;
}

async function pressed(desk: FakeDesk, label: string): Promise<void> {
  const button = desk.chat.cards
    .get(1)
    ?.buttons.flat()
    .find((one) => one.label === label);
  if (button === undefined || !('press' in button)) throw new Error(`no button ${label}`);
  await desk.app.press({ data: button.press, user: { id: 7, name: 'Hà' }, chat: chatId, message: 1 });
}

/** Somebody of the staff answers the question for a text. */
async function type(desk: FakeDesk, kind: Question['kind'], text: string): Promise<void> {
  const id = kind === 'text' ? 'awaiting' : 'published';
  const [post] = await desk.ports.posts.withStatus(id, 1);
  if (post === undefined) throw new Error('no post');
  const of = { id: 7, name: 'Hà' };
  const place = { message: 900, room: { chat: chatId, topic: null } };
  await desk.ports.questions.add({
    ...place,
    id: text,
    rev: 0,
    kind,
    state: 'open',
    postId: post.id,
    version: post.version,
    of,
    language: null,
    until: addMs(desk.clock(), hour),
  });
  const message = { kind: 'message', chat: chatId, direct: false, topic: null, message: 901, user: { ...of, language: null }, text } as const;
  await desk.app.hear({ ...message, command: null, picture: null, replyTo: { message: 900, user: null, bot: true } });
}

async function typed(text: string) {
  const desk = await asked();
  await type(desk, 'text', text);
  const [after] = await desk.ports.posts.withStatus('awaiting', 1);
  expect(after?.content.message).toBe(text);
  return after?.warnings.filter(({ facts }) => facts);
}

it('figures and names that a person typed are held against the article', async () => {
  expect(await typed('Cầu Hạ Lam dài 1.250 m, ông Trần Quốc Việt dự lễ ngày 23/11.')).toEqual([]);
  expect(await typed('Cầu Hạ Lam dài 1.520 m, ông Trần Quốc Vượng dự lễ.')).toEqual(strange);
});

it('so are those of an edit of a live post: the card warns before the press that sends it, and after it', async () => {
  const desk = await asked();
  await pressed(desk, vi.card.approve);
  await run(desk, 'schedule', 'publish', 'ask-staff');
  const told = () => desk.chat.cards.get(1)?.text ?? '';
  const warnings = strange.map(({ detail }) => detail);
  await type(desk, 'live-text', 'Cầu Hạ Lam dài 1.520 m, ông Trần Quốc Vượng dự lễ.');
  await run(desk, 'ask-staff');
  expect(told()).toContain(vi.card.liveEdit.proposed('Hà'));
  for (const detail of warnings) expect(told()).toContain(`: ${detail}`);
  await pressed(desk, vi.card.confirmLive);
  await run(desk, 'settle', 'ask-staff');
  expect(desk.page.live[0]?.message).toContain('1.520');
  const [live] = await desk.ports.posts.withStatus('published', 1);
  expect(live?.warnings.filter(({ facts }) => facts)).toEqual(strange);
  await type(desk, 'live-text', 'Cầu Hạ Lam dài 1.250 m, ông Trần Quốc Việt dự lễ.');
  await run(desk, 'ask-staff');
  for (const detail of warnings) expect(told()).not.toContain(detail);
});

it('an edit that is dropped takes its warnings with it', async () => {
  const desk = await asked();
  await pressed(desk, vi.card.approve);
  await run(desk, 'schedule', 'publish', 'ask-staff');
  await type(desk, 'live-text', 'Cầu Hạ Lam dài 1.520 m.');
  await run(desk, 'ask-staff');
  expect(desk.chat.cards.get(1)?.text).toContain('1.520');
  await pressed(desk, vi.card.cancel);
  await run(desk, 'ask-staff');
  expect(desk.chat.cards.get(1)?.text).not.toContain('1.520');
});

it('a second reply to one question is told that it was not taken; the same reply that comes again is not', async () => {
  const desk = await asked();
  await type(desk, 'text', 'Cầu Hạ Lam dài 1.250 m.');
  const texts = () => [...desk.chat.texts];
  const before = texts().length;
  const of = { id: 7, name: 'Hà' };
  const reply = { kind: 'message', chat: chatId, direct: false, topic: null, user: { ...of, language: null }, command: null, picture: null } as const;
  const to = { message: 900, user: null, bot: true };
  await desk.app.hear({ ...reply, message: 901, text: 'Cầu Hạ Lam dài 1.250 m.', replyTo: to });
  expect(texts().slice(before)).toEqual([]);
  await desk.app.hear({ ...reply, message: 902, text: 'Xin sửa lại lần nữa', replyTo: to });
  expect(texts().slice(before)).toEqual([vi.questions.answered]);
  const [after] = await desk.ports.posts.withStatus('awaiting', 1);
  expect(after?.content.message).toBe('Cầu Hạ Lam dài 1.250 m.');
});
