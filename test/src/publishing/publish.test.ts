import { describe, expect, it } from 'vitest';
import { change } from '../../../src/change.ts';
import { contentHash, sha256 } from '../../../src/identity.ts';
import type { PublishOutcome } from '../../../src/ports.ts';
import type { Content, Post } from '../../../src/post.ts';
import { addMs, minute, second } from '../../../src/time.ts';
import { chatId, createFakeDesk, type FakeDesk, pageId, start } from '../../fakes/desk.ts';
import {
  anotherProcess,
  aScheduled,
  linkContent,
  linkOf,
  postOf,
  putOnPage,
  putScheduled,
  recorder,
  refusal,
  timesOnPage,
  told,
} from '../../fakes/processes.ts';

const gap20 = { timetable: { times: 'asap', gapMinutes: 20, zone: 'Asia/Ho_Chi_Minh' } } as const;

async function publish(desk: FakeDesk): Promise<Readonly<Record<string, number>>> {
  const outcome = await desk.app.run('publish');
  if (outcome.outcome !== 'done') throw new Error(`publish: ${outcome.outcome}`);
  return outcome.counts;
}

/** What missed its time is planned anew first. */
async function publishLate(desk: FakeDesk): Promise<Readonly<Record<string, number>>> {
  await desk.app.run('schedule');
  return publish(desk);
}

async function statusOf(desk: FakeDesk, id: string | undefined): Promise<Post['status']> {
  return (await postOf(desk, id)).status;
}

function answer(desk: FakeDesk, outcome: PublishOutcome, lands = false): void {
  desk.page.script.push({ outcome, lands });
}

describe('a post that goes out', () => {
  it('is claimed, looked for, takes its turn, is marked durably, is sent once, and is settled, in this order', async () => {
    const desk = await createFakeDesk(gap20);
    const [id] = await putScheduled(desk, 1);
    const calls: string[] = [];
    await anotherProcess(desk, 'host|2|b', recorder(calls)).run('publish');
    expect(calls).toEqual(['pages:add', 'posts:publishing', 'look', 'pages', 'posts:publishing:sending', 'send', 'posts:published']);
    expect(await postOf(desk, id)).toMatchObject({ status: 'published', how: 'sent', remoteId: '100_1', publishedAt: start, redraw: true });
  });

  it('is hashed before the call exactly as it was approved, pictures read anew', async () => {
    const desk = await createFakeDesk();
    const bytes = new TextEncoder().encode('a picture');
    desk.media.set(sha256(bytes), bytes);
    const pictures = [{ url: 'https://halam.example/a.jpg', alt: 'Cầu', sha256: sha256(bytes) }];
    await putScheduled(desk, 1, { content: { form: 'photo', message: `Ảnh ${linkOf(1)}`, link: linkOf(1), pictures } });
    expect(await publish(desk)).toMatchObject({ published: 1 });
    expect(desk.page.sends).toEqual([{ form: 'photo', message: `Ảnh ${linkOf(1)}`, pictures: [{ bytes, alt: 'Cầu' }] }]);
  });

  it('waits for its slot, and posts go in the order of their slots', async () => {
    const desk = await createFakeDesk();
    for (const [number, seconds] of [
      [1, 30],
      [2, 10],
      [3, 20],
      [4, 90],
    ] as const)
      await desk.ports.posts.add(aScheduled(number, new Date(start.getTime() + seconds * second)));
    await publish(desk);
    expect(desk.page.sends).toEqual([]);
    desk.pass(minute);
    await publish(desk);
    expect(desk.page.sends.map((sent) => sent.message)).toEqual(['Tin số 2', 'Tin số 3', 'Tin số 1']);
  });

  it('keeps the least gap, counted from the answer to the one before', async () => {
    const desk = await createFakeDesk(gap20);
    await putScheduled(desk, 2);
    const slow = anotherProcess(desk, 'host|2|b', async (call, work) => {
      if (call === 'send') desk.pass(90 * second);
      return work();
    });
    await slow.run('publish');
    expect(desk.page.live).toHaveLength(1);
    desk.pass(20 * minute - second);
    await publish(desk);
    expect(desk.page.live).toHaveLength(1);
    desk.pass(second);
    await publish(desk);
    expect(desk.page.live).toHaveLength(2);
  });

  it('leads its card to the live post, also when the answer did not tell where it is', async () => {
    const desk = await createFakeDesk();
    const [id] = await putScheduled(desk, 1);
    answer(desk, { outcome: 'published', remoteId: '100_1', permalink: null }, true);
    await publish(desk);
    expect(await postOf(desk, id)).toMatchObject({ status: 'published', permalink: 'https://facebook.example/100_1', redraw: true });
  });
});

