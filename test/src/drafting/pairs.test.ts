import { describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { type PageConfig, plainNewsroom, plainRules } from '../../../src/newsroom.ts';
import { plainSource } from '../../../src/source.ts';
import { anArticle, chatId, createFakeDesk, feedUrl, pageId, publishOnPortal } from '../../fakes/desk.ts';

const zone = 'Asia/Ho_Chi_Minh';
const vietnamese = anArticle({ url: 'https://halam.example/tin/1', translation: 'https://halam.example/en/news/2' });
const english = anArticle({
  url: 'https://halam.example/en/news/2',
  title: 'Ha Lam opens its bridge',
  lead: 'The bridge opened on November 23.',
  body: 'The bridge opened on November 23.',
  language: 'en',
  translation: 'https://halam.example/tin/1',
});

async function drafted(pairs: 'one' | 'two', ...order: readonly (typeof vietnamese)[]) {
  const desk = await createFakeDesk();
  const rules = { ...plainRules({ times: 'asap', gapMinutes: 0, zone }, { mode: 'required' }), pairs };
  const page: PageConfig = { ...rules, id: pageId, token: 't', name: null, language: null, chat: chatId, topic: null };
  const app = createApp(desk.ports, { ...desk.config, pages: [page], newsroom: plainNewsroom(rules, [], [plainSource(feedUrl, zone)]) });
  for (const [count] of order.entries()) {
    publishOnPortal(desk, order.slice(0, count + 1));
    for (const one of [vietnamese, english]) desk.portal.pages.set(one.url, { outcome: 'read', key: one.url.replace('https://', ''), article: one });
    for (const job of ['collect', 'draft'] as const) expect((await app.run(job)).outcome).toBe('done');
  }
  return { messages: (await desk.ports.posts.withStatus('draft', 10)).map((post) => post.content.message), ledger: await app.ledger() };
}

describe('an article in both languages', () => {
  it('is two posts where nothing else is said', async () => {
    const { messages, ledger } = await drafted('two', vietnamese, english);
    expect(messages).toHaveLength(2);
    expect(ledger).toMatchObject({ open: 2, unaccounted: 0 });
  });

  it('is one post with both texts where the Page wants one; the other version is skipped, and says why', async () => {
    const { messages, ledger } = await drafted('one', vietnamese, english);
    expect(messages).toEqual([
      'Khánh thành cầu Hạ Lam\n\nSáng 23/11, UBND tỉnh tổ chức lễ khánh thành cầu Hạ Lam.\n\n#KinhTe\n\n———\n\nHa Lam opens its bridge\n\nThe bridge opened on November 23.\n\n#KinhTe',
    ]);
    expect(ledger).toMatchObject({ open: 1, skipped: 1, unaccounted: 0 });
  });

  it('is told once in each language when the English one came first', async () => {
    const { messages } = await drafted('one', english, vietnamese);
    expect(messages).toHaveLength(2);
    expect(messages.join('\n').split('Ha Lam opens its bridge')).toHaveLength(2);
  });
});
