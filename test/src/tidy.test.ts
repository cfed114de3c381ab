import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createMediaFolder } from '../../adapters/media/old-media.ts';
import { openMemoryStores } from '../../adapters/store/open.ts';
import { postIdOf } from '../../src/identity.ts';
import { createSilentLog } from '../../src/log.ts';
import { type PostStatus, postStatuses } from '../../src/post.ts';
import { keptWhole, tidy } from '../../src/tidy.ts';
import { at, sampleArticle, samplePost, sampleRevision } from '../contracts/sample-documents.ts';

const page = '100';
const later = new Date(at(0).getTime() + keptWhole);

async function aDesk(now: Date) {
  const stores = await openMemoryStores();
  const asked: { needed: ReadonlySet<string>; before: Date }[] = [];
  const mediaFolder = {
    forget: async (needed: ReadonlySet<string>, before: Date) => {
      asked.push({ needed, before });
      return 2;
    },
  };
  const needs = { ...stores, mediaFolder, clock: () => now, log: createSilentLog() };
  return { stores, asked, run: () => tidy(needs, { pages: [page] }) };
}

it('takes the words out of articles after thirty days; title, address and hashes are left', async () => {
  const { stores, run } = await aDesk(later);
  await stores.articles.add(sampleArticle('old', { progress: { state: 'drafted', pages: [page] }, fingerprint: 'print' }));
  await stores.articles.add(sampleArticle('young', { progress: { state: 'drafted' }, collectedAt: at(1) }));
  await stores.articles.add(sampleArticle('waiting'));
  await stores.posts.add(samplePost('published', postIdOf('old', page), { articleId: 'old' }));
  await stores.revisions.add(sampleRevision.edited('old|0001'));
  expect(await run()).toEqual({ articles: 1, media: 2 });
  const old = await stores.articles.get('old');
  expect(old).toMatchObject({ lead: null, body: null, images: [], video: null, credit: null, tidiedAt: later });
  expect(old).toMatchObject({ title: sampleArticle('old').title, url: sampleArticle('old').url, key: sampleArticle('old').key, fingerprint: 'print' });
  expect(old?.watch.seen).toEqual(sampleArticle('old').watch.seen);
  expect(await stores.revisions.get('old|0001')).toMatchObject({ was: { body: null, title: 'Khánh thành cầu' }, is: { body: null, title: 'Thông xe cầu' } });
  expect((await stores.articles.get('young'))?.body).not.toBeNull();
  // What was never drafted is still to be.
  expect((await stores.articles.get('waiting'))?.body).not.toBeNull();
  expect(await run()).toEqual({ articles: 0, media: 2 });
});

const open: readonly PostStatus[] = ['draft', 'awaiting', 'approved', 'scheduled', 'publishing', 'unconfirmed', 'held'];

it.each(postStatuses)('an article with a post that is %s is tidied only when that cannot go out any more', async (status) => {
  const { stores, asked, run } = await aDesk(later);
  await stores.articles.add(sampleArticle('old', { progress: { state: 'drafted', pages: [page] } }));
  await stores.posts.add({ ...samplePost(status, postIdOf('old', page)), articleId: 'old' });
  expect((await run()).articles).toBe(open.includes(status) ? 0 : 1);
  const hasMedia = open.includes(status) && status !== 'draft';
  // A failed one may be tried again within thirty days of its failure.
  expect((asked[0]?.needed.size ?? 0) > 0).toBe(hasMedia || status === 'failed');
  expect(asked[0]?.before).toEqual(at(0));
});

it('goes through any number of articles, past those that must stay', async () => {
  const { stores, run } = await aDesk(later);
  for (let number = 0; number < 450; number++) {
    const id = `a${String(number).padStart(4, '0')}`;
    await stores.articles.add(sampleArticle(id, { progress: { state: number < 250 ? 'collected' : 'drafted' } }));
  }
  expect((await run()).articles).toBe(200);
});

it('removes media that are old and not needed, and nothing else', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'old-media-'));
  const name = (letter: string) => `${letter.repeat(64)}.jpg`;
  const put = async (file: string, age: number) => {
    const folder = join(dir, file.slice(0, 2));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, file), 'x');
    const then = new Date(Date.now() - age);
    await utimes(join(folder, file), then, then);
  };
  for (const [letter, age] of [
    ['a', keptWhole + 1000],
    ['b', keptWhole + 1000],
    ['c', 1000],
  ] as const)
    await put(name(letter), age);
  await mkdir(join(dir, 'notes'));
  await writeFile(join(dir, 'notes', 'keep.txt'), 'x');
  const folder = createMediaFolder({ dir });
  expect(await folder.forget(new Set(['b'.repeat(64)]), new Date(Date.now() - keptWhole))).toBe(1);
  expect((await readdir(dir, { recursive: true })).filter((one) => one.includes('.')).sort()).toEqual([
    join('bb', name('b')),
    join('cc', name('c')),
    join('notes', 'keep.txt'),
  ]);
  expect(await createMediaFolder({ dir: join(dir, 'nowhere') }).forget(new Set(), new Date())).toBe(0);
  await rm(dir, { recursive: true });
});
