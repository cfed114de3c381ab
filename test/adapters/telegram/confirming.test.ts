import { expect, test } from 'vitest';
import { createConfirming } from '../../../adapters/telegram/confirming.ts';

/** Work that ends when it is told to, and how. */
function work(): { readonly task: Promise<boolean>; readonly end: (dealtWith: boolean) => void } {
  let end: (dealtWith: boolean) => void = () => undefined;
  const task = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  return { task, end };
}

test('what is worked on is kept, together with what came after it; once it is dealt with, all is confirmed', async () => {
  const confirming = createConfirming();
  const slow = work();
  for (const update of [5, 6, 7]) expect(confirming.isNew(update)).toBe(true);
  const kept = confirming.keepDuring(6, slow.task);
  expect(confirming.offsetFor(8)).toBe(6);
  expect([5, 6, 7, 8].map((update) => confirming.isKnown(update))).toEqual([false, true, true, false]);
  expect([6, 7].map((update) => confirming.isNew(update))).toEqual([false, false]);
  slow.end(true);
  await kept;
  expect(confirming.offsetFor(8)).toBe(8);
});

test('what the bot leaves undone is kept for whoever takes the updates next', async () => {
  const confirming = createConfirming();
  const left = work();
  confirming.isNew(6);
  const kept = confirming.keepDuring(6, left.task);
  left.end(false);
  await kept;
  expect(confirming.isKept(6)).toBe(true);
  expect(confirming.offsetFor(7)).toBe(6);
});

test('after a quiet week the numbers of updates begin anywhere, lower too', async () => {
  const confirming = createConfirming();
  confirming.isNew(900_000);
  expect(confirming.offsetFor(900_001)).toBe(900_001);
  const slow = work();
  expect(confirming.isNew(12)).toBe(true);
  const kept = confirming.keepDuring(12, slow.task);
  expect(confirming.offsetFor(13)).toBe(12);
  slow.end(true);
  await kept;
  expect(confirming.offsetFor(13)).toBe(13);
});
