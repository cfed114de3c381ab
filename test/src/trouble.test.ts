import { expect, it } from 'vitest';
import { DeskError } from '../../src/errors.ts';
import { vi } from '../../src/locale/vi.ts';
import { createSilentLog } from '../../src/log.ts';
import { createTroubleTeller } from '../../src/trouble.ts';
import { createFakeChat } from '../fakes/desk.ts';

const full = { outcome: 'failed', error: new DeskError('the disk is full', 'Free space.') } as const;
const done = { outcome: 'done', counts: {} } as const;

function teller() {
  const chat = createFakeChat();
  return { chat, take: createTroubleTeller({ chat, log: createSilentLog(), words: vi, staffChat: '-1' }) };
}

it('tells staff once that nothing can be stored, whichever jobs fail and however often', async () => {
  const { chat, take } = teller();
  await take('publish', full);
  await take('publish', full);
  await take('collect', full);
  expect(chat.texts).toEqual([vi.storeTrouble('the disk is full')]);
});

it('tells once that it works again, when the last failing job has done its work', async () => {
  const { chat, take } = teller();
  await take('publish', full);
  await take('collect', full);
  await take('publish', done);
  await take('draft', { outcome: 'busy' });
  expect(chat.texts).toHaveLength(1);
  await take('collect', done);
  await take('collect', done);
  expect(chat.texts).toEqual([vi.storeTrouble('the disk is full'), vi.storeBack]);
  await take('collect', full);
  expect(chat.texts).toHaveLength(3);
});

it('says nothing of errors that nobody in the chat can mend', async () => {
  const { chat, take } = teller();
  await take('collect', { outcome: 'failed', error: new TypeError('bug') });
  await take('collect', done);
  expect(chat.texts).toEqual([]);
});
