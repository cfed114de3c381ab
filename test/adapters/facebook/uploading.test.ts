import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFanPage } from '../../../adapters/facebook/fan-page.ts';
import type { PagePostInput, UploadOutcome } from '../../../src/ports.ts';
import type { Uploads, VideoUpload } from '../../../src/post.ts';
import { facebookRequestProblems } from '../../specs/facebook-requests.ts';
import { specsFolder } from '../../specs/folder.ts';
import { type Answer, config, createGraph, graphError } from './graph.ts';

const graph = createGraph();
const folder = specsFolder();
beforeAll(() => graph.server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  if (folder !== null)
    expect(
      facebookRequestProblems(
        graph.asked.filter((each) => each.path !== '/upload/7'),
        folder,
      ),
    ).toEqual([]);
  expect(graph.left()).toBe(0);
  graph.clear();
});
afterAll(() => graph.server.close());

const now = new Date('2026-11-22T08:00:00Z');
const hour = 3_600_000;
const pauses: number[] = [];
const page = createFanPage(config, {
  clock: () => now,
  wait: async (ms) => {
    pauses.push(ms);
  },
});

const size = 5_000_000;
const reads: number[] = [];
function film(as: 'video' | 'reel', over: Partial<Extract<PagePostInput, { form: 'video' }>> = {}): PagePostInput {
  const read = async (from: number, to: number) => {
    reads.push(to - from);
    return new Uint8Array(to - from).fill(7);
  };
  return { form: 'video', as, message: 'Phim', sha256: 'aa', file: { size, read }, cover: null, ...over };
}
const picture = (seed: number) => ({ bytes: Uint8Array.from([0xff, 0xd8, 0xff, seed]), alt: null });
const album: PagePostInput = { form: 'photo', message: 'Ảnh', pictures: [picture(1), picture(2)] };

const kept: Uploads[] = [];
async function upload(post: PagePostInput, known: Uploads | null, ...answers: readonly Answer[]): Promise<UploadOutcome> {
  graph.answer(...answers);
  kept.length = 0;
  reads.length = 0;
  pauses.length = 0;
  return page.upload(post, known, async (uploads) => {
    kept.push(uploads);
    return true;
  });
}
const begun = (over: Partial<VideoUpload> = {}): Uploads => ({
  photos: [],
  video: { sha256: 'aa', as: 'video', id: '7', at: now, session: '8', offset: 0, ...over },
});
const started: Answer = { body: { video_id: '7', upload_session_id: '8', start_offset: '0', end_offset: '1048576' } };
const at = (offset: number): Answer => ({ body: { start_offset: String(offset), end_offset: String(Math.min(size, offset + 1_048_576)) } });
const done: Answer = at(size);
const sentTo = () => graph.asked.map((each) => each.params.start_offset ?? each.params.upload_phase ?? each.params.fields);
const badSession: Answer = { status: 400, body: graphError(6000, { error_subcode: 1363041 }) };

describe('Pictures of a post', () => {
  test('are kept one by one, each before the next is sent', async () => {
    expect(await upload(album, null, { body: { id: '1' } }, { body: { id: '2' } })).toEqual({ outcome: 'ready' });
    expect(kept.map((uploads) => uploads.photos.map((photo) => photo.id))).toEqual([['1'], ['1', '2']]);
  });

  test('that the Page has already are not sent again, unless Facebook may be about to delete them', async () => {
    await upload(album, null, { body: { id: '1' } }, { body: { id: '2' } });
    const known = kept[1] ?? null;
    const [first] = known?.photos ?? [];
    expect(await upload(album, known)).toEqual({ outcome: 'ready' });
    expect(kept).toEqual([]);
    if (first === undefined) throw new Error('nothing was kept');
    const old = { photos: [{ ...first, at: new Date(now.getTime() - 20 * hour) }], video: null };
    expect(await upload(album, old, { body: { id: '3' } }, { body: { id: '4' } })).toEqual({ outcome: 'ready' });
    expect(kept.at(-1)?.photos.map((photo) => photo.id)).toEqual(['3', '4']);
  });

  test('that are the same twice are two uploads', async () => {
    const twice: PagePostInput = { ...album, pictures: [picture(1), picture(1)] };
    await upload(twice, null, { body: { id: '1' } }, { body: { id: '2' } });
    expect(await upload(twice, kept[0] ?? null, { body: { id: '3' } })).toEqual({ outcome: 'ready' });
    graph.answer({ body: { id: '100_9' } });
    expect(await page.publish(twice, kept[0] ?? null)).toMatchObject({ outcome: 'published' });
    expect(graph.asked.at(-1)?.params.attached_media).toEqual([{ media_fbid: '1' }, { media_fbid: '3' }]);
  });

  test('are no longer uploaded when the claim is lost', async () => {
    graph.answer({ body: { id: '1' } });
    expect(await page.upload(album, null, async () => false)).toEqual({ outcome: 'stopped' });
  });
});