describe('an outcome', () => {
  it('"content" fails that post alone, gives the gap back, and the next goes on', async () => {
    const desk = await createFakeDesk(gap20);
    const [first, next] = await putScheduled(desk, 2);
    answer(desk, { outcome: 'refused', refusal: refusal('content', { code: 100, subcode: 5 }), duplicate: false });
    expect(await publish(desk)).toMatchObject({ failed: 1, published: 1 });
    expect(await postOf(desk, first)).toMatchObject({ status: 'failed', failure: { reason: 'content', code: 100, subcode: 5 }, redraw: true });
    expect(await statusOf(desk, next)).toBe('published');
    expect((await told(desk)).filter((text) => text.includes('Tạm dừng'))).toEqual([]);
  });

  it.each(['token', 'permission', 'policy'] as const)('"%s" stops the Page, keeps every post, and tells staff once', async (kind) => {
    const desk = await createFakeDesk(gap20);
    const ids = await putScheduled(desk, 2);
    answer(desk, { outcome: 'refused', refusal: refusal(kind, { code: 190 }), duplicate: false });
    await publish(desk);
    for (let i = 0; i < 3; i++) {
      desk.pass(30 * minute);
      await publish(desk);
    }
    expect(desk.page.sends).toHaveLength(1);
    expect(await Promise.all(ids.map((id) => statusOf(desk, id)))).toEqual(['scheduled', 'scheduled']);
    expect(await desk.ports.pages.get(pageId)).toMatchObject({ stopped: { reason: kind, code: 190, since: start }, nextSendAt: start });
    await told(desk);
    const stops = (await told(desk)).filter((text) => text.includes(`Tạm dừng đăng lên Trang ${pageId}`));
    expect(stops).toHaveLength(1);
    expect(stops[0]).toContain('190');
  });

  it('"rate" waits until the Page says, and goes on by itself', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 2);
    answer(desk, { outcome: 'refused', refusal: refusal('rate', { retryAt: new Date(start.getTime() + 40 * minute) }), duplicate: false });
    await publish(desk);
    desk.pass(39 * minute);
    await publish(desk);
    expect(desk.page.live).toHaveLength(0);
    desk.pass(minute);
    await publishLate(desk);
    desk.pass(second);
    await publish(desk);
    expect(timesOnPage(desk)).toEqual({ [linkOf(1)]: 1, [linkOf(2)]: 1 });
  });

  it('"rate" without an estimate waits a quarter of an hour, and "at once" is not believed', async () => {
    for (const [retryAt, waits] of [
      [null, 15],
      [start, 1],
    ] as const) {
      const desk = await createFakeDesk(gap20);
      await putScheduled(desk, 1);
      answer(desk, { outcome: 'refused', refusal: refusal('rate', { retryAt }), duplicate: false });
      await publish(desk);
      expect((await desk.ports.pages.get(pageId))?.nextSendAt).toEqual(new Date(start.getTime() + waits * minute));
    }
  });

  it('"not sent" is tried again after half a minute, and the gap was not used up', async () => {
    const desk = await createFakeDesk(gap20);
    const [id] = await putScheduled(desk, 1);
    answer(desk, { outcome: 'not-sent', detail: 'refused' });
    expect(await publish(desk)).toMatchObject({ waiting: 1 });
    expect((await postOf(desk, id)).status).toBe('scheduled');
    desk.pass(29 * second);
    await publish(desk);
    expect(desk.page.live).toEqual([]);
    desk.pass(second);
    await publish(desk);
    expect(timesOnPage(desk)).toEqual({ [linkOf(1)]: 1 });
  });

  it.each([true, false])('"unknown" is watched, never sent again at once (it landed: %s)', async (lands) => {
    const desk = await createFakeDesk();
    const [id] = await putScheduled(desk, 1);
    answer(desk, { outcome: 'unknown', detail: '502' }, lands);
    expect(await publish(desk)).toMatchObject({ unconfirmed: 1 });
    desk.pass(minute);
    await publish(desk);
    expect(desk.page.sends).toHaveLength(1);
    const watchUntil = new Date(start.getTime() + 20 * minute);
    expect(await postOf(desk, id)).toMatchObject({ status: 'unconfirmed', sendingAt: start, watchUntil, looks: 0, landed: false });
  });

  it('"unknown" keeps the gap: it may be on the Page', async () => {
    const desk = await createFakeDesk(gap20);
    await putScheduled(desk, 2);
    answer(desk, { outcome: 'unknown', detail: 'reset' }, false);
    await publish(desk);
    desk.pass(19 * minute);
    await publish(desk);
    expect(desk.page.sends).toHaveLength(1);
  });

  it('506 is evidence that it landed: looked for, never a failure at once', async () => {
    const desk = await createFakeDesk();
    const [id] = await putScheduled(desk, 1);
    answer(desk, { outcome: 'refused', refusal: refusal('content', { code: 506 }), duplicate: true });
    await publish(desk);
    expect(await postOf(desk, id)).toMatchObject({ status: 'unconfirmed', landed: true });
  });
});

