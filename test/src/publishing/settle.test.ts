import { describe, expect, it } from 'vitest';
import { pressData } from '../../../src/approving/press-data.ts';
import type { PublishOutcome } from '../../../src/ports.ts';
import { minute, second } from '../../../src/time.ts';
import { chatId, createFakeDesk, type FakeDesk, start } from '../../fakes/desk.ts';
import { linkOf, postOf, putOnPage, putScheduled, refusal, timesOnPage, told } from '../../fakes/processes.ts';

const unknown: PublishOutcome = { outcome: 'unknown', detail: '500' };
const duplicate: PublishOutcome = { outcome: 'refused', refusal: refusal('content', { code: 506 }), duplicate: true };

/** A post whose send had this outcome, without being on the Page. */
async function unsettled(outcome: PublishOutcome, over: Parameters<typeof createFakeDesk>[0] = {}, lands = false) {
  const desk = await createFakeDesk(over);
  const [id] = await putScheduled(desk, 1);
  desk.page.script.push({ outcome, lands });
  await desk.app.run('publish');
  return { desk, post: () => postOf(desk, id) };
}

/** Every ten seconds a settle run, for so long. */
async function watch(desk: FakeDesk, ms: number): Promise<void> {
  for (const until = desk.clock().getTime() + ms; desk.clock().getTime() < until; ) {
    desk.pass(10 * second);
    await desk.app.run('settle');
  }
}

function looksOf(desk: FakeDesk): { readonly at: Date[] } {
  const at: Date[] = [];
  const read = desk.page.postsSince;
  desk.page.postsSince = (since) => {
    at.push(desk.clock());
    return read(since);
  };
  return { at };
}

it('an unknown outcome is looked for soon, then several times over the window', async () => {
  const { desk, post } = await unsettled(unknown);
  const looks = looksOf(desk);
  await watch(desk, 19 * minute);
  expect(looks.at[0]?.getTime()).toBeLessThanOrEqual(start.getTime() + 10 * second);
  expect(looks.at.length).toBeGreaterThanOrEqual(9);
  expect(await post()).toMatchObject({ status: 'unconfirmed', looks: looks.at.length });
  expect(desk.page.sends).toHaveLength(1);
});

it('what is found is published with the time and address that the Page tells', async () => {
  const { desk, post } = await unsettled(unknown);
  await watch(desk, 5 * minute);
  const createdAt = new Date(start.getTime() + 3 * second);
  putOnPage(desk, { links: [linkOf(1)], createdAt });
  await watch(desk, 3 * minute);
  expect(await post()).toMatchObject({ status: 'published', how: 'found', publishedAt: createdAt, remoteId: 'by-hand-1', redraw: true });
  expect(desk.page.sends).toHaveLength(1);
});

it('a clock that is hours off does not hide what landed', async () => {
  const { desk, post } = await unsettled(unknown);
  putOnPage(desk, { links: [linkOf(1)], createdAt: new Date(start.getTime() - 7 * 60 * minute) });
  await watch(desk, 10 * second);
  expect(await post()).toMatchObject({ status: 'published', how: 'found' });
});

it('two of it on the Page is an alarm, and the first is the post', async () => {
  const { desk, post } = await unsettled(unknown);
  putOnPage(desk, { links: [linkOf(1)] });
  putOnPage(desk, { links: [linkOf(1)] });
  await watch(desk, 10 * second);
  expect(await post()).toMatchObject({ remoteId: 'by-hand-1' });
  expect((await told(desk)).filter((text) => text.includes('🚨'))).toHaveLength(1);
});

it('absent all the time it is sent once more, and failed when that is not to be found either', async () => {
  const { desk, post } = await unsettled(unknown);
  await watch(desk, 22 * minute);
  expect(await post()).toMatchObject({ status: 'scheduled', resends: 1, notBefore: null });
  desk.page.script.push({ outcome: unknown, lands: false });
  await desk.app.run('publish');
  expect(desk.page.sends).toHaveLength(2);
  expect(await post()).toMatchObject({ status: 'unconfirmed', resends: 1, looks: 0 });
  await watch(desk, 60 * minute);
  await desk.app.run('publish');
  expect(desk.page.sends).toHaveLength(2);
  expect(await post()).toMatchObject({ status: 'failed', failure: { reason: 'unconfirmed' } });
});

it('is not sent again when it turned up between the last look and the resend', async () => {
  const { desk, post } = await unsettled(unknown);
  await watch(desk, 22 * minute);
  putOnPage(desk, { links: [linkOf(1)], createdAt: start });
  await desk.app.run('publish');
  expect(desk.page.sends).toHaveLength(1);
  expect(await post()).toMatchObject({ status: 'published', how: 'adopted' });
});

