import { FacebookAdsApi } from 'facebook-nodejs-business-sdk';
import { delay, HttpResponse, http } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createFanPage } from '../../../adapters/facebook/fan-page.ts';
import type { PagePostInput, PublishOutcome, UploadOutcome } from '../../../src/ports.ts';
import type { Uploads } from '../../../src/post.ts';
import { facebookRequestProblems } from '../../specs/facebook-requests.ts';
import { specsFolder } from '../../specs/folder.ts';
import { type Answer, appSecret, config, createGraph, graphError, pageToken } from './graph.ts';

const graph = createGraph();
const folder = specsFolder();
beforeAll(() => graph.server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  if (folder !== null) expect(facebookRequestProblems(graph.asked, folder)).toEqual([]);
  expect(graph.left()).toBe(0);
  graph.clear();
});
afterAll(() => graph.server.close());

const now = new Date('2026-11-22T08:00:00Z');
// Before the first page is made: the SDK's handlers are installed once in a process.
const handlers = () => ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event));
const handlersBefore = handlers();
const page = createFanPage(config, { clock: () => now, wait: () => Promise.reject(new Error('a write is never repeated')) });
const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 1, 2, 3, 4]);
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47]);
const link: PagePostInput = { form: 'link', message: 'Khánh thành cầu mới\n\n#HàGiang', link: 'https://portal.example/tin-1' };
const photo: PagePostInput = { form: 'photo', message: 'Cầu mới', pictures: [{ bytes: jpeg, alt: 'Cầu trên sông' }] };
const album: PagePostInput = {
  form: 'photo',
  message: 'Ba ảnh',
  pictures: [
    { bytes: jpeg, alt: 'một' },
    { bytes: png, alt: null },
    { bytes: jpeg, alt: '' },
  ],
};

/** Uploads what the post needs, then publishes it; an upload that failed is the outcome. */
async function publish(post: PagePostInput, ...answers: readonly Answer[]): Promise<PublishOutcome | UploadOutcome> {
  graph.answer(...answers);
  const kept: { uploads: Uploads | null } = { uploads: null };
  const uploaded = await page.upload(post, null, async (uploads) => {
    kept.uploads = uploads;
    return true;
  });
  return uploaded.outcome === 'ready' ? page.publish(post, kept.uploads) : uploaded;
}
const params = () => graph.asked.map((each) => each.params);