describe('before anything is sent', () => {
  it.each([
    ['by its link with tracking parameters', { links: [`${linkOf(1)}?utm_source=page&fbclid=1`] }],
    ['by its link in the text of a picture post', { message: `Tin khác hẳn\nXem: ${linkOf(1)}`, links: [] }],
    ['by its text where no link can be read', { message: 'Tin số 1', links: [] }],
  ])('what is on the Page already is adopted: %s', async (_how, over) => {
    const desk = await createFakeDesk();
    const [id] = await putScheduled(desk, 1);
    const createdAt = new Date(start.getTime() - 8 * 24 * 60 * minute);
    putOnPage(desk, { ...over, createdAt });
    expect(await publish(desk)).toMatchObject({ adopted: 1, published: 0 });
    expect(desk.page.sends).toEqual([]);
    expect(await postOf(desk, id)).toMatchObject({ status: 'published', how: 'adopted', remoteId: 'by-hand-1', publishedAt: createdAt });
  });

  it('another article with the same text is not adopted', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 1);
    putOnPage(desk, { message: 'Tin số 1', links: [linkOf(2)] });
    expect(await publish(desk)).toMatchObject({ adopted: 0, published: 1 });
  });

  it('an adopted post uses up no gap: the next goes out at once', async () => {
    const desk = await createFakeDesk(gap20);
    await putScheduled(desk, 2);
    putOnPage(desk, { links: [linkOf(1)] });
    expect(await publish(desk)).toMatchObject({ adopted: 1, published: 1 });
  });

  it('two of one article on the Page is an alarm, once, and the older is adopted', async () => {
    const desk = await createFakeDesk();
    const [id] = await putScheduled(desk, 1);
    putOnPage(desk, { links: [linkOf(1)], createdAt: new Date(start.getTime() - minute) });
    putOnPage(desk, { links: [linkOf(1)] });
    await publish(desk);
    expect(await postOf(desk, id)).toMatchObject({ how: 'adopted', remoteId: 'by-hand-1' });
    await told(desk);
    expect((await told(desk)).filter((text) => text.includes('🚨'))).toEqual([expect.stringContaining('by-hand-2')]);
  });

  it('a Page that cannot be read lets nothing out, is left alone for half a minute, and posts keep their order', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 3);
    desk.page.reads.push({ outcome: 'no-answer', detail: 'slow' });
    expect(await publish(desk)).toMatchObject({ waiting: 1 });
    desk.pass(29 * second);
    expect(await publish(desk)).toMatchObject({ waiting: 0, published: 0 });
    desk.pass(second);
    await publish(desk);
    expect(desk.page.sends.map((sent) => sent.message)).toEqual(['Tin số 1', 'Tin số 2', 'Tin số 3']);
  });

  it('a post of an old backup is looked for as far back as it is old', async () => {
    const desk = await createFakeDesk();
    const [id] = await putScheduled(desk, 1, { createdAt: new Date(start.getTime() - 40 * 24 * 60 * minute) });
    putOnPage(desk, { links: [linkOf(1)], createdAt: new Date(start.getTime() - 39 * 24 * 60 * minute) });
    await publish(desk);
    expect(desk.page.sends).toEqual([]);
    expect(await postOf(desk, id)).toMatchObject({ status: 'published', how: 'adopted' });
  });

  it.each([
    ['token', { stopped: { reason: 'token' } }],
    ['rate', { stopped: null, nextSendAt: new Date(start.getTime() + 15 * minute) }],
    ['content', { stopped: null, nextSendAt: new Date(start.getTime() + 30 * second) }],
  ] as const)('a look that is refused for "%s" says nothing against the post', async (kind, page) => {
    const desk = await createFakeDesk(gap20);
    const [id] = await putScheduled(desk, 1);
    desk.page.reads.push({ outcome: 'refused', refusal: refusal(kind) });
    await publish(desk);
    expect((await postOf(desk, id)).status).toBe('scheduled');
    expect(await desk.ports.pages.get(pageId)).toMatchObject(page);
    expect(desk.page.sends).toEqual([]);
  });

  it('a look that is refused does not give back a turn that another process has taken', async () => {
    const desk = await createFakeDesk(gap20);
    await putScheduled(desk, 2);
    const other = anotherProcess(desk, 'host|3|c');
    const slow = anotherProcess(desk, 'host|2|b', async (call, work) => {
      if (call === 'look') {
        await other.run('publish');
        desk.page.reads.push({ outcome: 'refused', refusal: refusal('rate', { retryAt: start }) });
      }
      return work();
    });
    await slow.run('publish');
    expect(desk.page.live).toHaveLength(1);
    expect((await desk.ports.pages.get(pageId))?.nextSendAt).toEqual(new Date(start.getTime() + 20 * minute));
  });
});

