import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStores } from '../../adapters/store/open.ts';
import { runCommand } from '../../src/cli/fanpage.ts';
import { parseConfig } from '../../src/config.ts';
import type { Decision } from '../../src/decision.ts';
import { decisionOf } from '../../src/identity.ts';
import type { Stores } from '../../src/ports.ts';
import type { Post } from '../../src/post.ts';
import { anAwaiting } from './approving/posts.ts';

const stage = { dir: '' };
beforeEach(async () => {
  stage.dir = mkdtempSync(join(tmpdir(), 'audit-'));
  const stores = await openStores({ mongoUri: null, dataDir: stage.dir });
  for (let number = 1; number <= 40; number++) expect(await stores.decisions.add(aDecision(number))).toBe(true);
  // Kept once, however often it is handed in.
  expect(await stores.decisions.add(aDecision(7))).toBe(false);
  await stores.close();
});
afterEach(() => rmSync(stage.dir, { recursive: true, force: true }));

function aDecision(number: number): Decision {
  return decisionOf({
    at: new Date(Date.UTC(2026, 10, 1, 0, 100 - number)),
    verb: number % 3 === 0 ? 'reject' : 'approve',
    by: number % 5 === 0 ? 'desk' : { id: 1001, name: '=Lan, "trực"' },
    postId: `post-${number}`,
    page: '100',
    version: 1,
    hash: 'ab'.repeat(32),
    chat: '-100',
    message: number,
    note: null,
  });
}

async function audit(...argv: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const load = () => parseConfig({ DATA_DIR: stage.dir, LOG_LEVEL: 'silent', HTTP_PORT: '47399', LOCALE: 'en' });
  const code = await runCommand(['audit', ...argv], {
    out: (text) => {
      out += text;
    },
    err: () => {},
    load,
  });
  return { code, out };
}

type Consented = Extract<Post, { status: 'approved' }>;
const anApproved = (id: string, approval: Consented['approval']): Consented => {
  const { askedAt: _asked, objectBy: _object, returned: _returned, ...rest } = anAwaiting({ id });
  return { ...rest, status: 'approved', approval };
};
const aRejected = (id: string, at: Date): Post => {
  const { approval: _approval, ...rest } = anApproved(id, { by: 'auto', at, hash: 'x' });
  return { ...rest, status: 'rejected', by: { id: 7, name: 'Lan' }, at };
};

async function withStores(work: (stores: Stores) => Promise<void>): Promise<void> {
  const stores = await openStores({ mongoUri: null, dataDir: stage.dir });
  await work(stores);
  await stores.close();
}

/** As somebody with the file in hands would. */
function tamper(sql: string): void {
  const database = new Database(join(stage.dir, 'desk.db'));
  database.exec(sql);
  database.close();
}

it('is whole, in the order in which decisions were kept, and says how long it is', async () => {
  const { code, out } = await audit('verify', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    ok: true,
    entries: 40,
    brokenAt: null,
    head: expect.stringMatching(/^[0-9a-f]{64}$/),
    missing: [],
    sealFound: null,
  });
  expect((await audit('verify')).out).toContain('whole: 40');
});

it.each([
  ['a changed name', `UPDATE decisions SET doc = replace(doc, 'Lan', 'Mai') WHERE doc LIKE '%post-13"%'`, 13],
  ['a changed verb', `UPDATE decisions SET doc = json_set(doc, '$.verb', 'approve') WHERE doc LIKE '%post-12"%'`, 12],
  ['a changed instant', `UPDATE decisions SET doc = json_set(doc, '$.at', '2026-11-02T00:00:00.000Z') WHERE doc LIKE '%post-20"%'`, 20],
  ['one that was taken out', `DELETE FROM decisions WHERE doc LIKE '%post-30"%'`, 30],
  ['the first taken out', `DELETE FROM decisions WHERE doc LIKE '%post-1"%'`, 1],
  ['one put in again under the number of another', `UPDATE decisions SET doc = json_set(doc, '$.link', '0000000099') WHERE doc LIKE '%post-8"%'`, 8],
])('notices %s, and where', async (_, sql, at) => {
  tamper(sql);
  const { code, out } = await audit('verify', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ ok: false, brokenAt: at });
});