describe('A video', () => {
  test('goes from where the Page says to where it says, in chunks that are never large', async () => {
    expect(await upload(film('video'), null, started, at(2_000_000), at(4_000_000), done)).toEqual({ outcome: 'ready' });
    expect(sentTo()).toEqual(['start', '0', '2000000', '4000000']);
    expect(reads).toEqual([2_097_152, 2_097_152, 1_000_000]);
    expect(kept.map((uploads) => uploads.video?.offset)).toEqual([0, 2_000_000, 4_000_000, size]);
    expect(graph.asked[0]?.params).toEqual({ upload_phase: 'start', file_size: size });
    expect(graph.asked[1]?.params).toMatchObject({ upload_session_id: '8', video_file_chunk: { file: 'chunk.mp4', bytes: 2_097_152 } });
  });

  test('whose upload was begun before a crash goes on from there', async () => {
    expect(await upload(film('video'), begun({ offset: 4_000_000 }), done)).toEqual({ outcome: 'ready' });
    expect(sentTo()).toEqual(['4000000']);
    expect(await upload(film('video'), begun({ offset: size }))).toEqual({ outcome: 'ready' });
  });

  test.each<[string, Answer]>([
    ['a lost connection', 'network error'],
    ['a server error', { status: 500, body: graphError(2) }],
    ['a page of HTML', { status: 200, body: '<html>' }],
    ['an answer without offsets', { body: { success: true } }],
  ])('is gone on with after %s, from where its status says', async (_, answer) => {
    const status = { body: { status: { uploading_phase: { status: 'in_progress', bytes_transferred: 3_500_000 } } } };
    expect(await upload(film('video'), begun(), answer, status, done)).toEqual({ outcome: 'ready' });
    expect(sentTo()).toEqual(['0', 'status', '3500000']);
    expect(pauses).toEqual([1000]);
  });

  test('is gone on with at the offset that a refusal names', async () => {
    const refusal = { status: 400, body: graphError(6000, { error_subcode: 1363037, error_data: { start_offset: '2097152', end_offset: '3145728' } }) };
    expect(await upload(film('video'), begun(), refusal, done)).toEqual({ outcome: 'ready' });
    expect(sentTo()).toEqual(['0', '2097152']);
  });

  test('that does not get on is left for the next turn, with what is there', async () => {
    const silent = ['network error', { body: { status: {} } }] as const;
    const outcome = await upload(film('video'), begun({ offset: 2_000_000 }), ...silent, ...silent, ...silent, ...silent);
    expect(outcome).toMatchObject({ outcome: 'not-sent' });
    expect(pauses).toEqual([1000, 3000, 10_000]);
    expect(kept).toEqual([]);
  });

  test('whose session Facebook does not know any more is begun anew at the next turn', async () => {
    const status = { body: { status: {} } };
    const outcome = await upload(film('video'), begun(), badSession, status, badSession, status, badSession, status, badSession, status);
    expect(outcome).toMatchObject({ outcome: 'not-sent' });
    expect(kept).toEqual([{ photos: [], video: null }]);
  });

  test.each<[string, Partial<VideoUpload>]>([
    ['another file', { sha256: 'bb' }],
    ['another form', { as: 'reel' }],
    ['a session of yesterday', { at: new Date(now.getTime() - 21 * hour) }],
  ])('is begun anew where what is known is of %s', async (_, over) => {
    expect(await upload(film('video'), begun({ offset: 4_000_000, ...over }), started, done)).toEqual({ outcome: 'ready' });
    expect(sentTo()).toEqual(['start', '0']);
  });

  test.each<[string, Answer, object]>([
    ['a dead token', { status: 401, body: graphError(190) }, { outcome: 'refused', refusal: { class: 'token' } }],
    ['a rate limit', { status: 400, body: graphError(32) }, { outcome: 'refused', refusal: { class: 'rate' } }],
    ['bad content', { status: 400, body: graphError(6000, { error_subcode: 1363024 }) }, { outcome: 'refused', refusal: { class: 'content' } }],
  ])('ends at once with %s', async (_, answer, expected) => {
    expect(await upload(film('video'), begun(), answer)).toMatchObject(expected);
  });

  test('without bytes is refused before anything is sent', async () => {
    expect(await upload(film('video', { file: { size: 0, read: async () => new Uint8Array() } }), null)).toMatchObject({ outcome: 'refused' });
  });
});