describe('nothing unapproved gets out', () => {
  const changes: readonly [string, Content][] = [
    ['text', { ...linkContent(1), message: 'Tin số 1!' }],
    ['link', { ...linkContent(1), link: linkOf(9) }],
    ['preview', { form: 'link', message: 'Tin số 1', link: linkOf(1), preview: { url: 'x', alt: null, sha256: 'ff' } }],
  ];
  it.each(changes)('changed %s goes back to staff as a new version', async (_what, content) => {
    const desk = await createFakeDesk();
    const hash = contentHash(pageId, linkContent(1));
    const [id] = await putScheduled(desk, 1, { content, approval: { by: 'auto', at: start, hash } });
    expect(await publish(desk)).toMatchObject({ returned: 1, failed: 0 });
    expect(desk.page.sends).toEqual([]);
    const post = await postOf(desk, id);
    expect(post).toMatchObject({ status: 'awaiting', version: 2, returned: 'content-changed', objectBy: null, redraw: true, askedAt: start });
    expect(post).not.toHaveProperty('approval');
    expect(post).not.toHaveProperty('slotKey');
    const [notice, ...others] = await desk.ports.notices.pending(5);
    expect([others, notice?.room?.chat, notice?.text]).toEqual([[], chatId, expect.stringContaining('Bài đã duyệt nhưng chưa đăng')]);
  });

  it('an approval for another Page does not count', async () => {
    const desk = await createFakeDesk();
    const [id] = await putScheduled(desk, 1, { approval: { by: 'auto', at: start, hash: contentHash('200', linkContent(1)) } });
    await publish(desk);
    expect(await statusOf(desk, id)).toBe('awaiting');
  });

  it.each(['gone', 'altered'])('a picture whose bytes are %s is never sent: the post fails, and says so', async (how) => {
    const desk = await createFakeDesk();
    const hash = sha256(new TextEncoder().encode('approved'));
    if (how === 'altered') desk.media.set(hash, new TextEncoder().encode('something else'));
    const [id] = await putScheduled(desk, 1, {
      content: { form: 'photo', message: linkOf(1), link: linkOf(1), pictures: [{ url: 'x', alt: null, sha256: hash }] },
    });
    expect(await publish(desk)).toMatchObject({ failed: 1, returned: 0 });
    expect(desk.page.sends).toEqual([]);
    expect(await postOf(desk, id)).toMatchObject({ status: 'failed', failure: { reason: 'media-lost' }, redraw: true });
  });
});

