/** What portals changed since articles were collected, as people and scripts see it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../../adapters/sandbox/server.ts';
import { openStores } from '../../../adapters/store/open.ts';
import { unwatched } from '../../../src/article.ts';
import { runCommand } from '../../../src/cli/fanpage.ts';
import { type Config, parseConfig } from '../../../src/config.ts';
import { articleIdOf, postIdOf } from '../../../src/identity.ts';
import { createSilentLog } from '../../../src/log.ts';
import { type ArticleText, recordOf } from '../../../src/revision.ts';
import { sampleArticle, samplePost } from '../../contracts/sample-documents.ts';

const stage: { dir: string; sandbox: RunningSandbox | null; config: Config | null } = { dir: '', sandbox: null, config: null };
const url = 'https://www.halam.example/tin/1/?utm_source=zalo';
const key = 'halam.example/tin/1';
const id = articleIdOf(key);
const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour));
const was: ArticleText = { title: 'Khánh thành cầu', lead: null, body: 'Đoạn một.\n\nĐoạn hai.', images: [] };
const is: ArticleText = { title: 'Thông xe cầu', lead: 'Sapo mới.', body: 'Đoạn một.\n\nĐoạn hai đã sửa.', images: [] };

beforeAll(async () => {
  stage.dir = await mkdtemp(join(tmpdir(), 'ledger-'));
  stage.sandbox = await startSandbox({ host: '127.0.0.1', port: 0, clock: () => new Date(), stateFile: null, chat: 'group', log: createSilentLog() });
  const port = new URL(stage.sandbox.address).port;
  stage.config = parseConfig({ DATA_DIR: join(stage.dir, 'data'), HTTP_PORT: port, LOG_LEVEL: 'silent' });
  const stores = await openStores({ mongoUri: null, dataDir: join(stage.dir, 'data') });
  const page = stage.sandbox.places.facebook.pageId;
  const article = sampleArticle(id, { ...is, key, url, collectedAt: at(0), progress: { state: 'drafted' }, watch: { ...unwatched, lookAt: at(24) } });
  await stores.articles.add(article);
  await stores.articles.add(sampleArticle('copy', { key: 'so.halam.example/9', progress: { state: 'skipped', reason: 'copy' }, copyOf: id }));
  await stores.revisions.add({ ...recordOf(article, at(1)), title: was.title, kind: 'edited', fields: ['title', 'lead', 'body'], was, is });
  const second = { ...article, watch: { ...article.watch, revisions: 1 } };
  await stores.revisions.add({ ...recordOf(second, at(2)), kind: 'withdrawn', since: at(2), why: 'the server answered 404' });
  await stores.revisions.add({ ...recordOf({ ...article, watch: { ...article.watch, revisions: 2 } }, at(3)), kind: 'back' });
  await stores.posts.add(samplePost('held', postIdOf(id, page), { articleId: id, page, updatedAt: at(2) }));
  await stores.close();
});
afterAll(async () => {
  await stage.sandbox?.stop();
  await rm(stage.dir, { recursive: true, force: true });
});

async function fanpage(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await runCommand(argv, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    load: () => {
      if (stage.config === null) throw new Error('no config');
      return stage.config;
    },
  });
  return { code, ...said };
}

it('the ledger lists corrections and withdrawals beside its counts', async () => {
  const { code, out } = await fanpage('ledger', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    articles: 2,
    unaccounted: 0,
    revisions: [
      { articleId: id, title: was.title, url, at: at(1).toISOString(), fields: ['title', 'lead', 'body'], was: { title: was.title }, is: { title: is.title } },
    ],
    withdrawn: [{ articleId: id, url, at: at(2).toISOString(), why: 'the server answered 404', backAt: at(3).toISOString() }],
  });
});

it('the ledger tells people what was and what is', async () => {
  const { out } = await fanpage('ledger');
  for (const told of [
    'Bài được cổng sửa sau khi lấy (1)',
    '23/11/2026 08:00  Khánh thành cầu',
    '- Khánh thành cầu',
    '+ Thông xe cầu',
    '+ Sapo mới.',
    '- Đoạn hai.',
    '+ Đoạn hai đã sửa.',
  ])
    expect(out).toContain(told);
  expect(out).not.toContain('- Đoạn một.');
  expect(out).toContain('Bài bị cổng gỡ (1)');
  expect(out).toContain('có lại từ 23/11/2026 10:00');
});

it.each([
  ['its id', id],
  ['its address', url],
  ['its address in another form', 'http://m.halam.example/tin/1#top'],
])('one article’s whole life is found by %s', async (_name, wanted) => {
  const { code, out } = await fanpage('ledger', '--article', wanted, '--json');
  expect(code, out).toBe(0);
  const life = JSON.parse(out);
  expect(life).toMatchObject({
    id,
    key,
    title: is.title,
    text: { lead: 'Sapo mới.' },
    copyOf: null,
    nextLookAt: at(24).toISOString(),
    posts: [{ status: 'held' }],
  });
  expect(life.revisions.map((one: { kind: string }) => one.kind)).toEqual(['edited', 'withdrawn', 'back']);
});

it('one article’s life reads as a story', async () => {
  const { out } = await fanpage('ledger', '--article', id);
  const order = ['lấy từ', 'cổng sửa bài', 'cổng gỡ bài (the server answered 404)', 'bài có lại trên cổng', 'tạm giữ', 'lần xem lại tiếp theo'];
  const places = order.map((words) => out.indexOf(words));
  expect(places.every((place) => place !== -1)).toBe(true);
  expect([...places].sort((a, b) => a - b)).toEqual(places);
  expect((await fanpage('ledger', '--article', 'copy')).out).toContain(`bỏ qua: bản sao của bài ${id}`);
});

it('an article that is not there is an error with what to do', async () => {
  const { code, out } = await fanpage('ledger', '--article', 'https://halam.example/khong-co', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out).error.fix).toContain('địa chỉ');
});
