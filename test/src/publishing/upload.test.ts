import { describe, expect, it } from 'vitest';
import { contentHash, sha256 } from '../../../src/identity.ts';
import { vi } from '../../../src/locale/vi.ts';
import type { PageRead, UploadOutcome, VideoState } from '../../../src/ports.ts';
import type { Content, Uploads } from '../../../src/post.ts';
import { hour, minute, second } from '../../../src/time.ts';
import { chatId, createFakeDesk, type FakeDesk, pageId } from '../../fakes/desk.ts';
import { linkOf, postOf, putOnPage, putScheduled, refusal, told } from '../../fakes/processes.ts';

const bytes = new TextEncoder().encode('a film');

function video(over: Partial<Extract<Content, { form: 'video' }>> = {}): Content {
  const file = { url: `${linkOf(1)}.mp4`, sha256: sha256(bytes), size: bytes.length, width: null, height: null, seconds: null };
  return { form: 'video', as: 'video', message: `Phim ${linkOf(1)}`, link: linkOf(1), video: file, cover: null, ...over };
}

async function aDesk(content: Content = video()) {
  const desk = await createFakeDesk();
  desk.media.set(sha256(bytes), bytes);
  const [id] = await putScheduled(desk, 1, { content, approval: { by: 'auto', at: desk.clock(), hash: contentHash(pageId, content) } });
  return { desk, post: () => postOf(desk, id) };
}

function handles(desk: FakeDesk, offset = bytes.length): Uploads {
  return { photos: [], video: { sha256: sha256(bytes), as: 'video', id: '7', at: desk.clock(), session: '8', offset } };
}

describe('An upload before the send', () => {
  it('has each handle stored before it goes on, and the claim lives on with it', async () => {
    const { desk, post } = await aDesk();
    const seen: unknown[] = [];
    desk.page.upload = async (_input, _known, keep) => {
      for (const offset of [0, 3, bytes.length]) {
        desk.pass(4 * minute);
        expect(await keep(handles(desk, offset))).toBe(true);
        const stored = await post();
        if (stored.status === 'publishing') seen.push([stored.uploads?.video?.offset, stored.claim.until > desk.clock(), stored.sendingAt]);
      }
      return { outcome: 'ready' };
    };
    await desk.app.run('publish');
    expect(seen).toEqual([
      [0, true, null],
      [3, true, null],
      [bytes.length, true, null],
    ]);
    expect(await post()).toMatchObject({ status: 'published', uploads: { video: { id: '7' } } });
  });

  it('of a film tells staff how far it is: each tenth once, however many pieces there are', async () => {
    const { desk, post } = await aDesk(
      video({ video: { url: `${linkOf(1)}.mp4`, sha256: sha256(bytes), size: 1000, width: null, height: null, seconds: null } }),
    );
    const placed = await post();
    if (placed.status !== 'scheduled') throw new Error('not scheduled');
    const sent = await desk.ports.chat.sendCard(chatId, { text: '', picture: null, buttons: [] });
    if (sent.outcome !== 'sent') throw new Error('no card');
    await desk.ports.posts.replace(placed, { ...placed, card: sent.value });
    const lines: string[] = [];
    desk.page.upload = async (_input, _known, keep) => {
      for (let offset = 0; offset <= 1000; offset += 50) {
        expect(await keep(handles(desk, offset))).toBe(true);
        expect((await desk.app.run('ask-staff')).outcome).toBe('done');
        lines.push(/📤.*/u.exec(desk.chat.cards.get(sent.value.message)?.text ?? '')?.[0] ?? '');
      }
      return { outcome: 'ready' };
    };
    await desk.app.run('publish');
    const tenths = Array.from({ length: 9 }, (_, tenth) => vi.card.uploading(`${(tenth + 1) * 10} %`));
    expect([...new Set(lines)].filter((line) => line !== '')).toEqual([...tenths, vi.card.publishing]);
    expect(desk.chat.calls.filter((call) => call === 'editCard').length).toBeLessThanOrEqual(12);
    expect(await post()).toMatchObject({ status: 'published' });
  });

  it('that took long is followed by another look: what was posted meanwhile is adopted', async () => {
    const { desk, post } = await aDesk();
    desk.page.upload = async () => {
      desk.pass(10 * minute);
      putOnPage(desk, { links: [linkOf(1)], createdAt: desk.clock() });
      return { outcome: 'ready' };
    };
    await desk.app.run('publish');
    expect(await post()).toMatchObject({ status: 'published', how: 'adopted' });
    expect(desk.page.sends).toEqual([]);
  });

  it.each<[string, UploadOutcome, object]>([
    ['that did not get through waits for its next turn', { outcome: 'not-sent', detail: 'lost' }, { status: 'scheduled', uploads: { video: { offset: 3 } } }],
    ['that is refused for its content fails the post alone', { outcome: 'refused', refusal: refusal('content', { code: 324 }) }, { status: 'failed' }],
    ['that is refused for the token keeps the post', { outcome: 'refused', refusal: refusal('token') }, { status: 'scheduled' }],
    ['that was stopped hands the post back', { outcome: 'stopped' }, { status: 'scheduled', uploads: { video: { offset: 3 } } }],
  ])('%s, and sends nothing', async (_, outcome, expected) => {
    const { desk, post } = await aDesk();
    let uploads = 0;
    desk.page.upload = async (_input, _known, keep) => {
      await keep(handles(desk, 3));
      uploads += 1;
      // The second turn of the same run only shows that it came to one.
      return uploads > 1 ? { outcome: 'not-sent', detail: 'later' } : outcome;
    };
    await desk.app.run('publish');
    expect(await post()).toMatchObject(expected);
    expect(desk.page.sends).toEqual([]);
    const stopped = (await desk.ports.pages.get(pageId))?.stopped ?? null;
    expect(stopped?.reason ?? null).toBe(outcome.outcome === 'refused' && outcome.refusal.class === 'token' ? 'token' : null);
    if (stopped !== null) expect(await told(desk)).not.toEqual([]);
  });

  it('goes on from what an earlier turn kept', async () => {
    const { desk } = await aDesk();
    const known: unknown[] = [];
    desk.page.upload = async (_input, uploads, keep) => {
      known.push(uploads?.video?.offset ?? null);
      await keep(handles(desk, 3));
      return { outcome: 'not-sent', detail: 'lost' };
    };
    await desk.app.run('publish');
    desk.pass(minute);
    await desk.app.run('publish');
    expect(known).toEqual([null, 3]);
  });

  it('of a file that is gone or altered is not begun: the post fails visibly', async () => {
    const { desk, post } = await aDesk();
    desk.media.clear();
    await desk.app.run('publish');
    expect(await post()).toMatchObject({ status: 'failed', failure: { reason: 'media-lost' } });
  });

  it('of another video than was approved goes back to staff', async () => {
    const { desk, post } = await aDesk();
    const stored = await post();
    if (stored.status !== 'scheduled') throw new Error(`it is ${stored.status}`);
    await desk.ports.posts.replace(stored, { ...stored, content: video({ as: 'reel' }) });
    await desk.app.run('publish');
    expect(await post()).toMatchObject({ status: 'awaiting', returned: 'content-changed' });
    expect(desk.page.sends).toEqual([]);
  });
});

