import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FaultName, faultNames } from '../../../adapters/sandbox/faults.ts';
import { at, type Reply, type SandboxUnderTest, startForTest } from './sandbox-under-test.ts';

let sandbox: SandboxUnderTest;
let page: string;
beforeEach(async () => {
  sandbox = await startForTest();
  page = sandbox.places.facebook.pageId;
});
afterEach(() => sandbox.stop());

const post = (message = 'Tin') => sandbox.graph('POST', `${page}/feed`, { message });
const outcome = async (call: Promise<Reply>) =>
  call.then(
    (reply) => ({ status: reply.status, code: at(reply.body, 'error', 'code') }),
    () => 'no answer',
  );

describe('a fault', () => {
  const answers: readonly (readonly [FaultName, unknown])[] = [
    ['lost-before', 'no answer'],
    ['lost-after', 'no answer'],
    ['reset', 'no answer'],
    ['error-500-1', { status: 500, code: 1 }],
    ['error-500-2', { status: 500, code: 2 }],
    ['502-html', { status: 502, code: undefined }],
    ['200-empty', { status: 200, code: undefined }],
    ['200-html', { status: 200, code: undefined }],
    ['graph-506', { status: 400, code: 506 }],
    ['graph-190', { status: 401, code: 190 }],
    ['graph-368', { status: 400, code: 368 }],
    ['graph-32', { status: 400, code: 32 }],
    ['graph-10', { status: 403, code: 10 }],
    ['graph-324', { status: 400, code: 324 }],
    ['429', { status: 429, code: 4 }],
  ];

  it.each(answers)('%s answers so, once, and only lost-after has had its effect', async (fault, expected) => {
    sandbox.setFault({ system: 'facebook', fault });
    expect(await outcome(post())).toEqual(expected);
    expect(sandbox.view().postCount).toBe(fault === 'lost-after' ? 1 : 0);
    expect((await post('Tin khác')).status).toBe(200);
  });

  it.each(faultNames.filter((name) => !['lost-before', 'lost-after', 'hang'].includes(name)))('%s can have its effect all the same', async (fault) => {
    sandbox.setFault({ system: 'facebook', fault, effect: true });
    await outcome(post());
    expect(sandbox.view().postCount).toBe(1);
  });

  it('hang never answers', async () => {
    sandbox.setFault({ system: 'facebook', fault: 'hang', effect: true });
    const gone = new AbortController();
    const url = `${sandbox.places.facebook.graphUrl}/v24.0/${page}/feed`;
    const authorization = `Bearer ${sandbox.places.facebook.pageToken}`;
    const hanging = fetch(url, {
      method: 'POST',
      body: JSON.stringify({ message: 'a' }),
      headers: { authorization, 'content-type': 'application/json' },
      signal: gone.signal,
    });
    const caught = hanging.catch(() => 'given up');
    while (sandbox.view().postCount === 0) await sandbox.bot('getMe');
    gone.abort();
    expect(await caught).toBe('given up');
  });

  it('meets the calls of its system, method and path only, as many times as ordered', async () => {
    sandbox.setFault({ system: 'facebook', method: 'POST', path: '/*/feed', fault: 'error-500-2', times: 2 });
    expect((await sandbox.graph('GET', page)).status).toBe(200);
    expect((await sandbox.bot('getMe')).status).toBe(200);
    expect([(await post()).status, (await post()).status, (await post()).status]).toEqual([500, 500, 200]);
  });

  it('of the chat and of the portal speaks their language', async () => {
    const chat = sandbox.places.telegram.chat;
    const send = () => sandbox.bot('sendMessage', { chat_id: chat, text: 'a' });
    sandbox.setFault({ system: 'telegram', path: 'sendMessage', fault: '429' });
    expect((await send()).body).toMatchObject({ ok: false, error_code: 429, parameters: { retry_after: 1 } });
    sandbox.setFault({ system: 'telegram', path: 'sendMessage', fault: '403-kicked' });
    expect((await send()).body).toMatchObject({ ok: false, error_code: 403 });
    sandbox.setFault({ system: 'telegram', fault: 'error-500-1' });
    expect((await send()).body).toMatchObject({ ok: false, error_code: 500 });
    expect(sandbox.view().chat.messages).toHaveLength(0);
    for (const [fault, status] of [
      ['429', 429],
      ['error-500-1', 500],
      ['502-html', 502],
    ] as const) {
      sandbox.setFault({ system: 'portal', path: '/portal/rss/*', fault });
      expect((await fetch(sandbox.places.feeds[0] ?? '')).status).toBe(status);
    }
    expect((await fetch(sandbox.places.feeds[0] ?? '')).status).toBe(200);
  });

  it('is switched on, listed and cleared over HTTP', async () => {
    const listed = await sandbox.own('/sandbox/faults', { system: 'facebook', method: 'POST', path: '/*/photos', fault: 'lost-after', times: 3 });
    expect(at(listed.body, 'list', 0)).toMatchObject({ fault: 'lost-after', times: 3 });
    expect(sandbox.view().faults).toHaveLength(1);
    await sandbox.own('/sandbox/faults', { clear: true });
    expect((await sandbox.own('/sandbox/faults')).body).toMatchObject({ list: [] });
    expect((await sandbox.own('/sandbox/faults', { system: 'facebook', fault: 'nonsense' })).status).toBe(400);
    sandbox.setFault({ system: 'facebook', fault: 'reset' });
    sandbox.clearFaults();
    expect((await post()).status).toBe(200);
  });
});

describe('what came in', () => {
  it('is recorded without tokens, files by name and size, lost answers as status 0', async () => {
    await sandbox.graph('GET', page, { fields: 'name', access_token: sandbox.places.facebook.pageToken });
    const data = new FormData();
    data.set('chat_id', sandbox.places.telegram.chat);
    data.set('photo', new Blob([new Uint8Array(9)]), 'a.jpg');
    await sandbox.bot('sendPhoto', data);
    sandbox.setFault({ system: 'facebook', fault: 'lost-after' });
    await outcome(post('Mất câu trả lời'));
    expect(sandbox.requests()).toEqual([
      { system: 'facebook', method: 'GET', path: `/${page}`, params: { fields: 'name' }, status: 200 },
      {
        system: 'telegram',
        method: 'POST',
        path: 'sendPhoto',
        params: { chat_id: sandbox.places.telegram.chat, photo: { file: 'a.jpg', bytes: 9 } },
        status: 400,
      },
      { system: 'facebook', method: 'POST', path: `/${page}/feed`, params: { message: 'Mất câu trả lời' }, status: 0 },
    ]);
    expect((await sandbox.own('/sandbox/requests')).body).toEqual({ list: sandbox.requests() });
    expect(JSON.stringify(sandbox.requests())).not.toContain(sandbox.places.facebook.pageToken);
  });
});
