import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ArticleState, type StoredArticle, unwatched } from '../../src/article.ts';
import { postIdOf } from '../../src/identity.ts';
import { readLedger } from '../../src/ledger.ts';
import type { Post } from '../../src/post.ts';
import { anArticle, createFakeDesk, type FakeDesk, pageId, publishOnPortal, start } from '../fakes/desk.ts';
import { aScheduled } from '../fakes/processes.ts';

function anStored(number: number, progress: ArticleState): StoredArticle {
  const id = `article-${String(number).padStart(5, '0')}`;
  return {
    ...anArticle({ url: `https://halam.example/tin/${number}` }),
    id,
    rev: 0,
    key: id,
    source: 'x',
    collectedAt: start,
    progress,
    pageTries: 0,
    notBefore: null,
    copyOf: null,
    watch: unwatched,
  };
}

/** A post in each end and in some states on the way there. */
function aPost(number: number, status: Post['status']): Post {
  const slotted = aScheduled(number, new Date(start.getTime() + number));
  const { approval, slot: _slot, slotKey: _key, resends: _resends, notBefore: _before, uploads: _uploads, ...shown } = slotted;
  const at = start;
  switch (status) {
    case 'published':
      return { ...slotted, status, publishedAt: at, remoteId: '1', permalink: null, how: 'sent' };
    case 'unconfirmed':
      return { ...slotted, status, sendingAt: at, watchUntil: at, nextLookAt: at, looks: 0, landed: false };
    case 'publishing':
      return { ...slotted, status, claim: { by: 'x', at, until: at }, sendingAt: null };
    case 'rejected':
      return { ...shown, status, by: { id: 7, name: 'Lan' }, at };
    case 'expired':
      return { ...shown, status, at };
    case 'held':
      return { ...shown, status, at, reason: null };
    case 'failed':
      return { ...shown, approval, status, at, failure: { reason: 'content', code: 1, subcode: null, detail: '' } };
    case 'retracted':
      return { ...shown, approval, status, at };
    case 'approved':
      return { ...shown, approval, status };
    case 'awaiting':
      return { ...shown, status, askedAt: at, objectBy: null, returned: null };
    case 'draft':
      return { ...shown, status };
    case 'skipped': {
      const { id, rev, articleId, page, source, title, url, createdAt, updatedAt } = shown;
      return { id, rev, articleId, page, source, title, url, createdAt, updatedAt, status, reason: 'copy' };
    }
    case 'scheduled':
      return slotted;
  }
}

const every = [
  'draft',
  'awaiting',
  'approved',
  'scheduled',
  'publishing',
  'unconfirmed',
  'published',
  'rejected',
  'expired',
  'failed',
  'retracted',
  'skipped',
  'held',
] as const;

async function put(desk: FakeDesk, number: number, status: Post['status']): Promise<void> {
  await desk.ports.articles.add(anStored(number, { state: 'drafted' }));
  await desk.ports.posts.add(aPost(number, status));
}

it('every pair of article and Page stands in one column', async () => {
  const desk = await createFakeDesk();
  for (const [number, status] of every.entries()) await put(desk, number, status);
  await desk.ports.articles.add(anStored(100, { state: 'collected' }));
  await desk.ports.articles.add(anStored(101, { state: 'skipped', reason: 'before start' }));
  expect(await desk.app.ledger()).toEqual({
    articles: 15,
    published: 1,
    rejected: 1,
    expired: 1,
    failed: 1,
    retracted: 1,
    skipped: 2,
    open: 8,
    unaccounted: 0,
  });
});

it('an article that was drafted and has no post is unaccounted for', async () => {
  const desk = await createFakeDesk();
  await put(desk, 1, 'published');
  await desk.ports.articles.add(anStored(2, { state: 'drafted' }));
  expect(await desk.app.ledger()).toMatchObject({ articles: 2, published: 1, unaccounted: 1 });
});

