/** Two hundred drafts within a minute: they do not bury the chat, no message is refused for haste, and each can be decided. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startSandbox } from '../adapters/sandbox/server.ts';
import { parseConfig, withSandbox } from '../src/config.ts';
import { postIdOf } from '../src/identity.ts';
import { createSilentLog } from '../src/log.ts';
import { openDesk } from '../src/main.ts';
import type { Draft } from '../src/post.ts';
import { addMs, instantOf } from '../src/time.ts';
import { createClockwork } from './adapters/telegram/desk.ts';

const drafts = 200;

it('200 drafts in one minute come as one digest card within the group’s 20 messages a minute, and each is decided on it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'flood-'));
  const clock = { now: instantOf('2026-11-11', '06:45', 'Asia/Ho_Chi_Minh') };
  const steady = createClockwork();
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    clock: () => clock.now,
    stateFile: null,
    chat: 'group',
    log: createSilentLog(),
    monotonic: steady.ticks,
  });
  const config = withSandbox(parseConfig({ DATA_DIR: dataDir }), sandbox.places);
  const desk = await openDesk(config, { clock: () => clock.now, log: createSilentLog(), chatTime: steady });
  const page = config.pages[0]?.id ?? '';
  try {
    for (let number = 0; number < drafts; number++) {
      const createdAt = addMs(clock.now, number * 300);
      const url = `https://halam.example/tin/${number}`;
      const draft: Draft = {
        id: postIdOf(String(number), page),
        rev: 0,
        articleId: String(number),
        page,
        source: config.sources[0]?.url ?? '',
        title: `Tin số ${number}`,
        url,
        createdAt,
        updatedAt: createdAt,
        kind: 'news',
        language: 'vi',
        articleAt: createdAt,
        content: { form: 'link', message: `Tin số ${number}`, link: url, preview: null },
        warnings: [],
        version: 1,
        card: null,
        redraw: false,
        status: 'draft',
      };
      await desk.ports.posts.add(draft);
      if (number % 50 === 0) await desk.app.run('ask-staff');
    }
    await desk.app.run('ask-staff');
    await desk.app.run('ask-staff');
    // What came before there were eleven has cards of its own, all else is on the digest.
    expect(sandbox.view().chat.messages.length).toBeLessThanOrEqual(12);
    const chat = String(sandbox.places.telegram.chat);
    for (let round = 0; round < drafts + 5; round++) {
      const open = sandbox.view().chat.messages.flatMap((message) => {
        const data = message.keyboard.flat().find((button) => button.text === (round % 3 === 0 ? '❌ Loại' : '✅ Duyệt'))?.data;
        return data == null ? [] : [{ message: message.id, data }];
      });
      if (open.length === 0) break;
      for (const { message, data } of open) await desk.app.press({ data, user: { id: round % 2 === 0 ? 1001 : 1002, name: 'Lan' }, chat, message });
      await desk.app.run('ask-staff');
    }
    const left = await desk.ports.posts.count();
    expect(left.awaiting + left.draft).toBe(0);
    expect(left.approved + left.rejected).toBe(drafts);
    const sends = sandbox.requests().filter((request) => request.system === 'telegram' && /^(send|edit|delete)/.test(request.path));
    expect(sends.filter((request) => request.status === 429)).toEqual([]);
    expect(sends.filter((request) => request.status !== 200)).toEqual([]);
    // The sandbox refuses the 21st in any minute; in all that time the queue did not stand still either.
    expect(sends.length).toBeGreaterThan(drafts);
    const minutes = (steady.ticks() - 1_000_000) / 60_000;
    expect(sends.length / minutes).toBeGreaterThan(18);
  } finally {
    await desk.close();
    await sandbox.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
