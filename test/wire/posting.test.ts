/** Every form of post over HTTP: what is there already is adopted, what failed can be tried again, what broke off goes on. */
import { afterEach, describe, expect, it } from 'vitest';
import { contentHash, sha256 } from '../../src/identity.ts';
import { chatId } from '../fakes/desk.ts';
import { steps } from './fault-matrix.ts';
import { type Form, forms, openWireDesk, type WireDesk } from './wire-desk.ts';

const open: WireDesk[] = [];
afterEach(async () => {
  for (const wire of open.splice(0)) await wire.stop();
});

async function aWire(): Promise<WireDesk> {
  const wire = await openWireDesk();
  open.push(wire);
  return wire;
}

const asked = (wire: WireDesk, phase: string) =>
  wire.sandbox.requests().filter((request) => String(request.params.upload_phase ?? '').toLowerCase() === phase && request.status === 200);
const onPage = (wire: WireDesk) => wire.sandbox.view().posts.length;

describe.each(forms)('A post as %s', (form: Form) => {
  it('goes out once', async () => {
    const wire = await aWire();
    const post = await wire.live(await wire.put(form));
    expect(post).toMatchObject({ status: 'published', remoteId: expect.stringContaining(`${wire.page}_`), permalink: expect.any(String) });
    expect(onPage(wire)).toBe(1);
  });

  it('that the Page shows already, by whomever, is adopted before anything is sent or uploaded', async () => {
    const wire = await aWire();
    const { facebook } = wire.sandbox.places;
    await fetch(`${facebook.graphUrl}/${facebook.version}/${wire.page}/feed`, {
      method: 'POST',
      headers: { authorization: `Bearer ${facebook.pageToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'Mời bà con đọc: https://halam.example/tin/1?utm_source=zalo' }),
    });
    const before = wire.sandbox.requests().length;
    expect(await wire.live(await wire.put(form))).toMatchObject({ status: 'published', how: 'adopted' });
    expect(onPage(wire)).toBe(1);
    expect(
      wire.sandbox
        .requests()
        .slice(before)
        .filter((request) => request.method !== 'GET'),
    ).toEqual([]);
  });

  it('whose text does not name the article is known by its text', async () => {
    const wire = await aWire();
    const id = await wire.put(form, 1, (content) => ({ ...content, message: 'Bài do ban biên tập viết lại, không còn đường dẫn' }));
    wire.fault({ fault: 'lost-after', method: 'POST', path: steps[form].at(-1)?.path ?? '', ...phaseOf(form) });
    expect(await wire.live(id)).toMatchObject({ status: 'published', how: 'found' });
    expect(onPage(wire)).toBe(1);
  });

  it('that was published before the database was restored is adopted', async () => {
    const wire = await aWire();
    const id = await wire.put(form);
    const scheduled = await wire.post(id);
    const published = await wire.live(id);
    if (scheduled.status !== 'scheduled' || published.status !== 'published') throw new Error(`ended as ${published.status}`);
    const restored = { ...scheduled, rev: published.rev };
    expect((await wire.ports.posts.replace(published, restored)).outcome).toBe('written');
    wire.desk.pass(120_000);
    expect(await wire.live(id)).toMatchObject({ status: 'published', how: 'adopted', remoteId: published.remoteId });
    expect(onPage(wire)).toBe(1);
  });

  it('whose content was refused fails alone, and is posted when staff press the button for it', async () => {
    const wire = await aWire();
    wire.fault({ fault: 'graph-324', method: 'POST' });
    const id = await wire.put(form);
    const other = await wire.put('link', 2);
    expect(await wire.live(id)).toMatchObject({ status: 'failed', failure: { reason: 'content', code: 324 } });
    expect(await wire.live(other)).toMatchObject({ status: 'published' });
    await wire.app.run('ask-staff');
    const [message, data] = retryButton(wire);
    await wire.app.press({ data, user: { id: 7, name: 'Lan' }, chat: chatId, message });
    await wire.app.run('schedule');
    wire.desk.pass(3_600_000);
    expect(await wire.live(id)).toMatchObject({ status: 'published' });
    expect(onPage(wire)).toBe(2);
  });
});

function phaseOf(form: Form): { readonly phase?: 'start' | 'transfer' | 'finish' } {
  const phase = steps[form].at(-1)?.phase;
  return phase === undefined ? {} : { phase };
}

function retryButton(wire: WireDesk): readonly [number, string] {
  for (const [message, card] of wire.desk.chat.cards) {
    for (const button of card.buttons.flat()) if ('press' in button && card.text.includes('Tin số 1')) return [message, button.press];
  }
  throw new Error('no card has a button');
}

describe('A long upload', () => {
  it('of a video goes on where it stood, turn after turn, and begins only once', async () => {
    const wire = await aWire();
    // More lost connections than one turn bears: the post waits for the next one, with what the Page holds already.
    wire.fault({ fault: 'lost-before', method: 'POST', path: '/*/videos', phase: 'transfer', skip: 1, times: 9 });
    const id = await wire.put('video');
    await wire.live(id, 1);
    const waiting = await wire.post(id);
    expect(waiting).toMatchObject({ status: 'scheduled', uploads: { video: { offset: 2_097_152 } } });
    expect(await wire.live(id)).toMatchObject({ status: 'published' });
    expect(asked(wire, 'start')).toHaveLength(1);
    expect(asked(wire, 'transfer').map((request) => request.params.start_offset)).toEqual(['0', '2097152', '4194304']);
    expect(onPage(wire)).toBe(1);
  });

  it('whose chunk arrived although its answer was lost is not sent again', async () => {
    const wire = await aWire();
    wire.fault({ fault: 'lost-after', method: 'POST', path: '/*/videos', phase: 'transfer', skip: 1 });
    expect(await wire.live(await wire.put('video'))).toMatchObject({ status: 'published' });
    expect(asked(wire, 'transfer').map((request) => request.params.start_offset)).toEqual(['0', '4194304']);
    expect(onPage(wire)).toBe(1);
  });

  it('of a reel goes on from where the connection broke', async () => {
    const wire = await aWire();
    wire.fault({ fault: 'cut-midway', method: 'POST', path: '/video-upload/*' });
    expect(await wire.live(await wire.put('reel'))).toMatchObject({ status: 'published' });
    expect(asked(wire, 'start')).toHaveLength(1);
    expect(onPage(wire)).toBe(1);
  });

  it('of pictures keeps those that are there', async () => {
    const wire = await aWire();
    wire.fault({ fault: 'lost-before', method: 'POST', path: '/*/photos', skip: 2 });
    const id = await wire.put('album');
    await wire.live(id, 1);
    expect(await wire.post(id)).toMatchObject({ status: 'scheduled', uploads: { photos: [{}, {}] } });
    expect(await wire.live(id)).toMatchObject({ status: 'published' });
    expect(wire.sandbox.requests().filter((request) => request.path.endsWith('/photos') && request.status === 200)).toHaveLength(3);
  });

  it('that a crash cut off is gone on with by the next process', async () => {
    const wire = await aWire();
    const id = await wire.put('video');
    wire.fault({ fault: 'lost-before', method: 'POST', path: '/*/videos', phase: 'transfer', skip: 1, times: 4 });
    await wire.live(id, 1);
    const waiting = await wire.post(id);
    if (waiting.status !== 'scheduled') throw new Error(`it is ${waiting.status}`);
    const now = wire.desk.clock();
    const claim = { by: 'host|2|gone', at: now, until: new Date(now.getTime() + 300_000) };
    await wire.ports.posts.replace(waiting, { ...waiting, status: 'publishing', claim, sendingAt: null });
    wire.desk.gone.add('host|2|gone');
    expect(await wire.live(id)).toMatchObject({ status: 'published' });
    expect(asked(wire, 'start')).toHaveLength(1);
    expect(onPage(wire)).toBe(1);
  });

  it('ends between two chunks when the service ends, and hands the post over', async () => {
    const wire = await aWire();
    const id = await wire.put('video');
    const post = await wire.post(id);
    if (post.status !== 'scheduled' || post.content.form !== 'video') throw new Error('no video');
    const [page] = wire.ports.fanPages;
    const bytes = wire.desk.media.get(post.content.video.sha256) ?? new Uint8Array();
    const file = { size: bytes.length, read: async (from: number, to: number) => bytes.slice(from, to) };
    const input = { form: 'video', as: 'video', message: post.content.message, sha256: post.content.video.sha256, file, cover: null } as const;
    let kept = 0;
    const outcome = await page?.upload(input, null, async () => ++kept < 2);
    expect(outcome).toEqual({ outcome: 'stopped' });
    expect(asked(wire, 'transfer')).toHaveLength(1);
  });
});

describe('A video that Facebook cannot use', () => {
  it('fails with a reason, and is not posted', async () => {
    const wire = await aWire();
    const id = await wire.put('video');
    const post = await wire.post(id);
    if (post.status !== 'scheduled' || post.content.form !== 'video') throw new Error('no video');
    // The bytes are what was approved, but no video.
    const bytes = new Uint8Array(3000);
    wire.desk.media.set(sha256(bytes), bytes);
    const content = { ...post.content, video: { ...post.content.video, sha256: sha256(bytes), size: bytes.length } };
    await wire.ports.posts.replace(post, { ...post, content, approval: { ...post.approval, hash: contentHash(post.page, content) } });
    expect(await wire.live(id)).toMatchObject({ status: 'failed', failure: { reason: 'content', detail: expect.stringContaining('could not use the video') } });
    expect(onPage(wire)).toBe(0);
  });
});