describe('A reel', () => {
  const address = 'https://graph.test/v24.0/upload/7';
  const startedReel: Answer = { body: { video_id: '7', upload_url: address } };

  test('goes to the address of its own, with the token in Facebook’s way, from where the Page stands', async () => {
    expect(await upload(film('reel'), null, startedReel, { body: { success: true } })).toEqual({ outcome: 'ready' });
    const [start, sent] = graph.asked;
    expect(start?.params).toEqual({ upload_phase: 'START' });
    expect(sent?.url.href).toBe(address);
    expect(Object.fromEntries(['authorization', 'offset', 'file_size', 'content-length'].map((name) => [name, sent?.headers.get(name)]))).toEqual({
      authorization: `OAuth ${config.pageToken}`,
      offset: '0',
      file_size: String(size),
      'content-length': String(size),
    });
    expect(kept.at(-1)?.video).toMatchObject({ as: 'reel', id: '7', session: address, offset: size });
  });

  test('is gone on with after a break from where its status says', async () => {
    const status = { body: { status: { uploading_phase: { bytes_transferred: 3_000_000 } } } };
    const known = begun({ as: 'reel', session: address });
    expect(await upload(film('reel'), known, 'network error', status, { body: { success: true } })).toEqual({ outcome: 'ready' });
    expect(graph.asked.at(-1)?.headers.get('offset')).toBe('3000000');
    expect(graph.asked.at(-1)?.headers.get('content-length')).toBe('2000000');
  });

  test.each([
    'https://evil.example/upload/7',
    'https://facebook.com.evil.example/7',
    'http://rupload.facebook.com/7',
    'https://user@rupload.facebook.com/7',
    'file:///etc/passwd',
  ])('takes its token to no foreign host: %s', async (upload_url) => {
    expect(await upload(film('reel'), null, { body: { video_id: '7', upload_url } })).toMatchObject({ outcome: 'refused', refusal: { class: 'content' } });
    expect(graph.asked).toHaveLength(1);
  });
});

describe('The state of a video', () => {
  const complete = { status: 'complete' };
  test.each<[string, unknown, object]>([
    ['nothing yet', { status: { video_status: 'uploading' } }, { state: 'open' }],
    ['uploaded whole', { status: { video_status: 'upload_complete', uploading_phase: complete } }, { state: 'open' }],
    ['no status at all', {}, { state: 'open' }],
    ['being worked on', { status: { video_status: 'processing' } }, { state: 'processing' }],
    ['an error of a phase', { status: { video_status: 'processing', processing_phase: { status: 'error' } } }, { state: 'failed' }],
    ['expired', { status: { video_status: 'expired' } }, { state: 'failed' }],
    ['a draft', { status: { video_status: 'ready', publishing_phase: { ...complete, publish_status: 'draft' } } }, { state: 'open' }],
    [
      'published',
      { status: { publishing_phase: { ...complete, publish_status: 'published' } }, post_id: '55', permalink_url: '/100/videos/7/' },
      { state: 'published', remoteId: '100_55', permalink: 'https://www.facebook.com/100/videos/7/' },
    ],
    ['published without a post of its own', { status: { publishing_phase: complete } }, { state: 'published', remoteId: '7', permalink: null }],
  ])('%s', async (_, body, value) => {
    graph.answer({ body });
    expect(await page.videoState('7')).toMatchObject({ outcome: 'read', value });
  });
});

describe('The call that finishes a video', () => {
  const ready = begun({ offset: size });
  const published = { body: { status: { publishing_phase: { status: 'complete', publish_status: 'published' } }, post_id: '100_55' } };
  const processing = { body: { status: { video_status: 'processing' } } };

  test('publishes it with its text and its cover', async () => {
    graph.answer({ body: { success: true } }, published);
    const cover = picture(3);
    expect(await page.publish(film('video', { cover }), ready)).toEqual({ outcome: 'published', remoteId: '100_55', permalink: null });
    expect(graph.asked[0]?.params).toEqual({
      upload_phase: 'finish',
      upload_session_id: '8',
      description: 'Phim',
      published: 'true',
      thumb: { file: 'picture.jpg', bytes: cover.bytes.length },
    });
  });

  test('is an unknown outcome while Facebook works on the video', async () => {
    graph.answer({ body: { success: true } }, processing);
    expect(await page.publish(film('video'), ready)).toMatchObject({ outcome: 'unknown' });
  });

  test('names a reel by its id', async () => {
    graph.answer({ body: { success: true } }, published);
    await page.publish(film('reel'), begun({ as: 'reel', session: 'https://graph.test/upload/7', offset: size }));
    expect(graph.asked[0]?.params).toEqual({ upload_phase: 'FINISH', video_id: '7', video_state: 'PUBLISHED', description: 'Phim' });
  });

  test('that is refused for a video which is out already, or on its way there, is no failure', async () => {
    graph.answer(badSession, published);
    expect(await page.publish(film('video'), ready)).toMatchObject({ outcome: 'published', remoteId: '100_55' });
    graph.answer(badSession, processing);
    expect(await page.publish(film('video'), ready)).toMatchObject({ outcome: 'unknown' });
    graph.answer(badSession, { body: { status: { video_status: 'upload_complete' } } });
    expect(await page.publish(film('video'), ready)).toMatchObject({ outcome: 'refused' });
  });

  test('is not made before the file is there whole', async () => {
    expect(await page.publish(film('video'), begun({ offset: 10 }))).toMatchObject({ outcome: 'not-sent' });
    expect(await page.publish(film('video'), null)).toMatchObject({ outcome: 'not-sent' });
    expect(await page.publish(album, null)).toMatchObject({ outcome: 'not-sent' });
  });
});
