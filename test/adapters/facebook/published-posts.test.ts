import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFanPage } from '../../../adapters/facebook/fan-page.ts';
import { unshimmed } from '../../../adapters/facebook/published-posts.ts';
import { facebookRequestProblems } from '../../specs/facebook-requests.ts';
import { specsFolder } from '../../specs/folder.ts';
import { config, createGraph, graphError, pageToken } from './graph.ts';

const graph = createGraph();
const folder = specsFolder();
beforeAll(() => graph.server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  if (folder !== null) expect(facebookRequestProblems(graph.asked, folder)).toEqual([]);
  expect(graph.left()).toBe(0);
  graph.clear();
});
afterAll(() => graph.server.close());

const since = new Date('2026-11-22T00:00:00Z');
const page = createFanPage(config, { wait: async () => {} });
const next = `https://graph.test/v24.0/100/published_posts?access_token=${encodeURIComponent(pageToken)}&limit=50&after=x`;

function post(id: string, hour: number, more: Readonly<Record<string, unknown>> = {}) {
  return { id, created_time: `2026-11-22T${String(hour).padStart(2, '0')}:00:00+0000`, ...more };
}
function listing(data: readonly unknown[], after: string | null) {
  return { body: { data, paging: after === null ? { cursors: { before: 'b', after: 'last' } } : { cursors: { before: 'b', after }, next } } };
}
const yesterday = { id: '100_0', created_time: '2026-11-21T23:59:59+0000' };

async function ids(): Promise<readonly string[] | string> {
  const read = await page.postsSince(since);
  return read.outcome === 'read' ? read.value.map((each) => each.remoteId) : read.outcome;
}

describe('The posts since an instant', () => {
  test('are told with text, address and the links of their attachments', async () => {
    const attachments = {
      data: [
        { unshimmed_url: 'https://portal.example/tin-1', url: 'https://l.facebook.com/l.php?u=https%3A%2F%2Fother.example' },
        { url: 'https://l.facebook.com/l.php?u=https%3A%2F%2Fportal.example%2Ftin-2%3Fa%3D1%26fbclid%3DXyz&h=AT0' },
        { url: 'https://portal.example/tin-1' },
        {},
      ],
    };
    graph.answer(listing([post('100_2', 8, { message: 'Tin', permalink_url: 'https://www.facebook.com/100/posts/2', attachments }), post('100_1', 7)], null));
    expect(await page.postsSince(since)).toEqual({
      outcome: 'read',
      value: [
        {
          remoteId: '100_2',
          createdAt: new Date('2026-11-22T08:00:00Z'),
          message: 'Tin',
          permalink: 'https://www.facebook.com/100/posts/2',
          links: ['https://portal.example/tin-1', 'https://portal.example/tin-2?a=1'],
        },
        { remoteId: '100_1', createdAt: new Date('2026-11-22T07:00:00Z'), message: null, permalink: null, links: [] },
      ],
    });
    expect(graph.asked[0]?.params).toEqual({ fields: 'id,created_time,message,permalink_url,attachments{media_type,unshimmed_url,url}', limit: '50' });
  });

  test('are read over all pages by cursor, never by the address that holds the token', async () => {
    graph.answer(listing([post('100_4', 9)], 'c1'), listing([], 'c2'), listing([post('100_3', 8), post('100_4', 9)], null));
    expect(await ids()).toEqual(['100_4', '100_3']);
    expect(graph.asked.map((each) => each.params.after)).toEqual([undefined, 'c1', 'c2']);
    expect(graph.asked.every((each) => each.path === '/100/published_posts' && !each.url.search.includes('access_token'))).toBe(true);
  });

  test('end with a page on which all are older, and leave older ones out', async () => {
    graph.answer(listing([post('100_4', 0), yesterday], 'c1'), listing([yesterday], 'c2'));
    expect(await ids()).toEqual(['100_4']);
  });

  test('are newest first whatever order they come in', async () => {
    graph.answer(listing([post('100_1', 1), post('100_3', 3), post('100_2', 2)], null));
    expect(await ids()).toEqual(['100_3', '100_2', '100_1']);
  });

  test('are none where the Page lists none', async () => {
    graph.answer({ body: { data: [] } });
    expect(await ids()).toEqual([]);
  });

  test('are read on by time where a list has no cursors', async () => {
    const byTime = 'https://graph.test/v24.0/100/published_posts?access_token=x&until=1763800000&limit=50';
    graph.answer({ body: { data: [post('100_2', 8)], paging: { next: byTime } } }, { body: { data: [post('100_1', 7)] } });
    expect(await ids()).toEqual(['100_2', '100_1']);
    expect(graph.asked[1]?.params).toMatchObject({ until: '1763800000', limit: '50' });
  });

  test('are no answer when the list cannot be followed to its end', async () => {
    graph.answer({ body: { data: [post('100_2', 8)], paging: { next: 'https://graph.test/?access_token=x' } } });
    expect(await ids()).toBe('no-answer');
    graph.answer({ body: { data: [post('100_2', 8)], paging: { next: 'nowhere' } } });
    expect(await ids()).toBe('no-answer');
    graph.answer({ body: { data: [], paging: 'c1' } });
    expect(await ids()).toBe('no-answer');
    graph.clear();
    graph.answer(listing([post('100_2', 8)], 'c1'), listing([post('100_2', 8)], 'c1'));
    expect(await ids()).toBe('no-answer');
    expect(graph.asked).toHaveLength(2);
  });

  test('are no answer when the list does not end within bounds', async () => {
    graph.answer(...Array.from({ length: 40 }, (_, turn) => listing([post(`100_${turn}`, 8)], `c${turn}`)));
    expect(await ids()).toBe('no-answer');
    expect(graph.asked).toHaveLength(40);
  });

  test('are no answer when a later page is refused or unreadable: half a list proves nothing', async () => {
    graph.answer(listing([post('100_2', 8)], 'c1'), { status: 400, body: graphError(190) });
    expect(await page.postsSince(since)).toMatchObject({ outcome: 'refused', refusal: { class: 'token' } });
    graph.answer(listing([post('100_2', 8)], 'c1'), { body: { data: [{ id: '100_1', created_time: 'long ago' }] } });
    expect(await ids()).toBe('no-answer');
    graph.answer({ body: { data: null } });
    expect(await ids()).toBe('no-answer');
    graph.answer({ body: { data: [null] } });
    expect(await ids()).toBe('no-answer');
    graph.answer({ body: { error: graphError(10).error, data: [] } });
    expect(await ids()).toBe('refused');
  });

  test('are asked for in smaller helpings when the Page says that it was too much', async () => {
    graph.answer({ status: 500, body: graphError(1) }, { status: 500, body: graphError(1) }, listing([post('100_2', 8)], null));
    expect(await ids()).toEqual(['100_2']);
    expect(graph.asked.map((each) => each.params.limit)).toEqual(['50', '25', '12']);
  });
});

describe('A link of an attachment', () => {
  test('behind Facebook’s redirect is the address it leads to', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.constantFrom('l', 'lm'), (address, host) => {
        expect(unshimmed(`https://${host}.facebook.com/l.php?h=AT1&u=${encodeURIComponent(address)}`)).toBe(address);
      }),
    );
  });

  test('that is no redirect, or leads nowhere, stays as it is', () => {
    const same = [
      'https://portal.example/l.php?u=https%3A%2F%2Fother.example',
      'https://l.facebook.com/l.php?h=1',
      'https://l.facebook.com/l.php?u=x',
      'no address',
    ];
    expect(same.map(unshimmed)).toEqual(same);
  });
});
