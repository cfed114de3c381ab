import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hour, minute } from '../../../src/time.ts';
import { film as filmOf } from '../../tools/film.ts';
import { at, form, jpeg, type Reply, type SandboxUnderTest, startForTest } from './sandbox-under-test.ts';

let sandbox: SandboxUnderTest;
let page: string;
beforeEach(async () => {
  sandbox = await startForTest();
  page = sandbox.places.facebook.pageId;
});
afterEach(() => sandbox.stop());

const code = (reply: Reply) => at(reply.body, 'error', 'code');
const subcode = (reply: Reply) => at(reply.body, 'error', 'error_subcode');
const article = (index = 0) => sandbox.view().articles[index]?.url ?? '';
const feed = (params: Record<string, unknown>) => sandbox.graph('POST', `${page}/feed`, params);
const photo = (values: Record<string, string> = {}, bytes = jpeg(1200, 630)) => sandbox.graph('POST', `${page}/photos`, form(values, { source: bytes }));

describe('who may call', () => {
  it('refuses a wrong token with 190 and none with 2500', async () => {
    const wrong = await sandbox.graph('GET', page, {}, { authorization: 'Bearer SOMETHING-ELSE' });
    expect([wrong.status, code(wrong), at(wrong.body, 'error', 'type')]).toEqual([401, 190, 'OAuthException']);
    expect(code(await sandbox.graph('GET', page, {}, { authorization: '' }))).toBe(2500);
  });

  it('takes the token as a parameter too', async () => {
    const reply = await sandbox.graph('GET', page, { access_token: sandbox.places.facebook.pageToken }, { authorization: '' });
    expect(reply.body.id).toBe(page);
  });

  it('checks appsecret_proof when it is sent', async () => {
    const { pageToken, appSecret } = sandbox.places.facebook;
    const proof = createHmac('sha256', appSecret ?? '')
      .update(pageToken)
      .digest('hex');
    expect((await sandbox.graph('GET', page, { appsecret_proof: proof })).status).toBe(200);
    const wrong = await sandbox.graph('GET', page, { appsecret_proof: 'ab'.repeat(32) });
    expect([wrong.status, code(wrong)]).toEqual([400, 100]);
  });

  it('refuses another Page with 100/33', async () => {
    const reply = await sandbox.graph('GET', '99');
    expect([reply.status, code(reply), subcode(reply)]).toEqual([400, 100, 33]);
    expect(subcode(await sandbox.graph('POST', '99/feed', { message: 'x' }))).toBe(33);
  });

  it('refuses a call without a version', async () => {
    const response = await fetch(`${sandbox.places.facebook.graphUrl}/${page}`, { headers: { authorization: `Bearer ${sandbox.places.facebook.pageToken}` } });
    expect(at(await response.json(), 'error', 'code')).toBe(2635);
  });

  it('tells of a token by debug_token', async () => {
    const good = await sandbox.graph('GET', 'debug_token', { input_token: sandbox.places.facebook.pageToken });
    expect(at(good.body, 'data')).toMatchObject({ is_valid: true, type: 'PAGE', expires_at: 0, profile_id: page });
    expect(at(good.body, 'data', 'scopes')).toContain('pages_manage_posts');
    const bad = await sandbox.graph('GET', 'debug_token', { input_token: 'OTHER' });
    expect(at(bad.body, 'data', 'is_valid')).toBe(false);
    expect(code(await sandbox.graph('GET', 'debug_token'))).toBe(100);
  });
});