it('a post whose article was not marked as drafted any more, as after a crash, is one pair', async () => {
  const desk = await createFakeDesk();
  await put(desk, 1, 'published');
  const article = anStored(2, { state: 'collected' });
  await desk.ports.articles.add(article);
  await desk.ports.posts.add({ ...aPost(2, 'draft'), id: postIdOf(article.id, pageId), articleId: article.id });
  expect(await desk.app.ledger()).toMatchObject({ articles: 2, published: 1, open: 1, unaccounted: 0 });
  // nor does it stand in for a post that is missing
  await desk.ports.articles.add(anStored(3, { state: 'drafted' }));
  expect(await desk.app.ledger()).toMatchObject({ articles: 3, published: 1, open: 1, unaccounted: 1 });
});

it('what is drafted while it reads is counted once', async () => {
  const desk = await createFakeDesk();
  const article = anStored(1, { state: 'collected' });
  await desk.ports.articles.add(article);
  let read = false;
  const articles = {
    ...desk.ports.articles,
    all: async (after: string | null, limit: number) => {
      const some = await desk.ports.articles.all(after, limit);
      read = true;
      return some;
    },
  };
  const posts = {
    ...desk.ports.posts,
    count: async () => {
      if (read) await desk.ports.posts.add({ ...aPost(1, 'draft'), id: postIdOf(article.id, pageId), articleId: article.id });
      return desk.ports.posts.count();
    },
  };
  expect(await readLedger({ articles, posts }, [pageId])).toMatchObject({ articles: 1, open: 1, unaccounted: 0 });
});

it('two Pages make two pairs of each article', async () => {
  const desk = await createFakeDesk();
  await put(desk, 1, 'published');
  await desk.ports.posts.add({ ...aScheduled(1, start, { page: '200' }) });
  await desk.ports.articles.add(anStored(2, { state: 'collected' }));
  await desk.ports.articles.add(anStored(3, { state: 'skipped', reason: 'copy' }));
  expect(await readLedger(desk.ports, ['100', '200'])).toMatchObject({ articles: 6, published: 1, open: 3, skipped: 2, unaccounted: 0 });
});

it('it reads a store of any size to its end', async () => {
  const desk = await createFakeDesk();
  for (let number = 0; number < 1001; number++) await desk.ports.articles.add(anStored(number, { state: 'skipped', reason: 'before start' }));
  expect(await desk.app.ledger()).toMatchObject({ articles: 1001, skipped: 1001, open: 0, unaccounted: 0 });
});

it('the columns add up whatever the states', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...every, 'collected' as const, 'before start' as const, 'lost' as const), { maxLength: 25 }), async (states) => {
      const desk = await createFakeDesk();
      for (const [number, state] of states.entries()) {
        if (state === 'collected') await desk.ports.articles.add(anStored(number, { state }));
        else if (state === 'before start') await desk.ports.articles.add(anStored(number, { state: 'skipped', reason: state }));
        else if (state === 'lost') await desk.ports.articles.add(anStored(number, { state: 'drafted' }));
        else await put(desk, number, state);
      }
      const { articles, ...columns } = await desk.app.ledger();
      expect(articles).toBe(states.length);
      expect(Object.values(columns).reduce((sum, one) => sum + one, 0)).toBe(articles);
      expect(columns.unaccounted).toBe(states.filter((state) => state === 'lost').length);
      await desk.ports.close();
    }),
    { numRuns: 30 },
  );
});

it('an article is counted once before and after it is drafted', async () => {
  const desk = await createFakeDesk();
  await desk.app.install();
  publishOnPortal(desk, [anArticle()]);
  await desk.app.run('collect');
  expect(await desk.app.ledger()).toMatchObject({ articles: 1, open: 1 });
  await desk.app.run('draft');
  expect(await desk.app.ledger()).toMatchObject({ articles: 1, open: 1 });
});

it('counts what was skipped for the Pages that its source is for, not for all of the newsroom', async () => {
  const desk = await createFakeDesk();
  const { source } = anStored(0, { state: 'collected' });
  for (const [number, reason] of [
    [1, 'before start'],
    [2, 'category'],
  ] as const)
    await desk.ports.articles.add(anStored(number, { state: 'skipped', reason }));
  const pages = ['100', '200', '300'];
  const meant = ({ source: from }: { readonly source: string }) => (from === source ? ['200'] : pages);
  expect(await readLedger(desk.ports, pages, { wanted: () => [], meant })).toMatchObject({ articles: 2, skipped: 2, unaccounted: 0 });
});
