/** A day at the desk, and what of it stands in the chain of decisions. */
import { expect, it } from 'vitest';
import type { KeptDecision } from '../../../src/decision-chain.ts';
import { contentHash } from '../../../src/identity.ts';
import { vi } from '../../../src/locale/vi.ts';
import type { ChatMessage } from '../../../src/ports.ts';
import type { ShownPost } from '../../../src/post.ts';
import { hour } from '../../../src/time.ts';
import { anArticle, chatId, createFakeDesk, type FakeDesk, keyOf, pageId, publishOnPortal } from '../../fakes/desk.ts';

const lan = { id: 7, name: 'Lan' };
const url = 'https://halam.example/tin/1';

async function run(desk: FakeDesk, ...jobs: readonly Parameters<FakeDesk['app']['run']>[0][]): Promise<void> {
  for (const job of jobs) expect(await desk.app.run(job), job).toMatchObject({ outcome: 'done' });
}
/** Presses what carries this label on the newest card, and draws. */
async function press(desk: FakeDesk, label: string): Promise<void> {
  const [message, card] = [...desk.chat.cards.entries()].at(-1) ?? [0, undefined];
  const button = card?.buttons.flat().find((one) => one.label === label);
  if (button === undefined || !('press' in button)) throw new Error(`no button ${label}`);
  await desk.app.press({ data: button.press, user: lan, chat: chatId, message });
  await run(desk, 'ask-staff');
}
let written = 900;
async function say(desk: FakeDesk, text: string, over: Partial<ChatMessage> = {}): Promise<void> {
  written += 1;
  const [, name, argument = ''] = /^\/(\w+)\s*(.*)$/s.exec(text) ?? [];
  const command = name === undefined ? null : { name, argument };
  const rest = { direct: false, topic: null, message: written, user: lan, picture: null, replyTo: null };
  await desk.app.hear({ kind: 'message', chat: chatId, text, command, ...rest, ...over });
  await run(desk, 'ask-staff');
}
const reply = (desk: FakeDesk, text: string) => say(desk, text, { replyTo: { message: [...desk.chat.prompts.keys()].at(-1) ?? 0, user: null, bot: true } });

async function stored(desk: FakeDesk): Promise<ShownPost> {
  const [post] = await desk.ports.posts.list(true, 1);
  if (post === undefined || post.status === 'skipped') throw new Error('no post');
  return post;
}
const row = ({ verb, by, chat, message, note }: KeptDecision) => [verb, by === 'desk' ? 'desk' : by.id, chat === null ? null : message, note] as const;

it('every decision, edit, pause, posting, change of staff, correction and acceptance: who, when, about what, and from which message, in their order', async () => {
  const desk = await createFakeDesk();
  publishOnPortal(desk, [anArticle()]);
  await run(desk, 'collect', 'draft', 'ask-staff');
  await press(desk, vi.card.editText);
  await reply(desk, 'Lời của ban biên tập');
  const edited = await stored(desk);
  await press(desk, vi.card.reject);
  await press(desk, vi.reasons[1] ?? '');
  await press(desk, vi.card.backToWaiting);
  await press(desk, vi.card.changeTime);
  await press(desk, vi.card.typeTime);
  await reply(desk, '2h');
  await press(desk, vi.card.approve);
  await say(desk, '/tamdung chờ ý kiến');
  await say(desk, '/tieptuc');
  await desk.app.pause({ page: pageId, kind: 'mourning', why: 'Quốc tang', by: { id: 0, name: 'fanpage' }, from: desk.clock(), until: null });
  await desk.app.resume({ page: pageId, id: null, by: { id: 0, name: 'fanpage' } });
  await say(desk, '/themnguoi biên tập', { replyTo: { message: 800, user: { id: 77, name: 'Hoa' }, bot: false } });
  await say(desk, '/botnguoi', { replyTo: { message: 800, user: { id: 77, name: 'Hoa' }, bot: false } });
  desk.pass(2 * hour);
  await run(desk, 'schedule', 'publish', 'ask-staff');
  await press(desk, vi.card.editLive);
  await reply(desk, 'Lời khác trên Trang');
  await press(desk, vi.card.cancel);
  await press(desk, vi.card.editLive);
  await reply(desk, 'Lời khác nữa');
  await press(desk, vi.card.confirmLive);
  await run(desk, 'settle', 'ask-staff');
  const live = await stored(desk);
  desk.portal.pages.set(url, { outcome: 'read', key: keyOf(url), article: anArticle({ title: 'Tựa khác' }) });
  desk.pass(24 * hour);
  await run(desk, 'watch', 'ask-staff');
  await press(desk, vi.card.keepLive);
  await press(desk, vi.card.withdrawLive);
  await press(desk, vi.card.confirmWithdraw);
  await run(desk, 'settle', 'ask-staff');

  const chain = await desk.ports.decisions.chain(null, 99);
  const card = 1;
  expect(chain.map(row)).toEqual([
    ['edit-text', 7, 901, null],
    ['reject', 7, card, null],
    ['reason', 7, card, 'Trùng nội dung'],
    ['back-to-waiting', 7, card, null],
    ['change-time', 7, 902, '23/11/2026 10:00'],
    ['approve', 7, card, null],
    ['pause', 7, 903, 'chờ ý kiến'],
    ['resume', 7, 904, null],
    ['pause', 0, null, 'Quốc tang'],
    ['resume', 0, null, null],
    ['add-staff', 7, 905, '77 Hoa editor'],
    ['remove-staff', 7, 906, '77 Hoa'],
    ['publish', 'desk', null, '100_1'],
    ['propose-live', 7, 907, expect.stringContaining('Lời khác trên Trang')],
    ['drop-live', 7, card, expect.stringContaining('Lời khác trên Trang')],
    ['propose-live', 7, 908, expect.stringContaining('Lời khác nữa')],
    ['edit-live', 7, card, expect.stringContaining('Lời khác nữa')],
    ['live-edited', 'desk', null, null],
    ['correct', 'desk', null, expect.stringMatching(/^tiêu đề \(/)],
    ['keep-live', 7, card, null],
    ['withdraw-live', 7, card, null],
    ['live-withdrawn', 'desk', null, null],
  ]);
  expect(chain.filter(({ at }) => Number.isNaN(at.getTime()))).toEqual([]);
  // Exactly what: of the words that are meant, also where others stand on the Page yet.
  const hashOf = (verb: string) => chain.find((one) => one.verb === verb)?.hash;
  expect(hashOf('edit-text')).toBe(contentHash(pageId, edited.content));
  expect(hashOf('approve')).toBe(contentHash(pageId, edited.content));
  expect(hashOf('edit-live')).toBe(contentHash(pageId, live.content));
  expect(chain.every((one) => one.postId === null || one.hash !== null)).toBe(true);
  expect(chain.every(({ chat }) => chat === null || chat === chatId)).toBe(true);
});
