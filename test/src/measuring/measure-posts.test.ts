import { expect, it } from 'vitest';
import type { Published } from '../../../src/post.ts';
import { hour, minute } from '../../../src/time.ts';
import { createFakeDesk, type FakeDesk, pageId, start } from '../../fakes/desk.ts';
import { aScheduled, refusal } from '../../fakes/processes.ts';

const day = 24 * hour;

function aPublished(number: number, publishedAt: Date): Published {
  return { ...aScheduled(number, publishedAt), status: 'published', publishedAt, remoteId: `100_${number}`, permalink: null, how: 'sent' };
}

/** Counts the calls by post, and answers rising figures. */
function watchFigures(desk: FakeDesk): Map<string, number> {
  const asked = new Map<string, number>();
  desk.page.figures = async (remoteId) => {
    const times = (asked.get(remoteId) ?? 0) + 1;
    asked.set(remoteId, times);
    return { outcome: 'read', value: { reactions: times, comments: 0, shares: null, views: null } };
  };
  return asked;
}

it('a post is measured hourly on its first day, every six hours in its first week, then daily, for four weeks', async () => {
  const desk = await createFakeDesk();
  const asked = watchFigures(desk);
  await desk.ports.posts.add(aPublished(1, start));
  const at: number[] = [];
  for (let hours = 0; hours <= 24 * 30; hours++) {
    const before = asked.get('100_1') ?? 0;
    await desk.app.run('measure-posts');
    if ((asked.get('100_1') ?? 0) > before) at.push(hours);
    desk.pass(hour);
  }
  const firstDay = at.filter((hours) => hours < 24);
  const firstWeek = at.filter((hours) => hours >= 24 && hours < 7 * 24);
  const later = at.filter((hours) => hours >= 7 * 24);
  expect(firstDay).toHaveLength(24);
  expect(firstWeek.length).toBeGreaterThanOrEqual(23);
  expect(firstWeek.length).toBeLessThanOrEqual(25);
  expect(later.length).toBeGreaterThanOrEqual(20);
  expect(later.length).toBeLessThanOrEqual(22);
  expect(at.at(-1)).toBeLessThanOrEqual(28 * 24);
  expect(await desk.ports.measures.get(aPublished(1, start).id)).toMatchObject({ page: pageId, reactions: at.length, shares: null });
}, 30_000);

it('one run asks for so many posts and no more; the next goes on with the others', async () => {
  const desk = await createFakeDesk();
  const asked = watchFigures(desk);
  for (let number = 1; number <= 40; number++) await desk.ports.posts.add(aPublished(number, new Date(start.getTime() - number * hour)));
  expect(await desk.app.run('measure-posts')).toMatchObject({ counts: { measured: 25 } });
  expect(asked.has('100_1')).toBe(true);
  expect(asked.has('100_40')).toBe(false);
  expect(await desk.app.run('measure-posts')).toMatchObject({ counts: { measured: 15 } });
  expect([...asked.values()].every((times) => times === 1)).toBe(true);
});

it('figures that could not be read change nothing, and the other posts are measured', async () => {
  const desk = await createFakeDesk();
  watchFigures(desk);
  await desk.ports.posts.add(aPublished(1, start));
  await desk.app.run('measure-posts');
  desk.pass(2 * hour);
  await desk.ports.posts.add(aPublished(2, new Date(start.getTime() + hour)));
  const { figures } = desk.page;
  desk.page.figures = async (remoteId) => (remoteId === '100_1' ? { outcome: 'refused', refusal: refusal('permission') } : figures(remoteId));
  expect(await desk.app.run('measure-posts')).toMatchObject({ counts: { measured: 1, unread: 1 } });
  expect(await desk.ports.measures.get(aPublished(1, start).id)).toMatchObject({ at: start, reactions: 1 });
});

it('posts older than four weeks, and those of other states, are not asked for', async () => {
  const desk = await createFakeDesk();
  const asked = watchFigures(desk);
  await desk.ports.posts.add(aPublished(1, new Date(start.getTime() - 28 * day - minute)));
  await desk.ports.posts.add(aScheduled(2, start));
  await desk.app.run('measure-posts');
  expect(asked.size).toBe(0);
});

it('posts that can never be read do not hold up the others', async () => {
  const desk = await createFakeDesk();
  watchFigures(desk);
  const { figures } = desk.page;
  desk.page.figures = async (remoteId) => (remoteId === '100_99' ? figures(remoteId) : { outcome: 'refused', refusal: refusal('permission') });
  await desk.ports.posts.add(aPublished(99, start));
  await desk.app.run('measure-posts');
  for (let number = 1; number <= 30; number++) await desk.ports.posts.add(aPublished(number, new Date(start.getTime() + number * minute)));
  for (let i = 0; i < 5; i++) {
    desk.pass(hour);
    await desk.app.run('measure-posts');
  }
  expect((await desk.ports.measures.get(aPublished(99, start).id))?.reactions).toBeGreaterThan(1);
});

it.each(['no-answer', 'rate', 'token'] as const)('a Page that says "%s" is left alone for this run', async (kind) => {
  const desk = await createFakeDesk();
  let asked = 0;
  desk.page.figures = async () => {
    asked += 1;
    return kind === 'no-answer' ? { outcome: kind, detail: 'slow' } : { outcome: 'refused', refusal: refusal(kind) };
  };
  for (let number = 1; number <= 5; number++) await desk.ports.posts.add(aPublished(number, new Date(start.getTime() - number)));
  expect(await desk.app.run('measure-posts')).toMatchObject({ counts: { measured: 0, unread: 1 } });
  expect(asked).toBe(1);
});
