import { describe, expect, test } from 'vitest';
import type { RecordedRequest } from '../../adapters/sandbox/recorded-request.ts';
import { facebookRequestProblems } from './facebook-requests.ts';
import { specsFolder } from './folder.ts';

const folder = specsFolder();
if (folder === null) console.warn('SKIPPED: the published API lists are not beside the project, so the check of Graph requests is not tested');

function request(method: RecordedRequest['method'], path: string, params: Record<string, unknown> = {}): RecordedRequest {
  return { system: 'facebook', method, path, params, status: 200 };
}
function problems(...requests: RecordedRequest[]): string[] {
  return facebookRequestProblems(requests, folder ?? '');
}
const picture = { file: 'picture.jpg', bytes: 1000 };

describe.skipIf(folder === null)('Graph requests held against the published lists', () => {
  test('what the adapter sends is known there', () => {
    const good = [
      request('POST', '/100/feed', { message: 'Tin mới', link: 'https://example.com/a' }),
      request('POST', '/100/feed', { message: 'Ảnh', attached_media: [{ media_fbid: '5' }, { media_fbid: '6' }] }),
      request('POST', '/100/photos', { caption: 'Ảnh', alt_text_custom: 'Cầu', published: 'false', source: picture }),
      request('GET', '/100/published_posts', {
        limit: '50',
        after: 'x',
        fields: 'id,created_time,message,permalink_url,attachments{unshimmed_url,url}',
      }),
      request('GET', '/100', { fields: 'followers_count,fan_count,name', appsecret_proof: 'x' }),
      request('GET', '/100_7', { fields: 'shares,reactions.limit(0).summary(total_count),comments.limit(0).summary(total_count)' }),
      request('GET', '/100_7/insights', { metric: 'post_media_view' }),
      request('DELETE', '/100_7', { id: '100_7' }),
      request('GET', '/5', { fields: 'page_story_id' }),
      request('POST', '/', { id: 'https://example.com/a', scrape: 'true' }),
      request('GET', '/debug_token', { input_token: '(left out)' }),
    ];
    expect(problems(...good)).toEqual([]);
  });

  test('an unknown parameter is found', () => {
    expect(problems(request('POST', '/100/feed', { message: 'a', mesage: 'b' }))).toEqual(['POST /100/feed: no such parameter: mesage']);
  });

  test('a parameter of the wrong type is found', () => {
    expect(problems(request('POST', '/100/feed', { message: { text: 'a' } }))).toEqual(['POST /100/feed: message is not of type string']);
    expect(problems(request('POST', '/100/feed', { attached_media: 'five' }))).toEqual(['POST /100/feed: attached_media is not of type list<Object>']);
    expect(problems(request('POST', '/100/feed', { attached_media: ['five'] }))).toHaveLength(1);
    expect(problems(request('POST', '/100/feed', { published: 'perhaps' }))).toHaveLength(1);
    expect(problems(request('POST', '/100/feed', { scheduled_publish_time: 'tomorrow' }))).toHaveLength(1);
    expect(problems(request('POST', '/100/feed', { width: -1, height: 1.5 }))).toHaveLength(2);
    expect(problems(request('POST', '/100/photos', { caption: picture }))).toHaveLength(1);
    expect(problems(request('POST', '/100/photos', { source: 'bytes as text' }))).toHaveLength(1);
    expect(problems(request('POST', '/100/photos', { provenance_info: '[1]' }))).toHaveLength(1);
  });

  test('texts for numbers, JSON texts for lists and enum values in any case are taken', () => {
    const params = {
      published: '0',
      scheduled_publish_time: '2026-11-22T08:00:00+0000',
      width: '12',
      attached_media: '[{"media_fbid":"5"}]',
      unpublished_content_type: 'scheduled',
      targeting: '{"geo_locations":{}}',
      tags: [1, '2'],
      thumbnail: picture,
    };
    expect(problems(request('POST', '/100/feed', params))).toEqual([]);
    expect(problems(request('POST', '/100/feed', { unpublished_content_type: 'whenever' }))).toHaveLength(1);
  });

  test('a missing required parameter is found', () => {
    expect(problems(request('POST', '/100/video_reels', {}))).toEqual(['POST /100/video_reels: upload_phase is required']);
    expect(problems(request('POST', '/100/video_reels', { upload_phase: 'start' }))).toEqual([]);
  });

  test('an edge, an operation and a path that are not there are found', () => {
    expect(problems(request('POST', '/100/published_posts'))).toEqual(['POST /100/published_posts: Page has no such edge or operation']);
    expect(problems(request('POST', '/100/feed'), request('DELETE', '/100'))).toEqual(['DELETE /100: Page has no such edge or operation']);
    expect(problems(request('GET', '/100/feed/more'), request('GET', '/somewhere'))).toHaveLength(2);
  });

  test('an unknown field is found, however the fields are nested', () => {
    expect(problems(request('GET', '/100/published_posts', { fields: 'id,attachments{a,b},reactons.limit(0).summary(x,y)' }))).toEqual([
      'GET /100/published_posts: PagePost has no such field: reactons',
    ]);
    expect(problems(request('POST', '/100/feed', { message: 'a', fields: 'id,permalink_url' }))).toEqual([
      'POST /100/feed: Page has no such field: permalink_url',
    ]);
    expect(problems(request('GET', '/100', { fields: 7 }))).toHaveLength(1);
  });

  test('a photo is known by the post that shows it, so it is not taken for a page', () => {
    const attached = request('POST', '/100/feed', { message: 'a', attached_media: [{ media_fbid: '5' }] });
    expect(problems(attached, request('GET', '/5', { fields: 'fan_count' }))).toEqual(['GET /5: Photo has no such field: fan_count']);
  });

  test('another id than the one of the path is found', () => {
    expect(problems(request('POST', '/100_7', { id: '100_8', message: 'a' }))).toEqual(['POST /100_7: id is not the one of the path']);
  });

  test('requests to Telegram are not looked at', () => {
    expect(problems({ ...request('POST', '/100/nowhere'), system: 'telegram' })).toEqual([]);
  });
});
