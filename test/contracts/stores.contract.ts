/** What the stores must do on every engine. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store, Stores } from '../../src/ports.ts';
import { postStatuses } from '../../src/post.ts';
import {
  at,
  emptyRun,
  sampleArticle,
  sampleDay,
  sampleDesk,
  sampleDigest,
  sampleHandPost,
  sampleLearned,
  sampleLease,
  sampleMeasure,
  sampleNotice,
  samplePage,
  samplePause,
  samplePost,
  sampleReport,
  sampleRevision,
  sampleRun,
  sampleSource,
} from './sample-documents.ts';

const ids = (documents: readonly { readonly id: string }[]) => documents.map((each) => each.id);

/** Added once, given back as it was, replaced once. */
async function holdsStore<T extends { readonly id: string; readonly rev: number }>(store: Store<T>, value: T): Promise<void> {
  expect(await store.get(value.id)).toBeNull();
  expect(await store.replace(value, value)).toEqual({ outcome: 'overtaken' });
  expect(await store.add(value)).toBe(true);
  expect(await store.add(value)).toBe(false);
  expect(await store.get(value.id)).toStrictEqual(value);
  const first = await store.replace(value, value);
  expect(first).toStrictEqual({ outcome: 'written', value: { ...value, rev: value.rev + 1 } });
  expect(await store.replace(value, value)).toEqual({ outcome: 'overtaken' });
  expect(await store.get(value.id)).toStrictEqual({ ...value, rev: value.rev + 1 });
}