describe('A video without an answer', () => {
  const read = (value: VideoState): PageRead<VideoState> => ({ outcome: 'read', value });
  const settled = async (state: PageRead<VideoState>, forMs: number) => {
    const { desk, post } = await aDesk();
    desk.page.upload = async (_input, _known, keep) => {
      await keep(handles(desk));
      return { outcome: 'ready' };
    };
    desk.page.script.push({ outcome: { outcome: 'unknown', detail: 'at work on it' }, lands: false });
    await desk.app.run('publish');
    expect((await post()).status).toBe('unconfirmed');
    desk.page.videoState = async () => state;
    for (const until = desk.clock().getTime() + forMs; desk.clock().getTime() < until; ) {
      desk.pass(minute);
      await desk.app.run('settle');
    }
    return { desk, post: await post() };
  };
  const published = read({ state: 'published', remoteId: '100_55', permalink: 'https://facebook.example/55' });

  it('is settled by its own id where that says published, or that Facebook cannot use it', async () => {
    expect((await settled(published, minute)).post).toMatchObject({ status: 'published', how: 'found', remoteId: '100_55' });
    expect((await settled(read({ state: 'failed', detail: 'no video' }), minute)).post).toMatchObject({ status: 'failed', failure: { reason: 'content' } });
  });

  it('is watched on while Facebook works on it, however long the window, but not for ever', async () => {
    expect((await settled(read({ state: 'processing' }), 2 * hour)).post).toMatchObject({ status: 'unconfirmed', looks: 0 });
    expect((await settled(read({ state: 'processing' }), 7 * hour)).post).toMatchObject({ status: 'scheduled', resends: 1 });
  });

  it('is looked for on the Page where its id tells nothing, and sent once more when it stayed absent', async () => {
    expect((await settled(read({ state: 'open' }), 25 * minute)).post).toMatchObject({ status: 'scheduled', resends: 1, uploads: { video: { id: '7' } } });
    const gone: PageRead<VideoState> = { outcome: 'refused', refusal: refusal('permission', { code: 100 }) };
    expect((await settled(gone, 25 * minute)).post).toMatchObject({ status: 'scheduled', resends: 1 });
    expect((await settled({ outcome: 'no-answer', detail: 'silence' }, hour)).post).toMatchObject({ status: 'unconfirmed' });
  });

  it('that is out although the Page does not list it is adopted before it is sent once more', async () => {
    const { desk, post } = await settled(read({ state: 'open' }), 25 * minute);
    desk.page.videoState = async () => published;
    desk.pass(second);
    await desk.app.run('schedule');
    await desk.app.run('publish');
    expect(await postOf(desk, post.id)).toMatchObject({ status: 'published', how: 'adopted', remoteId: '100_55' });
    expect(desk.page.sends).toHaveLength(1);
  });
});
