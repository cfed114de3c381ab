import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Article } from '../../../src/article.ts';
import { contentHash } from '../../../src/identity.ts';
import { noted } from '../../../src/journal.ts';
import type { ArticleReading, PageCard } from '../../../src/ports.ts';
import type { Post } from '../../../src/post.ts';
import { minute } from '../../../src/time.ts';
import { anArticle, createFakeDesk, type FakeDesk, keyOf, publishOnPortal } from '../../fakes/desk.ts';

const picture = 'https://halam.example/1.jpg';
const article = anArticle({ images: [{ url: picture, caption: null }] });
const card: PageCard = { title: article.title, description: article.lead, picture, barred: false };

function page(over: Partial<Article> = {}, shown: PageCard = card): ArticleReading {
  return { outcome: 'read', key: keyOf(article.url), article: { ...article, ...over }, card: shown };
}

/** One article, approved by rule, with a slot that has come. */
async function approved(over: Partial<Article> = {}): Promise<FakeDesk> {
  const desk = await createFakeDesk({ approval: { mode: 'auto' } });
  publishOnPortal(desk, [{ ...article, ...over }]);
  desk.portal.pages.set(article.url, page(over));
  desk.portal.pictures.set(picture, { outcome: 'read', bytes: new Uint8Array([1, 2, 3]), type: null });
  for (const job of ['collect', 'draft', 'ask-staff', 'schedule'] as const) expect((await desk.app.run(job)).outcome).toBe('done');
  return desk;
}

async function publish(desk: FakeDesk): Promise<Post> {
  expect((await desk.app.run('publish')).outcome).toBe('done');
  const [post] = await desk.ports.posts.list(true, 10);
  if (post === undefined) throw new Error('no post');
  return post;
}

