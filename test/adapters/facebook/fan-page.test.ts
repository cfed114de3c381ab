import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFanPage } from '../../../adapters/facebook/fan-page.ts';
import { appSecretProof } from '../../../adapters/facebook/secrets.ts';
import type { FanPage } from '../../../src/ports.ts';
import { facebookRequestProblems } from '../../specs/facebook-requests.ts';
import { specsFolder } from '../../specs/folder.ts';
import { type Answer, appSecret, config, createGraph, graphError, pageToken } from './graph.ts';

const graph = createGraph();
const folder = specsFolder();
if (folder === null) console.warn('SKIPPED: the published API lists are not beside the project, so the adapter’s requests are not held against them');
beforeAll(() => graph.server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  if (folder !== null) expect(facebookRequestProblems(graph.asked, folder)).toEqual([]);
  expect(graph.left()).toBe(0);
  graph.clear();
});
afterAll(() => graph.server.close());

const waits: number[] = [];
const wait = async (ms: number) => void waits.push(ms);
const page = createFanPage(config, { wait });
const hidden = { status: 400, body: graphError(100, { error_subcode: 33 }) };

test('a page bears the id of the configuration', () => {
  expect(page.id).toBe('100');
});

describe('Followers', () => {
  test('are followers_count, else fan_count', async () => {
    graph.answer({ body: { id: '100', followers_count: 1234, fan_count: 1200 } }, { body: { id: '100', fan_count: 1200 } });
    expect(await page.followers()).toEqual({ outcome: 'read', value: 1234 });
    expect(await page.followers()).toEqual({ outcome: 'read', value: 1200 });
    expect(graph.asked[0]?.params).toEqual({ fields: 'followers_count,fan_count' });
  });

  test('are 0 where the Page says 0', async () => {
    graph.answer({ body: { followers_count: 0, fan_count: 12 } });
    expect(await page.followers()).toEqual({ outcome: 'read', value: 0 });
  });

  test('are no answer where the Page tells neither, or no number', async () => {
    graph.answer({ body: { id: '100' } }, { body: { followers_count: 'many' } });
    expect(await page.followers()).toMatchObject({ outcome: 'no-answer' });
    expect(await page.followers()).toMatchObject({ outcome: 'no-answer' });
  });
});

describe('Daily figures', () => {
  const since = new Date('2026-11-19T08:00:00Z');
  const until = new Date('2026-11-22T08:00:00Z');
  const day = (end_time: string, value: unknown) => ({ value, end_time });

  test('are asked for one metric a call, with the end of each day', async () => {
    const values = [
      day('2026-11-19T08:00:00+0000', 1),
      day('2026-11-20T08:00:00+0000', 7),
      day('2026-11-22T08:00:00+0000', 9),
      day('2026-11-23T08:00:00+0000', 5),
    ];
    graph.answer({ body: { data: [{ name: 'page_daily_follows_unique', period: 'day', values }] } }, { body: { data: [] } }, { body: { data: [] } });
    expect(await page.daily('came', since, until)).toEqual({
      outcome: 'read',
      value: [
        { endedAt: new Date('2026-11-20T08:00:00Z'), value: 7 },
        { endedAt: new Date('2026-11-22T08:00:00Z'), value: 9 },
      ],
    });
    await page.daily('went', since, until);
    await page.daily('stock', since, until);
    const asked = { period: 'day', since: String(since.getTime() / 1000), until: String(until.getTime() / 1000) };
    expect(graph.asked.map((one) => one.params)).toEqual([
      { metric: 'page_daily_follows_unique', ...asked },
      { metric: 'page_daily_unfollows_unique', ...asked },
      { metric: 'page_follows', ...asked },
    ]);
  });

  test('that are told in another form are left out, another metric’s and another period’s, too', async () => {
    const values = [day('2026-11-20T08:00:00+0000', { a: 1 }), day('gestern', 3), day('2026-11-21T08:00:00+0000', -4), { value: 3 }];
    const data = ['page_follows', 'page_views_total'].map((name) => ({ name, period: 'day', values }));
    graph.answer({ body: { data: [...data, { name: 'page_follows', period: 'week', values: [day('2026-11-20T08:00:00+0000', 4)] }] } });
    expect(await page.daily('stock', since, until)).toEqual({ outcome: 'read', value: [] });
  });

  test('of a metric that is dead are refused as content', async () => {
    graph.answer({ status: 400, body: graphError(100) });
    expect(await page.daily('stock', since, until)).toMatchObject({ outcome: 'refused', refusal: { class: 'content' } });
  });
});