it('with UNCONFIRMED=ask it is put before staff, who can have it sent again', async () => {
  const { desk, post } = await unsettled(unknown, { unconfirmed: 'ask' });
  await watch(desk, 22 * minute);
  const failed = await post();
  expect(failed).toMatchObject({ status: 'failed', failure: { reason: 'unconfirmed' }, redraw: true });
  expect(desk.page.sends).toHaveLength(1);
  await told(desk);
  const [card] = [...desk.chat.cards.values()];
  expect(card?.buttons.flat().map((button) => button.label)).toEqual(['🔁 Đăng lại']);
  if (failed.status !== 'failed') throw new Error(failed.status);
  const retry = { data: pressData('retry', failed), user: { id: 7, name: 'Lan' }, chat: chatId, message: 1 };
  expect((await desk.app.press(retry)).next).toBe('schedule');
  for (const job of ['schedule', 'publish'] as const) await desk.app.run(job);
  expect(timesOnPage(desk)).toEqual({ [linkOf(1)]: 1 });
});

it('506 and never seen: failed, said so, never sent again', async () => {
  const { desk, post } = await unsettled(duplicate);
  await watch(desk, 60 * minute);
  await desk.app.run('publish');
  expect(await post()).toMatchObject({ status: 'failed', failure: { reason: 'unconfirmed', detail: 'said to be there, never seen' } });
  expect(desk.page.sends).toHaveLength(1);
});

it('506 because the first one landed: adopted', async () => {
  const { desk, post } = await unsettled(duplicate);
  putOnPage(desk, { links: [linkOf(1)], createdAt: new Date(start.getTime() - 30 * minute) });
  await watch(desk, 10 * second);
  expect(await post()).toMatchObject({ status: 'published', how: 'found' });
});

describe('a read that failed', () => {
  it('proves nothing and prolongs the watch for as long as reads fail', async () => {
    const { desk, post } = await unsettled(unknown);
    desk.page.postsSince = async () => ({ outcome: 'no-answer', detail: 'down' });
    await watch(desk, 120 * minute);
    expect(await post()).toMatchObject({ status: 'unconfirmed', looks: 0 });
    desk.page.postsSince = async () => ({ outcome: 'read', value: [] });
    await watch(desk, 9 * minute);
    expect((await post()).status).toBe('unconfirmed');
    await watch(desk, 5 * minute);
    expect(await post()).toMatchObject({ status: 'scheduled', resends: 1 });
  });

  it('for the Page’s rate limit is not repeated before the Page allows it', async () => {
    const { desk, post } = await unsettled(unknown);
    const looks = looksOf(desk);
    const retryAt = new Date(start.getTime() + 45 * minute);
    desk.page.reads.push({ outcome: 'refused', refusal: refusal('rate', { retryAt }) });
    await watch(desk, 44 * minute);
    expect(looks.at).toHaveLength(1);
    expect((await post()).status).toBe('unconfirmed');
    await watch(desk, 2 * minute);
    expect(looks.at).toHaveLength(2);
  });

  it('for the token leaves the post watched, never failed', async () => {
    const { desk, post } = await unsettled(unknown);
    desk.page.postsSince = async () => ({ outcome: 'refused', refusal: refusal('token') });
    await watch(desk, 60 * minute);
    expect(await post()).toMatchObject({ status: 'unconfirmed', looks: 0 });
  });
});

it('after a long stop one look is not enough to say that it is absent', async () => {
  const { desk, post } = await unsettled(unknown);
  desk.pass(24 * 60 * minute);
  await desk.app.run('settle');
  expect(await post()).toMatchObject({ status: 'unconfirmed', looks: 1 });
  await watch(desk, 5 * minute);
  expect((await post()).status).toBe('scheduled');
});

it('a short window is watched in seconds, at least three times', async () => {
  const { desk, post } = await unsettled(unknown, { settleWindowMs: 2000 });
  const looks = looksOf(desk);
  for (let i = 0; i < 6; i++) {
    desk.pass(second);
    await desk.app.run('settle');
  }
  expect(looks.at).toHaveLength(3);
  expect((await post()).status).toBe('scheduled');
});

it('a post of a Page that is not configured any more is left alone', async () => {
  const { desk } = await unsettled(unknown);
  const other = await createFakeDesk();
  const [stranded] = await desk.ports.posts.withStatus('unconfirmed', 1);
  if (stranded === undefined) throw new Error('nothing is unconfirmed');
  await other.ports.posts.add({ ...stranded, page: '999', id: 'elsewhere' });
  other.pass(60 * minute);
  expect(await other.app.run('settle')).toMatchObject({ outcome: 'done', counts: { absent: 0, unread: 0 } });
  expect(await other.ports.posts.get('elsewhere')).toEqual({ ...stranded, page: '999', id: 'elsewhere' });
});