it('has another head when its end was cut off', async () => {
  const head = async () => JSON.parse((await audit('verify', '--json')).out).head;
  const before = await head();
  tamper(`DELETE FROM decisions WHERE doc LIKE '%post-40"%'`);
  expect(await head()).not.toBe(before);
});

it('knows a seal that was noted down, and misses it when the end was cut off and the chain went on', async () => {
  const { head } = JSON.parse((await audit('verify', '--json')).out);
  expect(await audit('verify', '--seal', head)).toMatchObject({ code: 0 });
  tamper(`DELETE FROM decisions WHERE doc LIKE '%post-40"%'`);
  await withStores(async ({ decisions }) => void (await decisions.add(aDecision(41))));
  expect(await audit('verify')).toMatchObject({ code: 0 });
  const { code, out } = await audit('verify', '--json', '--seal', head);
  expect([code, JSON.parse(out)]).toEqual([1, expect.objectContaining({ ok: false, brokenAt: null, sealFound: false })]);
  expect((await audit('verify', '--seal', head)).out).toContain('This seal is not in the chain');
});

it('notices by the posts themselves that the end was cut off, and takes no older post for that', async () => {
  await withStores(async ({ posts, decisions }) => {
    const at = new Date(Date.UTC(2026, 10, 20));
    await posts.add(anApproved('one', { by: { id: 7, name: 'Lan' }, at, hash: 'x' }));
    await posts.add(aRejected('two', at));
    await posts.add(anApproved('older', { by: 'auto', at: new Date(Date.UTC(2026, 9, 1)), hash: 'x' }));
    const about = { at, by: 'desk', page: '100', version: 1, hash: null, chat: null, message: null, note: null } as const;
    await decisions.add(decisionOf({ ...about, verb: 'reject', postId: 'two' }));
    await decisions.add(decisionOf({ ...about, verb: 'approve', postId: 'one' }));
  });
  expect(await audit('verify')).toMatchObject({ code: 0 });
  tamper(`DELETE FROM decisions WHERE doc LIKE '%"one"%'`);
  const { code, out } = await audit('verify', '--json');
  expect([code, JSON.parse(out)]).toEqual([1, expect.objectContaining({ ok: false, brokenAt: null, missing: ['one'] })]);
  expect((await audit('verify')).out).toContain('one');
});

it.each(['=1+1', ' =1+1', '@SUM(A1)', '+84 912', '-1+1', '＝1', '\t=1', '\n=1'])('keeps %j a text in a spreadsheet', async (note) => {
  await withStores(async ({ decisions }) => void (await decisions.add({ ...aDecision(50), note })));
  expect((await audit('export')).out).toContain(`'${note}`);
});

it('goes out as CSV that a spreadsheet takes for texts, and as JSON', async () => {
  const { out } = await audit('export');
  expect(out.charCodeAt(0), 'the mark by which Excel knows UTF-8').toBe(0xfeff);
  const lines = out.slice(1).trimEnd().split('\n');
  expect(lines).toHaveLength(41);
  expect(lines[0]).toBe('number,at,verb,by_id,by_name,post,page,version,content_sha256,chat,message,note,previous,seal');
  expect(lines[1]).toContain(`1001,"'=Lan, ""trực""",post-1`);
  const rows = JSON.parse((await audit('export', '--json')).out);
  expect(rows).toHaveLength(40);
  expect(rows[39]).toMatchObject({ link: '0000000040', postId: 'post-40' });
});

it('grows by one at a time when several write at once', async () => {
  const stores = await Promise.all([0, 1, 2].map(() => openStores({ mongoUri: null, dataDir: stage.dir })));
  await Promise.all(stores.flatMap((one, writer) => Array.from({ length: 10 }, (_, index) => one.decisions.add(aDecision(100 + writer * 10 + index)))));
  for (const one of stores) await one.close();
  expect(JSON.parse((await audit('verify', '--json')).out)).toMatchObject({ ok: true, entries: 70 });
});
