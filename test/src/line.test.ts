import { expect, it } from 'vitest';
import { pressData } from '../../src/approving/press-data.ts';
import { anArticle, chatId, createFakeDesk, publishOnPortal } from '../fakes/desk.ts';

it('carries an article from the feed to the Page, and its card tells so', async () => {
  const desk = await createFakeDesk();
  await desk.app.install();
  publishOnPortal(desk, [anArticle()]);
  for (const job of ['collect', 'draft', 'ask-staff'] as const) expect((await desk.app.run(job)).outcome).toBe('done');
  const [awaiting] = await desk.ports.posts.withStatus('awaiting', 10);
  if (awaiting === undefined) throw new Error('nothing waits');
  expect(desk.chat.cards.get(1)?.text).toContain('Khánh thành cầu Hạ Lam');
  const decided = await desk.app.press({ data: pressData('approve', awaiting), user: { id: 7, name: 'Lan' }, chat: chatId, message: 1 });
  expect(decided).toEqual({ answer: { text: 'Đã duyệt: Khánh thành cầu Hạ Lam', alert: false }, next: 'schedule' });
  for (const job of ['schedule', 'publish', 'ask-staff'] as const) expect((await desk.app.run(job)).outcome).toBe('done');
  expect(desk.page.sends).toEqual([{ form: 'link', message: expect.stringContaining('Khánh thành'), link: 'https://halam.example/tin/1' }]);
  const card = desk.chat.cards.get(1);
  expect(card?.text).toContain('Lan duyệt lúc 23/11/2026 08:00');
  expect(card?.text).toContain('https://facebook.example/100_1');
  expect(JSON.stringify(card?.buttons)).not.toMatch(/Duyệt/);
  expect(await desk.app.ledger()).toEqual({ articles: 1, published: 1, rejected: 0, expired: 0, failed: 0, retracted: 0, skipped: 0, open: 0, unaccounted: 0 });
});