describe('strictness', () => {
  it('refuses an unknown parameter, an unknown field, an unknown file and an unknown edge with 100', async () => {
    expect(code(await feed({ message: 'x', mesage: 'y' }))).toBe(100);
    expect(code(await sandbox.graph('GET', page, { fields: 'id,folowers_count' }))).toBe(100);
    expect(code(await sandbox.graph('POST', `${page}/photos`, form({}, { sourec: jpeg(10, 10) })))).toBe(100);
    expect(code(await sandbox.graph('POST', `${page}/stories`, {}))).toBe(100);
    expect(sandbox.view().postCount).toBe(0);
  });

  it('refuses fields whose brackets do not close', async () => {
    expect(code(await sandbox.graph('GET', page, { fields: 'id,attachments{url' }))).toBe(100);
    expect(code(await sandbox.graph('GET', page, { fields: 'id}' }))).toBe(100);
  });

  it('refuses a body that is no JSON object', async () => {
    const response = await fetch(`${sandbox.places.facebook.graphUrl}/v24.0/${page}/feed`, {
      method: 'POST',
      body: '[1',
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(400);
  });

  it('carries usage headers', async () => {
    const reply = await sandbox.graph('GET', page);
    expect(JSON.parse(reply.headers.get('x-app-usage') ?? '')).toMatchObject({ call_count: 0 });
    expect(JSON.parse(reply.headers.get('x-business-use-case-usage') ?? '')).toHaveProperty(page);
  });
});

describe('a post', () => {
  it('needs a message, a link or pictures', async () => {
    expect(code(await feed({}))).toBe(100);
    expect(code(await feed({ message: '' }))).toBe(100);
  });

  it('is published, read back and found among the published posts', async () => {
    const made = await feed({ message: 'Tin mới', link: article() });
    const id = String(made.body.id);
    expect(id).toMatch(new RegExp(`^${page}_\\d+$`));
    const read = await sandbox.graph('GET', id, { fields: 'id,created_time,message,permalink_url,is_published' });
    expect(read.body).toEqual({
      id,
      created_time: '2026-11-23T01:00:00+0000',
      message: 'Tin mới',
      permalink_url: `${sandbox.address}/#post-${id}`,
      is_published: true,
    });
    const listed = await sandbox.graph('GET', `${page}/published_posts`, { fields: 'id' });
    expect(at(listed.body, 'data')).toEqual([{ id }]);
  });

  it('answers the fields that were asked for at once', async () => {
    const made = await feed({ message: 'a', fields: ['id', 'permalink_url'].join(',') });
    expect(Object.keys(made.body).sort()).toEqual(['id', 'permalink_url']);
  });

  it('shows the link behind a redirect of Facebook, with the preview of the page', async () => {
    const link = article();
    const made = await feed({ message: 'Tin', link });
    const read = await sandbox.graph('GET', String(made.body.id), { fields: 'attachments{unshimmed_url,url,title,description,media}' });
    const attachment = at(read.body, 'attachments', 'data', 0);
    expect(at(attachment, 'unshimmed_url')).toBe(link);
    expect(at(attachment, 'url')).toContain(`https://l.facebook.com/l.php?u=${encodeURIComponent(link)}`);
    expect(at(attachment, 'title')).toBe(sandbox.view().articles[0]?.title);
    expect(at(attachment, 'media', 'image', 'src')).toContain('/portal/anh/');
  });

  it('refuses a link that is none, one to facebook.com, and a page of the portal that is not there', async () => {
    expect(code(await feed({ link: 'tin-moi' }))).toBe(1500);
    const own = await feed({ link: 'https://www.facebook.com/abc' });
    expect([code(own), subcode(own)]).toEqual([200, 1609008]);
    const gone = await feed({ link: `${sandbox.address}/portal/tin-tuc/khong-co-1.htm` });
    expect([code(gone), subcode(gone)]).toEqual([100, 1609005]);
    expect((await feed({ link: 'https://example.org/a' })).status).toBe(200);
  });

  it('refuses the text of the last post with 506, and only of the last', async () => {
    await feed({ message: 'Tin một', link: article(0) });
    const again = await feed({ message: 'Tin một', link: article(0) });
    expect([again.status, code(again), subcode(again)]).toEqual([400, 506, 1455006]);
    await feed({ message: 'Tin hai' });
    expect((await feed({ message: 'Tin một', link: article(0) })).status).toBe(200);
  });

  it('takes a message of 63,206 characters and refuses a longer one', async () => {
    expect((await feed({ message: 'x'.repeat(63_206) })).status).toBe(200);
    expect(code(await feed({ message: 'y'.repeat(63_207) }))).toBe(100);
  });

  it('is edited and deleted; afterwards it is not there', async () => {
    const id = String((await feed({ message: 'a' })).body.id);
    expect((await sandbox.graph('POST', id, { message: 'b', id })).body).toEqual({ success: true });
    expect((await sandbox.graph('GET', id)).body.message).toBe('b');
    expect((await sandbox.graph('DELETE', id)).body).toEqual({ success: true });
    expect(subcode(await sandbox.graph('GET', id))).toBe(33);
    expect(subcode(await sandbox.graph('DELETE', id))).toBe(33);
  });

  it('made unpublished is in the feed, not among the published, until it is published', async () => {
    const id = String((await feed({ message: 'a', published: false })).body.id);
    expect(at((await sandbox.graph('GET', `${page}/published_posts`)).body, 'data')).toEqual([]);
    expect(at((await sandbox.graph('GET', `${page}/feed`)).body, 'data', 0, 'id')).toBe(id);
    await sandbox.graph('POST', id, { is_published: true });
    expect(at((await sandbox.graph('GET', `${page}/published_posts`)).body, 'data', 0, 'id')).toBe(id);
  });

  it('takes comments', async () => {
    const id = String((await feed({ message: 'a' })).body.id);
    expect(code(await sandbox.graph('POST', `${id}/comments`, {}))).toBe(100);
    const made = await sandbox.graph('POST', `${id}/comments`, { message: 'Nguồn tin' });
    expect(at((await sandbox.graph('GET', `${id}/comments`)).body, 'data', 0)).toMatchObject({ id: made.body.id, message: 'Nguồn tin' });
  });

  it('tells counters, and leaves out shares while there are none', async () => {
    const id = String((await feed({ message: 'a' })).body.id);
    const fields = 'shares,reactions.limit(0).summary(total_count),comments.limit(0).summary(total_count)';
    const young = await sandbox.graph('GET', id, { fields });
    expect(young.body).toEqual({ id, reactions: { data: [], summary: { total_count: 0 } }, comments: { data: [], summary: { total_count: 0 } } });
    sandbox.move(40 * hour);
    const old = await sandbox.graph('GET', id, { fields });
    expect(at(old.body, 'reactions', 'summary', 'total_count')).toBeGreaterThan(5);
  });
});

describe('pictures', () => {
  it('published at once answers the photo and the post', async () => {
    const made = await photo({ caption: 'Ảnh đẹp', alt_text_custom: 'Sông Vân' });
    expect(Object.keys(made.body).sort()).toEqual(['id', 'post_id']);
    const read = await sandbox.graph('GET', String(made.body.post_id), { fields: 'message,attachments,full_picture' });
    expect(read.body.message).toBe('Ảnh đẹp');
    expect(at(read.body, 'attachments', 'data', 0)).toMatchObject({ media_type: 'photo', target: { id: made.body.id } });
    const picture = await fetch(String(read.body.full_picture));
    expect([picture.headers.get('content-type'), new Uint8Array(await picture.arrayBuffer())]).toEqual(['image/jpeg', jpeg(1200, 630)]);
    expect((await sandbox.graph('GET', String(made.body.id), { fields: 'alt_text_custom,width,height,page_story_id' })).body).toMatchObject({
      alt_text_custom: 'Sông Vân',
      width: 1200,
      height: 630,
      page_story_id: made.body.post_id,
    });
  });

  it('unpublished ones become one post by attached_media, once', async () => {
    const ids = [(await photo({ published: 'false' })).body.id, (await photo({ published: 'false' }, jpeg(800, 800))).body.id];
    expect(sandbox.view().postCount).toBe(0);
    const media = ids.map((id) => ({ media_fbid: id }));
    const made = await feed({ message: 'Chùm ảnh', attached_media: media });
    expect(at((await sandbox.graph('GET', String(made.body.id), { fields: 'attachments' })).body, 'attachments', 'data', 0, 'media_type')).toBe('album');
    expect(sandbox.view().posts[0]?.photos).toHaveLength(2);
    expect(code(await feed({ message: 'Lần nữa', attached_media: media }))).toBe(100);
  });

  it('takes attached_media as text and by index, and refuses what is no list', async () => {
    const first = (await photo({ published: 'false' })).body.id;
    const second = (await photo({ published: 'false' })).body.id;
    expect((await feed({ attached_media: JSON.stringify([{ media_fbid: first }]) })).status).toBe(200);
    expect((await feed({ 'attached_media[0]': JSON.stringify({ media_fbid: second }) })).status).toBe(200);
    expect(code(await feed({ attached_media: 'x' }))).toBe(100);
    expect(code(await feed({ attached_media: [{ id: 1 }] }))).toBe(100);
    expect(code(await feed({ link: article(), attached_media: [{ media_fbid: (await photo({ published: 'false' })).body.id }] }))).toBe(100);
  });

  it('unpublished ones vanish after 24 hours', async () => {
    const id = (await photo({ published: 'false' })).body.id;
    sandbox.move(24 * hour - minute);
    expect((await sandbox.graph('GET', String(id))).status).toBe(200);
    sandbox.move(minute);
    expect(subcode(await sandbox.graph('GET', String(id)))).toBe(33);
    expect(code(await feed({ message: 'a', attached_media: [{ media_fbid: id }] }))).toBe(100);
  });

  it('are refused over 4 MB, as something else than JPEG or PNG, empty and missing', async () => {
    expect((await photo({}, jpeg(10, 10, 4 * 1024 * 1024))).status).toBe(200);
    expect(code(await photo({}, jpeg(10, 10, 4 * 1024 * 1024 + 1)))).toBe(1366046);
    expect(code(await photo({}, new TextEncoder().encode('GIF89a and something more to read')))).toBe(1366046);
    expect(code(await photo({}, new Uint8Array(0)))).toBe(324);
    expect(code(await sandbox.graph('POST', `${page}/photos`, { caption: 'x' }))).toBe(324);
  });

  it('come by address from the sample portal only', async () => {
    expect((await sandbox.graph('POST', `${page}/photos`, { url: `${sandbox.address}/portal/anh/song-1.jpg` })).status).toBe(200);
    expect(code(await sandbox.graph('POST', `${page}/photos`, { url: 'https://example.org/a.jpg' }))).toBe(324);
  });

  it('are not guarded by 506', async () => {
    expect((await photo({ caption: 'a' })).status).toBe(200);
    expect((await photo({ caption: 'a' })).status).toBe(200);
    expect(sandbox.view().postCount).toBe(2);
  });
});

describe('videos', () => {
  const film = async () => new Uint8Array(await (await fetch(`${sandbox.address}/portal/video/gioi-thieu.mp4`)).arrayBuffer());
  const read = async (id: unknown) => (await sandbox.graph('GET', String(id), { fields: 'status,post_id,permalink_url,published' })).body;
  const transfer = (session: unknown, offset: number, chunk: Uint8Array<ArrayBuffer>) =>
    sandbox.graph(
      'POST',
      `${page}/videos`,
      form({ upload_phase: 'transfer', upload_session_id: String(session), start_offset: String(offset) }, { video_file_chunk: chunk }),
    );

  it('are taken as one MP4 file, and stand on the Page when Facebook has done its work', async () => {
    const bytes = await film();
    const made = await sandbox.graph('POST', `${page}/videos`, form({ description: 'Phim' }, { source: bytes }));
    expect(made.status).toBe(200);
    expect(at(await read(made.body.id), 'status', 'video_status')).toBe('processing');
    expect(sandbox.view().postCount).toBe(0);
    sandbox.move(2000);
    const done = await read(made.body.id);
    expect(at(done, 'status', 'publishing_phase', 'publish_status')).toBe('published');
    expect((await sandbox.graph('GET', `${page}_${done.post_id}`, { fields: 'message,attachments' })).body).toMatchObject({ message: 'Phim' });
    expect(code(await sandbox.graph('POST', `${page}/videos`, form({}, { source: jpeg(10, 10) })))).toBe(6000);
    expect(code(await sandbox.graph('POST', `${page}/videos`, { description: 'x' }))).toBe(100);
  });

  it('are taken in phases, at the offset that was asked for and nowhere else', async () => {
    const bytes = await film();
    const half = Math.floor(bytes.length / 2);
    const { video_id: id, upload_session_id: session } = (await sandbox.graph('POST', `${page}/videos`, { upload_phase: 'start', file_size: bytes.length }))
      .body;
    const finish = () => sandbox.graph('POST', `${page}/videos`, { upload_phase: 'finish', upload_session_id: session, description: 'Phim' });
    expect((await transfer(session, 0, bytes.slice(0, half))).body).toEqual({ start_offset: String(half), end_offset: String(bytes.length) });
    const wrong = await transfer(session, 0, bytes.slice(0, half));
    expect(at(wrong.body, 'error')).toMatchObject({ error_subcode: 1363037, error_data: { start_offset: String(half) } });
    expect(at((await finish()).body, 'error', 'error_subcode')).toBe(1363031);
    expect((await transfer(session, half, bytes.slice(half))).body).toEqual({ start_offset: String(bytes.length), end_offset: String(bytes.length) });
    expect((await finish()).body).toEqual({ success: true });
    expect(at((await finish()).body, 'error', 'error_subcode')).toBe(1363041);
    sandbox.move(2000);
    expect(await read(id)).toMatchObject({ published: true, status: { video_status: 'ready', uploading_phase: { bytes_transferred: bytes.length } } });
    expect(sandbox.view().postCount).toBe(1);
  });

  it('that are none are found out when Facebook works on them', async () => {
    const { video_id: id, upload_session_id: session } = (await sandbox.graph('POST', `${page}/videos`, { upload_phase: 'start', file_size: 200 })).body;
    await transfer(session, 0, jpeg(10, 10));
    await sandbox.graph('POST', `${page}/videos`, { upload_phase: 'finish', upload_session_id: session });
    sandbox.move(2000);
    expect(await read(id)).toMatchObject({ published: false, status: { video_status: 'error' } });
  });

  it('as reels go to an address of their own, from where the Page stands, and keep what came before a break', async () => {
    const bytes = new Uint8Array(filmOf({ width: 720, height: 1280, seconds: 20 }));
    const begun = (await sandbox.graph('POST', `${page}/video_reels`, { upload_phase: 'START' })).body;
    const send = (offset: number, token = sandbox.places.facebook.pageToken) =>
      fetch(String(begun.upload_url), {
        method: 'POST',
        headers: { authorization: `OAuth ${token}`, offset: String(offset), file_size: String(bytes.length) },
        body: bytes.slice(offset),
      });
    expect((await send(0, 'wrong')).status).toBe(401);
    sandbox.setFault({ system: 'facebook', path: '/video-upload/*', fault: 'cut-midway' });
    await expect(send(0)).rejects.toThrow();
    const stands = Number(at(await read(begun.video_id), 'status', 'uploading_phase', 'bytes_transferred'));
    expect(stands).toBe(Math.floor(bytes.length / 2));
    expect((await send(0)).status).toBe(400);
    expect(await (await send(stands)).json()).toEqual({ success: true });
    const finish = () =>
      sandbox.graph('POST', `${page}/video_reels`, { upload_phase: 'FINISH', video_id: begun.video_id, video_state: 'PUBLISHED', description: 'Phim' });
    expect((await finish()).body).toEqual({ success: true });
    expect(code(await finish())).toBe(100);
    sandbox.move(2000);
    await read(begun.video_id);
    expect(sandbox.view().postCount).toBe(1);
  });

  it('as reels must be upright, 9 to 16, large enough and 3 to 90 s long: all else is found out when Facebook works on them', async () => {
    const published = async (size: Parameters<typeof filmOf>[0]) => {
      const bytes = new Uint8Array(filmOf(size));
      const begun = (await sandbox.graph('POST', `${page}/video_reels`, { upload_phase: 'START' })).body;
      const headers = { authorization: `OAuth ${sandbox.places.facebook.pageToken}`, offset: '0', file_size: String(bytes.length) };
      expect((await fetch(String(begun.upload_url), { method: 'POST', headers, body: bytes })).status).toBe(200);
      const finish = { upload_phase: 'FINISH', video_id: begun.video_id, video_state: 'PUBLISHED', description: 'Phim' };
      expect((await sandbox.graph('POST', `${page}/video_reels`, finish)).body).toEqual({ success: true });
      sandbox.move(2000);
      return at(await read(begun.video_id), 'status', 'video_status');
    };
    expect(await published({ width: 1080, height: 1920, seconds: 90, indexLast: true, padding: 3_000_000 })).toBe('ready');
    expect(await published({ width: 1280, height: 720, seconds: 20 })).toBe('error');
    expect(await published({ width: 1080, height: 1350, seconds: 20 })).toBe('error');
    expect(await published({ width: 360, height: 640, seconds: 20 })).toBe('error');
    expect(await published({ width: 1080, height: 1920, seconds: 91, indexLast: true, padding: 3_000_000 })).toBe('error');
  });
});

describe('published_posts', () => {
  async function make(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let post = 0; post < count; post++) {
      ids.unshift(String((await feed({ message: `Bài ${post}` })).body.id));
      sandbox.move(minute);
    }
    return ids;
  }

  it('comes newest first in pages whose next is an address of this server, and the last may be empty', async () => {
    const ids = await make(4);
    const read: string[] = [];
    let next: string | null =
      `${sandbox.places.facebook.graphUrl}/v24.0/${page}/published_posts?limit=2&fields=id&access_token=${sandbox.places.facebook.pageToken}`;
    let pages = 0;
    while (next !== null && pages < 9) {
      const body: unknown = await (await fetch(next)).json();
      const data = at(body, 'data');
      read.push(...(Array.isArray(data) ? data.map((each) => String(at(each, 'id'))) : []));
      const link = at(body, 'paging', 'next');
      next = typeof link === 'string' ? link : null;
      if (next !== null) expect(new URL(next).origin).toBe(sandbox.address);
      pages += 1;
    }
    expect(read).toEqual(ids);
    expect(pages).toBe(3);
  });

  it('keeps to since and until, in seconds or ISO 8601', async () => {
    const ids = await make(3);
    const since = Math.floor(sandbox.now().getTime() / 1000) - 60;
    expect(at((await sandbox.graph('GET', `${page}/published_posts`, { since: String(since), fields: 'id' })).body, 'data')).toEqual([{ id: ids[0] }]);
    const until = '2026-11-23T01:00:30Z';
    expect(at((await sandbox.graph('GET', `${page}/published_posts`, { until, fields: 'id' })).body, 'data')).toEqual([{ id: ids[2] }]);
    expect(code(await sandbox.graph('GET', `${page}/published_posts`, { since: 'gestern' }))).toBe(100);
  });

  it('takes a limit of 1 to 100 and cursors of its own', async () => {
    expect((await sandbox.graph('GET', `${page}/published_posts`, { limit: '100' })).status).toBe(200);
    expect(code(await sandbox.graph('GET', `${page}/published_posts`, { limit: '101' }))).toBe(100);
    expect(code(await sandbox.graph('GET', `${page}/published_posts`, { limit: '0' }))).toBe(100);
    expect(code(await sandbox.graph('GET', `${page}/published_posts`, { after: 'nonsense' }))).toBe(100);
  });
});

describe('figures', () => {
  it('answers a living metric and refuses a dead one with 100', async () => {
    const id = String((await feed({ message: 'a' })).body.id);
    sandbox.move(24 * hour);
    const views = await sandbox.graph('GET', `${id}/insights`, { metric: 'post_media_view' });
    expect(at(views.body, 'data', 0)).toMatchObject({ name: 'post_media_view', period: 'lifetime' });
    expect(at(views.body, 'data', 0, 'values', 0, 'value')).toBeGreaterThan(500);
    expect(
      at((await sandbox.graph('GET', `${id}/insights`, { metric: '["post_reactions_by_type_total"]' })).body, 'data', 0, 'values', 0, 'value'),
    ).toHaveProperty('like');
    expect(code(await sandbox.graph('GET', `${id}/insights`, { metric: 'post_impressions' }))).toBe(100);
    expect(code(await sandbox.graph('GET', `${id}/insights`, { metric: 'post_media_view,post_impressions' }))).toBe(100);
    expect(code(await sandbox.graph('GET', `${id}/insights`))).toBe(100);
    expect(at((await sandbox.graph('GET', `${id}/insights`, { metric: 'post_media_view', period: 'day' })).body, 'data')).toEqual([]);
  });

  it('answers metrics of the Page with the end of their day', async () => {
    for (const metric of ['page_follows', 'page_media_view', 'page_views_total', 'page_post_engagements']) {
      const reply = await sandbox.graph('GET', `${page}/insights`, { metric, period: 'day' });
      expect(at(reply.body, 'data', 0, 'values', 0, 'end_time')).toBe('2026-11-22T08:00:00+0000');
    }
    expect(code(await sandbox.graph('GET', `${page}/insights`, { metric: 'page_fans' }))).toBe(100);
  });

  it('tells the same number of followers again, and more after a week', async () => {
    const read = async () => Number((await sandbox.graph('GET', page, { fields: 'followers_count,fan_count' })).body.followers_count);
    const before = await read();
    expect(await read()).toBe(before);
    sandbox.move(7 * 24 * hour);
    expect((await read()) - before).toBeGreaterThan(20);
  });

  it('reads a link anew', async () => {
    const reply = await sandbox.graph('POST', '', { id: article(), scrape: true });
    expect(reply.body.title).toBe(sandbox.view().articles[0]?.title);
    expect(code(await sandbox.graph('POST', '', { scrape: true }))).toBe(100);
  });
});