export function storesContract(name: string, open: () => Promise<Stores>): void {
  describe(`the stores on ${name}`, () => {
    let stores: Stores;
    beforeEach(async () => {
      stores = await open();
    });
    afterEach(async () => {
      await stores.close();
    });

    it('keeps every type of document whole and lets one writer of each revision win', async () => {
      await holdsStore(stores.articles, sampleArticle('a'));
      await holdsStore(
        stores.articles,
        sampleArticle('b', { progress: { state: 'skipped', reason: 'before start' }, publishedAt: null, lead: null, body: null, images: [], categories: [] }),
      );
      await holdsStore(stores.sources, sampleSource);
      await holdsStore(stores.sources, { ...sampleSource, id: 'other', validators: null });
      await holdsStore(stores.pages, samplePage);
      await holdsStore(stores.followers, sampleDay('d'));
      await holdsStore(stores.followers, sampleDay('e', { readings: {} }));
      await holdsStore(
        stores.followers,
        sampleDay('f', { readings: { '2026110100': { at: at(0), followers: 0, mark: 'suspect' } }, flows: { stock: 1240, came: 9, went: null } }),
      );
      await holdsStore(stores.flows, { id: '100', rev: 0, askedAt: at(1), until: '2026-11-01', since: null, complete: false });
      await holdsStore(stores.measures, sampleMeasure);
      await holdsStore(stores.reports, sampleReport);
      await holdsStore(stores.notices, sampleNotice('n'));
      await holdsStore(stores.runs, sampleRun);
      await holdsStore(stores.runs, emptyRun);
      await holdsStore(stores.digests, sampleDigest);
      await holdsStore(stores.leases, sampleLease);
      await holdsStore(stores.paces, { id: '-100', rev: 0, sends: [at(1), at(1), at(2)] });
      await holdsStore(stores.paces, { id: '-200', rev: 0, sends: [] });
      await holdsStore(stores.digests, { ...sampleDigest, id: '-200', place: null, shows: null });
      await holdsStore(stores.handPosts, sampleHandPost);
      await holdsStore(stores.learned, sampleLearned);
      await holdsStore(stores.learned, { ...sampleLearned, id: '200', swaps: [] });
      await holdsStore(stores.pauses, samplePause);
      await holdsStore(stores.pauses, { ...samplePause, id: 'q2', page: '100', until: null, ended: null });
      await holdsStore(stores.desk, sampleDesk);
    });

    it('lists the pauses that hold or are still to come', async () => {
      const open = { ...samplePause, ended: null };
      for (const pause of [open, { ...open, id: 'q2', until: null }, { ...samplePause, id: 'q3' }, { ...open, id: 'q4', from: at(40), until: at(50) }])
        await stores.pauses.add(pause);
      expect((await stores.pauses.open(at(29))).map((pause) => pause.id)).toEqual(['q2', 'q1', 'q4']);
      expect((await stores.pauses.open(at(30))).map((pause) => pause.id)).toEqual(['q2', 'q4']);
      expect((await stores.pauses.since(at(30))).map((pause) => pause.id)).toEqual(['q2', 'q1', 'q3', 'q4']);
    });

    it.each(postStatuses)('keeps a post that is %s whole', async (status) => {
      await holdsStore(stores.posts, samplePost(status, 'p'));
    });

    it('refuses to put one document in the place of another', async () => {
      await stores.posts.add(samplePost('draft', 'p'));
      await expect(stores.posts.replace(samplePost('draft', 'p'), samplePost('draft', 'q'))).rejects.toThrow(RangeError);
    });

    it('does not replace a post that changed its status', async () => {
      const draft = samplePost('draft', 'p');
      await stores.posts.add(samplePost('rejected', 'p'));
      expect(await stores.posts.replace(draft, samplePost('awaiting', 'p'))).toEqual({ outcome: 'overtaken' });
      expect((await stores.posts.get('p'))?.status).toBe('rejected');
    });

    it('keeps two posts out of one slot, and frees the slot of one that gave it up', async () => {
      const [one, two] = [samplePost('approved', '1'), samplePost('approved', '2')];
      await stores.posts.add(one);
      await stores.posts.add(two);
      await stores.posts.add(samplePost('draft', '3'));
      const slotKey = '100/2026-11-01T01:00';
      const first = await stores.posts.replace(one, samplePost('scheduled', '1', { slotKey }));
      if (first.outcome !== 'written') throw new Error(first.outcome);
      expect(await stores.posts.replace(two, samplePost('scheduled', '2', { slotKey }))).toEqual({ outcome: 'taken' });
      expect((await stores.posts.get('2'))?.status).toBe('approved');
      // A transition that spreads the old post carries the key of the slot along; what is stored must not.
      const { status: _, ...carried } = first.value;
      const returned = { ...carried, status: 'awaiting' as const, askedAt: at(1), objectBy: null, returned: null };
      expect((await stores.posts.replace(first.value, returned)).outcome).toBe('written');
      expect(await stores.posts.get('1')).not.toHaveProperty('slotKey');
      expect((await stores.posts.replace(two, samplePost('scheduled', '2', { slotKey }))).outcome).toBe('written');
      expect(await stores.posts.add(samplePost('published', '4', { slotKey }))).toBe(false);
    });

    it('lets one of many claims of a due post win', async () => {
      const scheduled = samplePost('scheduled', 'p');
      await stores.posts.add(scheduled);
      const claims = Array.from({ length: 10 }, (_, n) => samplePost('publishing', 'p', { claim: { by: `host/${n}`, at: at(60), until: at(62) } }));
      const outcomes = await Promise.all(claims.map((claim) => stores.posts.replace(scheduled, claim)));
      const winner = outcomes.findIndex(({ outcome }) => outcome === 'written');
      expect(outcomes.filter(({ outcome }) => outcome === 'overtaken')).toHaveLength(9);
      expect(await stores.posts.get('p')).toMatchObject({ claim: { by: `host/${winner}` }, rev: 1 });
    });

    it('stores an article once, by its key', async () => {
      expect(await stores.articles.add(sampleArticle('a', { key: 'k' }))).toBe(true);
      expect(await stores.articles.add(sampleArticle('b', { key: 'k' }))).toBe(false);
      expect(await stores.articles.knows(['k', 'other', 'K'])).toEqual(new Set(['k']));
      expect(await stores.articles.knows([])).toEqual(new Set());
    });

    it('stores an article once, by its fingerprint, and any number without one', async () => {
      const { fingerprint: _, ...without } = sampleArticle('c');
      expect(await stores.articles.add(sampleArticle('a', { fingerprint: 'f' }))).toBe(true);
      expect(await stores.articles.add(sampleArticle('b', { fingerprint: 'f' }))).toBe(false);
      expect(await stores.articles.add(without)).toBe(true);
      expect(await stores.articles.add(sampleArticle('d', { fingerprint: undefined }))).toBe(true);
      const d = await stores.articles.get('d');
      if (d === null) throw new Error('not stored');
      expect(d).not.toHaveProperty('fingerprint');
      expect(await stores.articles.replace(d, { ...d, fingerprint: 'f' })).toEqual({ outcome: 'taken' });
      expect((await stores.articles.withFingerprint('f'))?.id).toBe('a');
      expect(await stores.articles.withFingerprint('g')).toBeNull();
    });

    it('lets one of many that add the same fingerprint at once win', async () => {
      const added = await Promise.all(Array.from({ length: 10 }, (_, n) => stores.articles.add(sampleArticle(`a${n}`, { fingerprint: 'f' }))));
      expect(added.filter((one) => one)).toHaveLength(1);
    });

    it('gives the articles of some keys', async () => {
      for (const id of ['b', 'a', 'c']) await stores.articles.add(sampleArticle(id, { key: `k-${id}` }));
      expect(ids(await stores.articles.withKeys(['k-a', 'k-b', 'k-x']))).toEqual(['a', 'b']);
      expect(await stores.articles.withKeys([])).toEqual([]);
    });

    it('gives the articles whose next look has come, longest due first', async () => {
      const looked = (id: string, minute: number | null) =>
        stores.articles.add(sampleArticle(id, { watch: { ...sampleArticle(id).watch, lookAt: minute === null ? null : at(minute) } }));
      await looked('later', 11);
      await looked('second', 10);
      await looked('first', 5);
      await looked('never', null);
      expect(ids(await stores.articles.toWatch(at(10), 9))).toEqual(['first', 'second']);
      expect(ids(await stores.articles.toWatch(at(10), 1))).toEqual(['first']);
    });

    it('keeps what became of an article, appended once and in its order', async () => {
      const { edited, withdrawn, back } = sampleRevision;
      const story = [
        edited('x|0001'),
        withdrawn('x|0002', { number: 2, at: at(20) }),
        back('x|0003', { number: 3, at: at(30) }),
        edited('x|0010', { at: at(40) }),
      ];
      for (const one of [...story].reverse()) expect(await stores.revisions.add(one)).toBe(true);
      expect(await stores.revisions.add(withdrawn('x|0001'))).toBe(false);
      await stores.revisions.add(edited('y|0001', { at: at(25) }));
      expect(await stores.revisions.get('x|0002')).toStrictEqual(story[1]);
      expect(await stores.revisions.get('x|0004')).toBeNull();
      expect(await stores.revisions.of('x')).toStrictEqual(story);
      expect(await stores.revisions.of('z')).toEqual([]);
      expect(ids(await stores.revisions.newest(['edited'], 2))).toEqual(['x|0010', 'y|0001']);
      expect(ids(await stores.revisions.newest(['withdrawn', 'back'], 9))).toEqual(['x|0003', 'x|0002']);
    });

    it('knows hundreds of keys at once', async () => {
      await stores.articles.add(sampleArticle('a', { key: 'k7' }));
      expect(await stores.articles.knows(Array.from({ length: 900 }, (_, n) => `k${n}`))).toEqual(new Set(['k7']));
    });

    it('gives collected articles newest first, undated last, without those that wait or are done', async () => {
      await stores.articles.add(sampleArticle('undated', { publishedAt: null }));
      await stores.articles.add(sampleArticle('old', { publishedAt: at(-9) }));
      await stores.articles.add(sampleArticle('new', { publishedAt: at(9), notBefore: at(100) }));
      await stores.articles.add(sampleArticle('waits', { publishedAt: at(9), notBefore: new Date(at(100).getTime() + 1) }));
      await stores.articles.add(sampleArticle('drafted', { progress: { state: 'drafted' } }));
      await stores.articles.add(sampleArticle('skipped', { progress: { state: 'skipped', reason: 'copy' } }));
      expect(ids(await stores.articles.collected(at(100), 10))).toEqual(['new', 'old', 'undated']);
      expect(ids(await stores.articles.collected(at(100), 1))).toEqual(['new']);
    });

    it('pages through all articles by id', async () => {
      for (const id of ['b', 'c', 'a', '😀', '\uFF5E']) await stores.articles.add(sampleArticle(id));
      expect(ids(await stores.articles.all(null, 2))).toEqual(['a', 'b']);
      expect(ids(await stores.articles.all('b', 2))).toEqual(['c', '\uFF5E']);
      expect(ids(await stores.articles.all('\uFF5E', 2))).toEqual(['😀']);
      expect(ids(await stores.articles.all('😀', 2))).toEqual([]);
    });

    it('gives the posts of a status oldest first', async () => {
      await stores.posts.add(samplePost('awaiting', '1', { createdAt: at(3) }));
      await stores.posts.add(samplePost('awaiting', '2', { createdAt: at(1) }));
      await stores.posts.add(samplePost('awaiting', '3', { createdAt: at(1) }));
      await stores.posts.add(samplePost('draft', '4', { createdAt: at(0) }));
      expect(ids(await stores.posts.withStatus('awaiting', 9))).toEqual(['2', '3', '1']);
      expect(ids(await stores.posts.withStatus('awaiting', 2))).toEqual(['2', '3']);
      expect(ids(await stores.posts.withStatus('held', 2))).toEqual([]);
    });

    it('gives what is due on a Page by slot, and nothing before its time', async () => {
      await stores.posts.add(samplePost('scheduled', 'second', { slot: at(60) }));
      await stores.posts.add(samplePost('scheduled', 'first', { slot: at(30), notBefore: at(60) }));
      await stores.posts.add(samplePost('scheduled', 'later', { slot: at(61) }));
      await stores.posts.add(samplePost('scheduled', 'waits', { slot: at(10), notBefore: at(61) }));
      await stores.posts.add(samplePost('scheduled', 'elsewhere', { slot: at(10), page: '200' }));
      await stores.posts.add(samplePost('publishing', 'claimed', { slot: at(10) }));
      expect(ids(await stores.posts.due('100', at(60), 9))).toEqual(['first', 'second']);
      expect(ids(await stores.posts.due('100', at(60), 1))).toEqual(['first']);
    });

    it('gives the posts that hold a slot of the Page from an instant on', async () => {
      await stores.posts.add(samplePost('scheduled', 's', { slot: at(60) }));
      await stores.posts.add(samplePost('publishing', 'c', { slot: at(50) }));
      await stores.posts.add(samplePost('unconfirmed', 'u', { slot: at(40) }));
      await stores.posts.add(samplePost('published', 'p', { slot: at(30) }));
      await stores.posts.add(samplePost('published', 'past', { slot: at(29) }));
      await stores.posts.add(samplePost('scheduled', 'elsewhere', { slot: at(60), page: '200' }));
      await stores.posts.add(samplePost('approved', 'without'));
      expect(ids(await stores.posts.slotted('100', at(30)))).toEqual(['p', 'u', 'c', 's']);
    });

    it('gives the cards that do not show the stored state', async () => {
      await stores.posts.add(samplePost('rejected', 'b', { redraw: true, createdAt: at(2) }));
      await stores.posts.add(samplePost('published', 'a', { redraw: true, createdAt: at(1) }));
      await stores.posts.add(samplePost('published', 'shown'));
      await stores.posts.add(samplePost('skipped', 'none'));
      expect(ids(await stores.posts.toRedraw(9))).toEqual(['a', 'b']);
      expect(ids(await stores.posts.toRedraw(1))).toEqual(['a']);
    });

    it('gives what was published, rejected, expired and failed in a span that includes its start and not its end', async () => {
      for (const [id, minute] of [
        ['before', 9],
        ['start', 10],
        ['middle', 15],
        ['end', 20],
      ] as const) {
        await stores.posts.add(samplePost('published', `p-${id}`, { publishedAt: at(minute) }));
        await stores.posts.add(samplePost('rejected', `r-${id}`, { at: at(minute) }));
        await stores.posts.add(samplePost('failed', `f-${id}`, { at: at(minute) }));
        await stores.posts.add(samplePost('expired', `x-${id}`, { at: at(minute) }));
        await stores.posts.add(samplePost('held', `h-${id}`, { at: at(minute) }));
        await stores.posts.add(samplePost('rejected', `e-${id}`, { at: at(minute), page: '200' }));
      }
      expect(ids(await stores.posts.publishedBetween('100', at(10), at(20)))).toEqual(['p-start', 'p-middle']);
      expect(ids(await stores.posts.endedBetween('100', at(10), at(20)))).toEqual(['f-start', 'r-start', 'x-start', 'f-middle', 'r-middle', 'x-middle']);
      expect(await stores.posts.publishedBetween('200', at(10), at(20))).toEqual([]);
    });

    it('lists posts page by page, with or without those that are ended', async () => {
      for (const [n, status] of postStatuses.entries()) await stores.posts.add(samplePost(status, status, { createdAt: at(Math.floor(n / 3)) }));
      const pages: string[] = [];
      for (let after: string | undefined; ; after = pages.at(-1)) {
        const page = await stores.posts.list(true, 4, after);
        if (page.length === 0) break;
        pages.push(...ids(page));
      }
      expect(new Set(pages)).toEqual(new Set(postStatuses));
      expect(pages.slice(0, 3)).toEqual(['approved', 'awaiting', 'draft']);
      expect(pages).toHaveLength(postStatuses.length);
      expect(ids(await stores.posts.list(false, 99)).sort()).toEqual(['approved', 'awaiting', 'draft', 'held', 'publishing', 'scheduled', 'unconfirmed']);
      expect(ids(await stores.posts.list(false, 99, 'unconfirmed'))).toEqual(['held']);
      expect(await stores.posts.list(true, 99, 'no such post')).toEqual([]);
    });

    it('counts the posts of every status', async () => {
      expect(Object.values(await stores.posts.count()).every((count) => count === 0)).toBe(true);
      for (const status of postStatuses) await stores.posts.add(samplePost(status, status));
      await stores.posts.add(samplePost('held', 'another'));
      expect(await stores.posts.count()).toEqual({ ...Object.fromEntries(postStatuses.map((status) => [status, 1])), held: 2 });
    });

    it('gives the days of a Page in order, both ends included', async () => {
      for (const day of ['2026-11-03', '2026-10-31', '2026-11-01', '2026-11-04']) await stores.followers.add(sampleDay(day, { day }));
      await stores.followers.add(sampleDay('elsewhere', { day: '2026-11-01', page: '200' }));
      expect(ids(await stores.followers.days('100', '2026-10-31', '2026-11-03'))).toEqual(['2026-10-31', '2026-11-01', '2026-11-03']);
    });

    it('gives the newest days of a Page before another, newest first', async () => {
      for (const day of ['2026-11-03', '2026-10-31', '2026-11-01']) await stores.followers.add(sampleDay(day, { day }));
      await stores.followers.add(sampleDay('elsewhere', { day: '2026-11-02', page: '200' }));
      expect(ids(await stores.followers.before('100', '2026-11-03', 9))).toEqual(['2026-11-01', '2026-10-31']);
      expect(ids(await stores.followers.before('100', '2026-11-03', 1))).toEqual(['2026-11-01']);
    });

    it('gives the posts of a Page that were made in a span, of every status', async () => {
      for (const [n, status] of postStatuses.entries()) await stores.posts.add(samplePost(status, status, { createdAt: at(n) }));
      await stores.posts.add(samplePost('draft', 'elsewhere', { createdAt: at(3), page: '200' }));
      expect(ids(await stores.posts.createdBetween('100', at(2), at(5)))).toEqual(postStatuses.slice(2, 5));
    });

    it('gives the measures of the posts that are asked for', async () => {
      for (const id of ['p1', 'p2', 'p3']) await stores.measures.add({ ...sampleMeasure, id });
      expect(ids(await stores.measures.of(['p3', 'p1', 'unknown']))).toEqual(['p1', 'p3']);
      expect(await stores.measures.of([])).toEqual([]);
    });

    it('gives the notices that are to be told, oldest first', async () => {
      await stores.notices.add(sampleNotice('b', { openedAt: at(2) }));
      await stores.notices.add(sampleNotice('a', { openedAt: at(1) }));
      await stores.notices.add(sampleNotice('told', { pending: false, over: null, toldAt: at(3) }));
      expect(ids(await stores.notices.pending(9))).toEqual(['a', 'b']);
      expect(ids(await stores.notices.pending(1))).toEqual(['a']);
    });

    it('says that it can be written', async () => {
      await stores.check();
      const checked = await stores.check();
      expect(['embedded', 'mongodb']).toContain(checked.engine);
      expect(checked.detail).not.toBe('');
    });
  });
}