describe('A read', () => {
  test.each<[string, Answer]>([
    ['code 2', { status: 500, body: graphError(2) }],
    ['is_transient', { status: 400, body: graphError(9999, { is_transient: true }) }],
    ['a 502 page', { status: 502, body: '<html>' }],
    ['a 200 page', { status: 200, body: '<html>' }],
    ['a lost connection', 'network error'],
  ])('is asked again after %s', async (_, answer) => {
    waits.length = 0;
    graph.answer(answer, answer, { body: { followers_count: 5 } });
    expect(await page.followers()).toEqual({ outcome: 'read', value: 5 });
    expect(waits).toEqual([1000, 3000]);
  });

  test('is given up after three tries', async () => {
    const busy = { status: 503, body: graphError(2) };
    graph.answer(busy, busy, busy);
    expect(await page.followers()).toEqual({ outcome: 'no-answer', detail: 'HTTP 503, code 2: (#2) said by the Page (trace Abc)' });
  });

  test('is not asked again after a no: calls while throttled prolong the block', async () => {
    graph.answer({ status: 400, body: graphError(4, { is_transient: true }) });
    expect(await page.followers()).toMatchObject({ outcome: 'refused', refusal: { class: 'rate', code: 4 } });
  });
});

describe('A post that is read back', () => {
  test('is seen by readers unless the Page says otherwise, or has none such', async () => {
    const permalink_url = 'https://www.facebook.com/100/posts/7';
    graph.answer(
      { body: { permalink_url, is_published: true, id: '100_7' } },
      { body: { id: '100_7' } },
      { body: { permalink_url, is_published: false } },
      hidden,
    );
    expect(await page.readBack('100_7')).toEqual({ outcome: 'read', value: { visible: true, permalink: permalink_url } });
    expect(await page.readBack('100_7')).toEqual({ outcome: 'read', value: { visible: true, permalink: null } });
    expect(await page.readBack('100_7')).toEqual({ outcome: 'read', value: { visible: false, permalink: permalink_url } });
    expect(await page.readBack('100_7')).toEqual({ outcome: 'read', value: { visible: false, permalink: null } });
    expect(graph.asked[0]).toMatchObject({ method: 'GET', path: '/100_7', params: { fields: 'permalink_url,is_published' } });
  });

  test('of a strange id stays within the path', async () => {
    graph.answer({ status: 404, body: graphError(100) });
    await page.readBack('../100/feed?x=1');
    expect(graph.asked[0]?.url.pathname).toBe('/v24.0/..%2F100%2Ffeed%3Fx%3D1');
    graph.clear();
  });
});

describe('Figures of a post', () => {
  const counts = {
    id: '100_7',
    shares: { count: 3 },
    reactions: { data: [], summary: { total_count: 12 } },
    comments: { data: [], summary: { total_count: 0 } },
  };
  const views = (value: unknown, more = {}) => ({ body: { data: [{ name: 'post_media_view', period: 'lifetime', values: [{ value }], ...more }] } });

  test('are reactions, comments and shares in one call and views in another', async () => {
    graph.answer({ body: counts }, views(4500));
    expect(await page.figures('100_7')).toEqual({ outcome: 'read', value: { reactions: 12, comments: 0, shares: 3, views: 4500 } });
    expect(graph.asked.map((each) => [each.path, each.params])).toEqual([
      ['/100_7', { fields: 'shares,reactions.limit(0).summary(total_count),comments.limit(0).summary(total_count)' }],
      ['/100_7/insights', { metric: 'post_media_view' }],
    ]);
  });

  test('are 0 shares where Facebook leaves them out, and null where it does not tell', async () => {
    graph.answer({ body: { id: '100_7' } }, { body: { data: [] } });
    expect(await page.figures('100_7')).toEqual({ outcome: 'read', value: { reactions: null, comments: null, shares: 0, views: null } });
    graph.answer({ body: { shares: 'some', reactions: { data: [] }, comments: { summary: {} } } }, views({ like: 1 }));
    expect(await page.figures('100_7')).toEqual({ outcome: 'read', value: { reactions: null, comments: null, shares: null, views: null } });
  });

  test('stand without views when insights are refused, and when only a day’s views are told', async () => {
    graph.answer({ body: counts }, { status: 400, body: graphError(100) }, { body: counts }, views(7, { period: 'day' }));
    expect(await page.figures('100_7')).toMatchObject({ value: { reactions: 12, views: null } });
    expect(await page.figures('100_7')).toMatchObject({ value: { reactions: 12, views: null } });
  });

  test('of a post that is gone are refused, and insights are not asked', async () => {
    graph.answer(hidden);
    expect(await page.figures('100_7')).toMatchObject({ outcome: 'refused', refusal: { subcode: 33 } });
  });
});

