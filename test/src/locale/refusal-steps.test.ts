import { expect, it } from 'vitest';
import { type RefusalStep, refusalStepOf, refusalSteps } from '../../../src/locale/refusal-steps.ts';
import { wordsIn } from '../../../src/locale/words.ts';
import type { Failure } from '../../../src/post.ts';

const refusal = (reason: Failure['reason'], code: number | null, subcode: number | null = null): Failure => ({ reason, code, subcode, detail: '' });

it.each<[RefusalStep, Failure]>([
  ['token', refusal('token', 190)],
  ['token', refusal('token', 190, 467)],
  ['token', refusal('token', 102)],
  ['token-app-removed', refusal('token', 190, 458)],
  ['token-checkpoint', refusal('token', 190, 459)],
  ['token-password', refusal('token', 190, 460)],
  ['token-expired', refusal('token', 190, 463)],
  ['token-role-lost', refusal('token', 190, 492)],
  ['permission', refusal('permission', 200)],
  ['permission', refusal('permission', 10)],
  ['permission-missing', refusal('permission', null)],
  ['permission-page-unseen', refusal('permission', 100, 33)],
  ['permission-as-person', refusal('permission', 1705)],
  ['policy', refusal('policy', 368)],
  ['content', refusal('content', 100)],
  ['content-facebook-link', refusal('permission', 200, 1609008)],
  ['content-link', refusal('content', 1609005)],
  ['content-link', refusal('content', 100, 1609005)],
  ['content-link', refusal('content', 1500)],
  ['content-picture', refusal('content', 324, 2069019)],
  ['content-picture', refusal('content', 1366046)],
  ['content-video', refusal('content', 6000, 1363024)],
  ['content-video', refusal('content', 1363030)],
  ['content-same', refusal('content', 506, 1455006)],
  ['rate', refusal('rate', 32)],
])('%s is how to mend %j', (step, failure) => {
  expect(refusalStepOf(failure)).toBe(step);
});

it('has steps in both languages for every trouble, and tells code and subcode with them', () => {
  for (const words of [wordsIn('vi'), wordsIn('en')]) {
    for (const step of refusalSteps) expect(words.refusals[step].length).toBeGreaterThan(40);
    expect(new Set(refusalSteps.map((step) => words.refusals[step])).size).toBe(refusalSteps.length);
    expect(words.failure(refusal('token', 190, 463))).toContain('190/463');
    expect(words.failure(refusal('token', 190, 463))).toContain(words.refusals['token-expired']);
  }
});