describe('staff hear of lateness', () => {
  it('once, and once when it is over', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 2);
    desk.pass(31 * minute);
    for (let i = 0; i < 5; i++) {
      desk.page.reads.push({ outcome: 'no-answer', detail: 'down' }, { outcome: 'no-answer', detail: 'down' });
      await publishLate(desk);
      await told(desk);
      desk.pass(minute);
    }
    expect((await told(desk)).filter((text) => text.startsWith('⏰'))).toEqual([expect.stringContaining('bài đã duyệt chưa lên')]);
    desk.page.reads.length = 0;
    await publish(desk);
    expect(desk.page.live).toHaveLength(2);
    expect((await told(desk)).filter((text) => text.includes('xử lý xong'))).toHaveLength(1);
    await publish(desk);
    expect((await told(desk)).filter((text) => text.includes('xử lý xong'))).toHaveLength(1);
  });

  it('and not of its end while another process is only trying', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 1);
    desk.pass(31 * minute);
    for (let i = 0; i < 3; i++) {
      desk.page.reads.push({ outcome: 'no-answer', detail: 'down' });
      await publishLate(desk);
      desk.pass(minute);
    }
    await told(desk);
    desk.pass(minute);
    const trying = anotherProcess(desk, 'host|2|b', async (call, work) => {
      if (call === 'look') {
        desk.page.reads.push({ outcome: 'no-answer', detail: 'down' });
        await publish(desk);
      }
      return work();
    });
    await trying.run('publish');
    expect((await told(desk)).filter((text) => !text.startsWith('⏱'))).toEqual([expect.stringContaining('⏰')]);
  });

  it('not at all for a post that is in time', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 1);
    desk.pass(29 * minute);
    desk.page.reads.push({ outcome: 'no-answer', detail: 'down' });
    await publish(desk);
    expect(await told(desk)).toEqual([]);
  });
});

describe('what is due soon', () => {
  it('is told after each run: the next post of any Page, by its slot, its own waiting time, and the Page’s turn', async () => {
    const desk = await createFakeDesk(gap20);
    expect(desk.app.nextDue()).toBeNull();
    const [first = '', second = ''] = await putScheduled(desk, 2, { slot: addMs(start, 5 * minute) });
    await publish(desk);
    expect(desk.app.nextDue()).toEqual(addMs(start, 5 * minute));
    await change(desk.ports.posts, first, (post) => (post.status === 'scheduled' ? { ...post, notBefore: addMs(start, 7 * minute) } : null));
    await change(desk.ports.posts, second, (post) => (post.status === 'scheduled' ? { ...post, slot: addMs(start, 8 * minute) } : null));
    await publish(desk);
    expect(desk.app.nextDue()).toEqual(addMs(start, 7 * minute));
    desk.pass(7 * minute);
    expect(await publish(desk)).toMatchObject({ published: 1 });
    // The gap of twenty minutes ends further ahead than is looked.
    expect(desk.app.nextDue()).toEqual(addMs(start, 27 * minute));
  });

  it('is nothing where the Page was stopped, and nothing that was due already', async () => {
    const desk = await createFakeDesk(gap20);
    await putScheduled(desk, 2);
    answer(desk, { outcome: 'refused', refusal: refusal('token'), duplicate: false });
    await publish(desk);
    expect((await desk.ports.pages.get(pageId))?.stopped).not.toBeNull();
    expect(desk.app.nextDue()).toBeNull();
  });
});
