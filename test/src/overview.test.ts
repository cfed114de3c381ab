import { describe, expect, it } from 'vitest';
import { unwatched } from '../../src/article.ts';
import type { QueueRow } from '../../src/overview.ts';
import { anArticle, createFakeDesk, type FakeDesk, pageId, publishOnPortal, start } from '../fakes/desk.ts';
import { aScheduled, linkOf, putScheduled } from '../fakes/processes.ts';

async function queue(desk: FakeDesk, all = false): Promise<readonly QueueRow[]> {
  const rows: QueueRow[] = [];
  for await (const row of desk.app.queue(all)) rows.push(row);
  return rows;
}

describe('the queue', () => {
  it('tells what waits where, and what has ended only when asked for all', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 2);
    await desk.app.run('publish');
    await desk.ports.posts.add(aScheduled(3, new Date(start.getTime() + 1000)));
    const waiting = { id: aScheduled(3, start).id, status: 'scheduled', title: 'Tin số 3', url: linkOf(3), page: pageId, publishedUrl: null };
    expect(await queue(desk)).toEqual([{ ...waiting, slot: new Date(start.getTime() + 1000) }]);
    const all = await queue(desk, true);
    expect(all).toHaveLength(3);
    expect(all.find((row) => row.url === linkOf(1))).toMatchObject({ status: 'published', publishedUrl: 'https://facebook.example/100_1' });
  });

  it('shows an article that is not drafted yet as a draft, and one that was skipped only with all', async () => {
    const desk = await createFakeDesk();
    await desk.app.install();
    const old = anArticle({ url: linkOf(2), publishedAt: new Date(start.getTime() - 30 * 24 * 3_600_000) });
    publishOnPortal(desk, [anArticle(), old]);
    await desk.app.run('collect');
    const [row, ...none] = await queue(desk);
    expect(none).toEqual([]);
    expect(row).toMatchObject({ status: 'draft', url: linkOf(1), page: pageId, slot: null });
    expect((await queue(desk, true)).map((one) => one.status).sort()).toEqual(['draft', 'skipped']);
    await desk.app.run('draft');
    const drafted = await queue(desk);
    expect(drafted.map((one) => one.id)).toEqual([row?.id]);
  });

  it('lists a post once whose article was not marked as drafted any more, as after a crash', async () => {
    const desk = await createFakeDesk();
    publishOnPortal(desk, [anArticle()]);
    await desk.app.run('collect');
    await desk.app.run('draft');
    const [article] = await desk.ports.articles.all(null, 10);
    if (article === undefined) throw new Error('there is one article');
    await desk.ports.articles.replace(article, { ...article, progress: { state: 'collected' } });
    expect(await queue(desk)).toHaveLength(1);
  });

  it('reads on through articles that are not drafted yet', async () => {
    const desk = await createFakeDesk();
    for (let number = 1; number <= 401; number++) {
      const id = `article-${number}`;
      const stored = { id, rev: 0, key: id, source: 'x', collectedAt: start, progress: { state: 'collected' }, pageTries: 0, notBefore: null } as const;
      await desk.ports.articles.add({ ...anArticle({ url: linkOf(number) }), ...stored, copyOf: null, watch: unwatched });
    }
    expect(new Set((await queue(desk)).map((row) => row.url)).size).toBe(401);
  });

  it('reads a long queue to its end, each once, oldest first', async () => {
    const desk = await createFakeDesk();
    const ids: string[] = [];
    for (let number = 1; number <= 450; number++) {
      const post = aScheduled(number, new Date(start.getTime() + number * 1000));
      ids.push(post.id);
      await desk.ports.posts.add({ ...post, createdAt: new Date(start.getTime() + Math.floor(number / 7) * 1000) });
    }
    const rows = await queue(desk);
    expect(new Set(rows.map((row) => row.id))).toEqual(new Set(ids));
    expect(rows).toHaveLength(450);
    const createdAt = new Map<string, number>(ids.map((id, i) => [id, Math.floor((i + 1) / 7)]));
    const order = rows.map((row) => createdAt.get(row.id) ?? 0);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });
});

it('the status names the engine, the Pages that have sent, and the jobs that have run', async () => {
  const desk = await createFakeDesk();
  expect(await desk.app.status()).toMatchObject({ store: 'embedded', runs: [], pages: [{ id: pageId, stopped: null }] });
  await putScheduled(desk, 1);
  await desk.app.run('publish');
  const status = await desk.app.status();
  expect(status.runs.map((run) => run.id)).toEqual(['publish']);
  expect(status.pages.map((page) => page.id)).toEqual([pageId]);
  expect(status.posts.published).toBe(1);
});