describe('right before it is sent', () => {
  it('an article that is as it was goes out, and Facebook is asked for nothing', async () => {
    const desk = await approved();
    expect(await publish(desk)).toMatchObject({ status: 'published' });
    expect(desk.page.rescraped).toEqual([]);
  });

  it.each<[string, ArticleReading]>([
    ['whose title was corrected', page({ title: 'Khánh thành cầu Hạ Lam sau 26 tháng' })],
    ['whose lead was corrected', page({ lead: 'Sáng 24/11, UBND tỉnh tổ chức lễ khánh thành cầu Hạ Lam.' })],
    ['whose preview has another title', page({}, { ...card, title: 'Lễ khánh thành' })],
    ['whose preview has another description', page({}, { ...card, description: 'Mới' })],
    ['whose preview lost its picture', page({}, { ...card, picture: null })],
  ])('one %s is not sent, and staff are asked again with what it says now', async (_what, reading) => {
    const desk = await approved();
    desk.portal.pages.set(article.url, reading);
    const post = await publish(desk);
    expect(desk.page.sends).toEqual([]);
    expect(post).toMatchObject({ status: 'awaiting', version: 2, returned: 'content-changed', redraw: true });
    if (reading.outcome !== 'read' || post.status !== 'awaiting') return;
    expect(post.content.message).toContain(reading.article.title);
    expect(post.content.message).toContain(reading.article.lead);
    expect(post.content).toMatchObject({ card: { title: reading.card?.title } });
  });

  it('a digest whose headings lead elsewhere now is not sent: the new addresses come before staff', async () => {
    const heading = { text: 'Cầu Hạ Lam thông xe', url: 'https://halam.example/tin/7' };
    const digest = { kind: 'digest', body: `${heading.text}\n\nCầu nối hai bờ sông Lam.\n\nTrường mới khai giảng\n\nTrường có 24 lớp.` } as const;
    const desk = await approved({ ...digest, links: [heading] });
    desk.portal.pages.set(article.url, page({ ...digest, links: [{ ...heading, url: 'https://halam.example/tin/8' }] }));
    expect(await publish(desk)).toMatchObject({ status: 'awaiting', returned: 'content-changed' });
    expect(desk.page.sends).toEqual([]);
    const [post] = await desk.ports.posts.withStatus('awaiting', 1);
    expect(post?.content.message).toContain(`• ${heading.text}\nhttps://halam.example/tin/8`);
    expect(post?.content.message).not.toContain('/tin/7');
    // A page's own marks behind an address are no other target.
    const same = await approved({ ...digest, links: [heading] });
    same.portal.pages.set(article.url, page({ ...digest, links: [{ ...heading, url: `${heading.url}?ts=1732` }] }));
    expect(await publish(same)).toMatchObject({ status: 'published' });
  });

  it('another picture at the same address is another preview', async () => {
    const desk = await approved();
    desk.portal.pictures.set(picture, { outcome: 'read', bytes: new Uint8Array([9]), type: null });
    expect(await publish(desk)).toMatchObject({ status: 'awaiting', returned: 'content-changed' });
  });

  it('what was changed and approved again has its preview read anew by Facebook, once, before it is sent', async () => {
    const desk = await approved();
    desk.portal.pages.set(article.url, page({ title: 'Khánh thành cầu Hạ Lam sau 26 tháng' }));
    await publish(desk);
    await desk.app.run('ask-staff');
    const [[message, shown] = []] = [...desk.chat.cards];
    const button = shown?.buttons.flat().find((one) => one.label.includes('Duyệt'));
    if (message === undefined || button === undefined || !('press' in button)) throw new Error('no card');
    await desk.app.press({ data: button.press, user: { id: 7, name: 'Lan' }, chat: '-500', message });
    await desk.app.run('schedule');
    expect(await publish(desk)).toMatchObject({ status: 'published', title: 'Khánh thành cầu Hạ Lam sau 26 tháng' });
    expect(desk.page.rescraped).toEqual([article.url]);
    expect(desk.page.sends).toHaveLength(1);
  });

  it('words that a person wrote stay, and what of them the article does not say any more is told', async () => {
    const desk = await approved();
    const [post] = await desk.ports.posts.withStatus('scheduled', 1);
    if (post === undefined) throw new Error('no post');
    const content = { ...post.content, message: 'Cầu Hạ Lam thông xe ngày 21/11, mời bà con đón xem.' };
    const edited = noted(
      { ...post, content, approval: { ...post.approval, hash: contentHash(post.page, content) } },
      { verb: 'edit-text', by: { id: 8, name: 'Minh' }, at: desk.clock(), from: null },
    );
    expect((await desk.ports.posts.replace(post, edited)).outcome).toBe('written');
    desk.portal.pages.set(
      article.url,
      page(
        { lead: 'Sáng 24/11, UBND tỉnh tổ chức lễ khánh thành cầu Hạ Lam.', body: 'Lễ khánh thành diễn ra ngày 24/11.' },
        { ...card, description: 'Sáng 24/11' },
      ),
    );
    expect(await publish(desk)).toMatchObject({
      status: 'awaiting',
      content: { message: content.message, card: { description: 'Sáng 24/11' } },
      warnings: [{ kind: 'figures', facts: true, detail: '21/11' }],
    });
  });

  it('a portal that cannot be read, or a picture that cannot, holds nothing up', async () => {
    const desk = await approved();
    desk.portal.pictures.delete(picture);
    expect(await publish(desk)).toMatchObject({ status: 'published' });
    const other = await approved();
    other.portal.pages.set(article.url, { outcome: 'failed', problem: { kind: 'slow', status: null, detail: 'x', retryAt: null } });
    expect(await publish(other)).toMatchObject({ status: 'published' });
  });

  it('a body that changes at each load, or that the post does not show, asks nobody', async () => {
    const desk = await approved();
    desk.portal.pages.set(article.url, page({ body: 'Sáng 23/11, lễ khánh thành diễn ra. Bổ sung.' }));
    expect(await publish(desk)).toMatchObject({ status: 'published' });
    const other = await approved();
    let loads = 0;
    Object.assign(other.portal, { readArticle: async () => page({ lead: `${article.lead} ${++loads}` }) });
    expect(await publish(other)).toMatchObject({ status: 'published' });
  });

  it('one that is not there is not sent yet, and the watch looks at once', async () => {
    const desk = await approved();
    desk.portal.pages.set(article.url, { outcome: 'failed', problem: { kind: 'withdrawn', status: 404, detail: 'x', retryAt: null } });
    const post = await publish(desk);
    expect(post).toMatchObject({ status: 'scheduled', notBefore: new Date(desk.clock().getTime() + 4 * minute) });
    const stored = await desk.ports.articles.get(post.articleId);
    expect(stored?.watch.lookAt).toEqual(desk.clock());
    desk.pass(4 * minute);
    desk.portal.pages.set(article.url, page());
    expect(await publish(desk)).toMatchObject({ status: 'published' });
  });

  describe('with a portal that is slow', () => {
    afterEach(() => {
      vi.useRealTimers();
    });

    /** Its page answers after so many seconds, and so does its picture. */
    async function slow(
      pageSeconds: number,
      pictureSeconds: number,
      reading: ArticleReading,
    ): Promise<{ desk: FakeDesk; sentAfter: (s: number) => Promise<number> }> {
      const desk = await approved();
      const { readPicture } = desk.portal;
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const answerIn = <T>(seconds: number, answer: () => T | Promise<T>) =>
        new Promise<T>((resolve) => {
          setTimeout(() => resolve(answer()), seconds * 1000);
        });
      Object.assign(desk.portal, {
        readArticle: () => answerIn(pageSeconds, () => reading),
        readPicture: (url: string) => answerIn(pictureSeconds, () => readPicture(url)),
      });
      const running = desk.app.run('publish');
      const sentAfter = async (seconds: number) => {
        await vi.advanceTimersByTimeAsync(seconds * 1000);
        if (seconds > 20) await running;
        return desk.page.sends.length;
      };
      return { desk, sentAfter };
    }

    it.each([
      ['a page', 60, 0],
      ['the picture of the preview', 1, 60],
      ['both together', 2, 2],
    ])('%s that does not come within 3 s is not waited for: it goes out as approved', async (_what, pageSeconds, pictureSeconds) => {
      const { sentAfter } = await slow(pageSeconds, pictureSeconds, page());
      expect(await sentAfter(2.9)).toBe(0);
      expect(await sentAfter(0.2)).toBe(1);
    });

    it('a page that answers in time and says another title is waited for', async () => {
      const { desk, sentAfter } = await slow(2.5, 0.5, page({ title: 'Khánh thành cầu Hạ Lam sau 26 tháng' }));
      expect(await sentAfter(21)).toBe(0);
      expect(await desk.ports.posts.list(true, 1)).toMatchObject([{ status: 'awaiting', returned: 'content-changed' }]);
    });

    it('but not for ever', async () => {
      const { sentAfter } = await slow(2.5, 60, page({ title: 'Khánh thành cầu Hạ Lam sau 26 tháng' }));
      expect(await sentAfter(9.9)).toBe(0);
      expect(await sentAfter(0.2)).toBe(1);
    });
  });
});