describe('A link post', () => {
  test('goes to the feed once, as JSON, with the token in the header only', async () => {
    expect(await publish(link, { body: { id: '100_7' } })).toEqual({ outcome: 'published', remoteId: '100_7', permalink: null });
    expect(graph.asked.map((each) => `${each.method} ${each.url.pathname}`)).toEqual(['POST /v24.0/100/feed']);
    expect(params()).toEqual([{ message: link.message, link: 'https://portal.example/tin-1' }]);
    expect(graph.asked[0]?.headers.get('authorization')).toBe(`Bearer ${pageToken}`);
    expect(graph.asked[0]?.headers.get('content-type')).toContain('application/json');
    expect(graph.asked[0]?.url.search).toBe('');
    expect(graph.asked[0]?.body).not.toContain(pageToken);
  });

  test('carries the address of the post where the Page tells it', async () => {
    const body = { id: '100_7', permalink_url: 'https://www.facebook.com/100/posts/7' };
    expect(await publish(link, { body })).toMatchObject({ permalink: 'https://www.facebook.com/100/posts/7' });
  });

  test('sends the token as a parameter the old way, and the proof where there is an app secret', async () => {
    graph.answer({ body: { id: '100_7' } }, { body: { id: '100_8' } });
    await createFanPage({ ...config, tokenIn: 'query' }).publish(link, null);
    await createFanPage({ ...config, appId: '9', appSecret }).publish(link, null);
    expect(Object.fromEntries(graph.asked[0]?.url.searchParams ?? [])).toEqual({ access_token: pageToken });
    expect(graph.asked[0]?.headers.get('authorization')).toBeNull();
    expect(graph.asked[1]?.url.searchParams.get('appsecret_proof')).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('A photo post', () => {
  test('uploads the bytes as a file part, with text and alternative text', async () => {
    const outcome = await publish(photo, { body: { id: '5', post_id: '100_5' } });
    expect(outcome).toEqual({ outcome: 'published', remoteId: '100_5', permalink: null });
    expect(graph.asked.map((each) => each.path)).toEqual(['/100/photos']);
    expect(params()).toEqual([{ caption: 'Cầu mới', alt_text_custom: 'Cầu trên sông', source: { file: 'picture.jpg', bytes: jpeg.length } }]);
  });

  test('without the post’s id in the answer is an unknown outcome, for the photo’s id is not the post’s', async () => {
    expect(await publish(photo, { body: { id: '5' } })).toMatchObject({ outcome: 'unknown' });
  });

  test('without a picture is refused before anything is sent', async () => {
    expect(await page.publish({ form: 'photo', message: 'x', pictures: [] }, null)).toMatchObject({ outcome: 'refused', refusal: { class: 'content' } });
    expect(graph.asked).toHaveLength(0);
  });
});

describe('A post of several pictures', () => {
  const uploads = ['5', '6', '7'].map((id) => ({ body: { id } }));

  test('uploads each unpublished, then posts them together in their order', async () => {
    const outcome = await publish(album, ...uploads, { body: { id: '100_9' } });
    expect(outcome).toEqual({ outcome: 'published', remoteId: '100_9', permalink: null });
    expect(params()).toEqual([
      { published: 'false', caption: 'một', alt_text_custom: 'một', source: { file: 'picture.jpg', bytes: jpeg.length } },
      { published: 'false', source: { file: 'picture.png', bytes: png.length } },
      { published: 'false', source: { file: 'picture.jpg', bytes: jpeg.length } },
      { message: 'Ba ảnh', attached_media: [{ media_fbid: '5' }, { media_fbid: '6' }, { media_fbid: '7' }] },
    ]);
  });

  test.each<[string, Answer]>([
    ['a server error', { status: 500, body: graphError(2) }],
    ['a page of HTML', { status: 502, body: '<html>' }],
    ['a lost connection', 'network error'],
    ['an answer without an id', { body: { success: true } }],
  ])('has published nothing when an upload ends in %s', async (_, answer) => {
    expect(await publish(album, { body: { id: '5' } }, answer)).toMatchObject({ outcome: 'not-sent' });
    expect(graph.asked.map((each) => each.path)).toEqual(['/100/photos', '/100/photos']);
  });

  test('is refused when an upload is', async () => {
    const outcome = await publish(album, { status: 400, body: graphError(324) });
    expect(outcome).toMatchObject({ outcome: 'refused', refusal: { class: 'content', code: 324 } });
  });

  test('has an unknown outcome when only the last call’s answer is lost', async () => {
    expect(await publish(album, ...uploads, 'network error')).toMatchObject({ outcome: 'unknown' });
  });
});

describe('The outcome of a write', () => {
  test.each<[string, Answer]>([
    ['HTTP 500 with code 2', { status: 500, body: graphError(2) }],
    ['HTTP 400 with code 1 that claims not to be transient', { status: 400, body: graphError(1, { is_transient: false }) }],
    ['is_transient', { status: 400, body: graphError(100, { is_transient: true }) }],
    ['a 502 page', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['an empty 503', { status: 503, body: '' }],
    ['a 500 with null', { status: 500, body: 'null' }],
    ['a 404 page', { status: 404, body: 'not found' }],
    ['a 400 without an error', { status: 400, body: {} }],
    ['a 200 with HTML', { status: 200, body: '<html>log in</html>' }],
    ['a cut-off 200', { status: 200, body: '{"id":"100_' }],
    ['a 200 with true', { status: 200, body: 'true' }],
    ['a 200 with a list', { status: 200, body: '[]' }],
    ['a 200 without an id', { status: 200, body: { success: true } }],
    ['a 200 with an empty id', { status: 200, body: { id: '' } }],
    ['a 200 with an id whose digits are lost', { status: 200, body: '{"id":122101234567890123456}' }],
    ['an error in an unknown form', { status: 400, body: { error: 'invalid_token' } }],
    ['a redirect', { status: 302, body: '', headers: { Location: 'https://graph.test/login' } }],
    ['a lost connection', 'network error'],
  ])('%s is unknown, and the write is not repeated', async (_, answer) => {
    expect(await publish(link, answer)).toMatchObject({ outcome: 'unknown', detail: expect.stringMatching(/./) });
    expect(graph.asked).toHaveLength(1);
  });

  test('no answer in time is unknown', async () => {
    const silent = http.post('https://silent.test/*', async () => {
      await delay('infinite');
      return HttpResponse.json({});
    });
    graph.server.use(silent);
    const patient = createFanPage({ ...config, graphUrl: 'https://silent.test' }, { timeoutMs: 100 });
    expect(await patient.publish(link, null)).toMatchObject({ outcome: 'unknown' });
  });

  test('an error in a 200 is a refusal all the same', async () => {
    const outcome = await publish(link, { status: 200, body: graphError(190, { error_subcode: 460 }) });
    expect(outcome).toEqual({
      outcome: 'refused',
      duplicate: false,
      refusal: { class: 'token', code: 190, subcode: 460, detail: '(#190) said by the Page (trace Abc)', retryAt: null },
    });
  });

  test('HTTP 429 alone does not make a rate limit', async () => {
    expect(await publish(link, { status: 429, body: graphError(190) })).toMatchObject({ refusal: { class: 'token' } });
  });

  test('code 506 is a duplicate', async () => {
    const outcome = await publish(link, { status: 400, body: graphError(506, { error_subcode: 1455006 }) });
    expect(outcome).toMatchObject({ outcome: 'refused', duplicate: true, refusal: { class: 'content', code: 506, subcode: 1455006 } });
  });

  test('a rate limit says when calls may be made again, where the Page told it', async () => {
    const usage = JSON.stringify({ 100: [{ type: 'pages', call_count: 101, estimated_time_to_regain_access: 25 }] });
    const told = await publish(link, { status: 400, body: graphError(80001), headers: { 'X-Business-Use-Case-Usage': usage } });
    expect(told).toMatchObject({ outcome: 'refused', refusal: { class: 'rate', retryAt: new Date('2026-11-22T08:25:00Z') } });
    expect(await publish(link, { status: 400, body: graphError(4) })).toMatchObject({ refusal: { class: 'rate', retryAt: null } });
  });
});

describe('The SDK', () => {
  test('brings no handler of its own into the process', async () => {
    await publish(link, { body: { id: '100_7' } });
    expect(handlers()).toEqual(handlersBefore);
  });

  test('does not reach for the process’s default api, nor leave one behind', async () => {
    const call = vi.fn();
    const stranger = Object.assign(new FacebookAdsApi('of-another-page', 'en_US', false), { call });
    FacebookAdsApi.setDefaultApi(stranger);
    await publish(album, ...['5', '6', '7', '100_9'].map((id) => ({ body: { id } })));
    expect(call).not.toHaveBeenCalled();
    expect(FacebookAdsApi.getDefaultApi()).toBe(stranger);
    expect(graph.asked.map((each) => each.headers.get('authorization'))).toEqual(Array(4).fill(`Bearer ${pageToken}`));
  });

  test('sends nothing that an earlier post said', async () => {
    await publish(link, { body: { id: '100_7', message: 'old', created_time: 'old' } });
    await publish({ ...link, message: 'Tin khác' }, { body: { id: '100_8' } });
    expect(graph.asked[1]?.params).toEqual({ message: 'Tin khác', link: 'https://portal.example/tin-1' });
  });
});