describe('Health', () => {
  const debugged = (more = {}) => ({
    body: { data: { app_id: '9', type: 'PAGE', is_valid: true, expires_at: 0, data_access_expires_at: 1771200000, scopes: ['pages_manage_posts'], ...more } },
  });

  test('tells the name, the expiries and the scopes', async () => {
    graph.answer(debugged({ expires_at: 1770000000 }), { body: { name: 'Trang Hà Giang' } });
    expect(await page.health()).toEqual({
      outcome: 'read',
      value: {
        appId: '9',
        name: 'Trang Hà Giang',
        valid: true,
        expiresAt: new Date(1770000000_000),
        dataAccessExpiresAt: new Date(1771200000_000),
        scopes: ['pages_manage_posts'],
      },
    });
    expect(graph.asked.map((each) => each.path)).toEqual(['/debug_token', '/100']);
    expect(graph.asked[0]?.params).toEqual({ input_token: pageToken });
  });

  test('knows an expiry of 0 as never', async () => {
    graph.answer(debugged(), { body: { name: 'Trang' } });
    expect(await page.health()).toMatchObject({ value: { expiresAt: null } });
  });

  test('tells a dead token even where the Page’s name is refused', async () => {
    graph.answer(debugged({ is_valid: false, scopes: undefined }), { status: 400, body: graphError(190) });
    expect(await page.health()).toMatchObject({ outcome: 'read', value: { name: '100', valid: false, scopes: [] } });
  });

  test('is a refusal when the token may not read the Page, and no answer when the answer is strange', async () => {
    graph.answer(debugged(), { status: 400, body: graphError(10) }, { body: { data: {} } });
    expect(await page.health()).toMatchObject({ outcome: 'refused', refusal: { class: 'permission' } });
    expect(await page.health()).toMatchObject({ outcome: 'no-answer' });
  });

  test('is looked up by the app where the token may not look at itself', async () => {
    const withApp = createFanPage({ ...config, appId: '9', appSecret }, { wait });
    graph.answer({ status: 400, body: graphError(190) }, debugged({ is_valid: false }), { status: 400, body: graphError(190) });
    expect(await withApp.health()).toMatchObject({ outcome: 'read', value: { valid: false } });
    expect(graph.asked.map((each) => each.headers.get('authorization'))).toEqual([`Bearer ${pageToken}`, `Bearer 9|${appSecret}`, `Bearer ${pageToken}`]);
    expect(graph.asked.map((each) => each.url.searchParams.has('appsecret_proof'))).toEqual([true, false, true]);
    graph.answer({ status: 400, body: graphError(190) });
    expect(await page.health()).toMatchObject({ outcome: 'refused', refusal: { class: 'token' } });
  });
});

describe('Secrets', () => {
  const proof = appSecretProof(pageToken, appSecret);
  const echo = `${pageToken} ${encodeURIComponent(pageToken)} ${appSecret} ${proof}`;
  const answers: readonly Answer[] = [
    { status: 400, body: graphError(190, { message: `Malformed access token ${echo}`, error_user_msg: echo }) },
    { status: 500, body: graphError(2, { message: echo, fbtrace_id: echo }) },
    { status: 400, body: graphError(100, { message: echo }) },
    { status: 502, body: `<html>${echo}</html>` },
    { status: 302, body: echo, headers: { Location: `https://graph.test/?access_token=${encodeURIComponent(pageToken)}` } },
    { status: 200, body: { error: echo } },
    { status: 200, body: { paging: { next: `https://graph.test/?access_token=${encodeURIComponent(pageToken)}` }, data: [null] } },
    'network error',
  ];

  async function everyOutcome(fanPage: FanPage): Promise<unknown[]> {
    const jobs = [
      () => fanPage.publish({ form: 'link', message: 'a', link: 'https://portal.example/1' }, null),
      () => fanPage.publish({ form: 'photo', message: 'a', pictures: [{ bytes: Uint8Array.of(1), alt: null }] }, null),
      () => fanPage.postsSince(new Date(0)),
      () => fanPage.readBack('100_7'),
      () => fanPage.followers(),
      () => fanPage.figures('100_7'),
      () => fanPage.health(),
    ];
    const outcomes: unknown[] = [];
    for (const answer of answers) {
      for (const job of jobs) {
        graph.answer(...Array<Answer>(9).fill(answer));
        outcomes.push(await job());
        graph.clear();
      }
    }
    return outcomes;
  }

  test.each(['header', 'query'] as const)('are in no outcome, with the token in the %s', async (tokenIn) => {
    const outcomes = await everyOutcome(createFanPage({ ...config, tokenIn, appId: '9', appSecret }, { wait }));
    expect(outcomes).toHaveLength(answers.length * 7);
    const told = JSON.stringify(outcomes);
    for (const secret of [pageToken, encodeURIComponent(pageToken), appSecret, encodeURIComponent(appSecret), proof]) expect(told).not.toContain(secret);
    expect(told).toContain('Malformed access token [secret]');
  });
});
