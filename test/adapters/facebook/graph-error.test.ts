import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { graphErrorSchema, judge, regainAccessAt, usageIn, wordsOf } from '../../../adapters/facebook/graph-error.ts';

function verdict(error: unknown, status = 400): string {
  const judged = judge(graphErrorSchema.parse(error), status);
  return judged.kind === 'unclear' ? 'unclear' : judged.duplicate ? `${judged.class} (duplicate)` : judged.class;
}

describe('What an error of the Graph API means', () => {
  const table: readonly (readonly [string, readonly number[], string])[] = [
    ['rate', [4, 17, 32, 341, 613, 80001], 'rate'],
    ['policy', [368], 'policy'],
    ['token', [102, 190, 450, 452, 2500], 'token'],
    ['permission', [10, 200, 230, 299, 1705], 'permission'],
    ['content', [100, 324, 1500, 6000, 1363000, 1363041, 1363999, 1366046, 1609005], 'content'],
    ['the last post again', [506], 'content (duplicate)'],
    ['unknown outcome', [1, 2], 'unclear'],
  ];
  for (const [name, codes, expected] of table) {
    for (const code of codes) {
      test(`code ${code} is ${name}, whatever the HTTP status`, () => {
        expect([200, 400, 401, 403, 404, 429].map((status) => verdict({ code }, status))).toEqual(Array(6).fill(expected));
        expect([500, 503].map((status) => verdict({ code }, status))).toEqual(Array(2).fill(expected));
      });
    }
  }

  test('code 190 is the token with every subcode', () => {
    for (const error_subcode of [458, 459, 460, 463, 464, 467, 492, 999]) expect(verdict({ code: 190, error_subcode })).toBe('token');
  });

  test('subcodes tell a hidden object, a facebook.com link and the last post again', () => {
    expect(verdict({ code: 100, error_subcode: 33 })).toBe('permission');
    expect(verdict({ code: 200, error_subcode: 1609008 })).toBe('permission');
    expect(verdict({ code: 100, error_subcode: 1609005 })).toBe('content');
    expect(verdict({ code: 506, error_subcode: 1455006 })).toBe('content (duplicate)');
    expect(verdict({ code: 100, error_subcode: 1455006 })).toBe('content (duplicate)');
  });

  test('is_transient leaves the outcome open, but a rate limit or a dead token stays one', () => {
    expect(verdict({ code: 100, is_transient: true })).toBe('unclear');
    expect(verdict({ code: 9999, is_transient: true })).toBe('unclear');
    expect(verdict({ code: 1, is_transient: false })).toBe('unclear');
    expect(verdict({ code: 4, is_transient: true })).toBe('rate');
    expect(verdict({ code: 190, is_transient: true })).toBe('token');
  });

  test('an undocumented code is a no to this content, except on a 5xx', () => {
    expect(verdict({ code: 9999 }, 400)).toBe('content');
    expect(verdict({ code: 9999 }, 200)).toBe('content');
    expect(verdict({ code: 9999 }, 500)).toBe('unclear');
  });

  test('an error without a readable code says nothing', () => {
    for (const error of [{}, { message: 'Code 190 expired' }, { code: null }, { code: 'abc' }, { code: 1.5 }]) expect(verdict(error)).toBe('unclear');
    expect(verdict({ code: '190' })).toBe('token');
  });

  test('the text of an error never changes its class', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.string(), fc.constantFrom('(#190) expired', '490', 'rate limit', 'duplicate', 'transient'), (code, a, b) => {
        expect(verdict({ code, message: a + b, error_user_msg: b, type: b })).toBe(verdict({ code }));
      }),
    );
  });
});

describe('When calls may be made again', () => {
  const now = new Date('2026-11-22T08:00:00Z');
  const usage = (...minutes: unknown[]) =>
    JSON.stringify({ 100: minutes.map((estimate) => ({ type: 'pages', call_count: 100, estimated_time_to_regain_access: estimate })) });

  test('is the longest estimate, in minutes', () => {
    expect(regainAccessAt(usage(5, 90, 10), now)).toEqual(new Date('2026-11-22T09:30:00Z'));
  });

  test('is unknown without the header, with an estimate of 0, and with anything unreadable', () => {
    for (const header of [null, usage(0), usage('soon'), usage(), '{}', '[]', 'not json', '{"100":5}']) expect(regainAccessAt(header, now)).toBeNull();
  });
});

describe('How much of the allowance is used', () => {
  const now = new Date('2026-11-22T08:00:00Z');
  const app = JSON.stringify({ call_count: 28, total_time: 25, total_cputime: 31 });
  const business = JSON.stringify({
    100: [{ type: 'pages', call_count: 12, total_cputime: 84, total_time: 3, estimated_time_to_regain_access: 0 }],
    200: [{ type: 'pages', call_count: 100, estimated_time_to_regain_access: 7 }],
  });

  test('is the highest of all numbers of both headers, with the longest estimate', () => {
    expect(usageIn(app, null, now)).toEqual({ percent: 31, regainAt: null, at: now });
    expect(usageIn(app, business, now)).toEqual({ percent: 100, regainAt: new Date('2026-11-22T08:07:00Z'), at: now });
  });

  test('is unknown where no header tells it: absent is not zero', () => {
    for (const header of [null, '', '{}', '[]', 'no json', '{"call_count":"much"}']) expect(usageIn(header, header, now)).toBeNull();
    expect(usageIn('{"call_count":0}', null, now)).toEqual({ percent: 0, regainAt: null, at: now });
  });
});

test('the words of an error hold its message, what it tells users and its trace', () => {
  const error = { message: 'No', error_user_msg: 'Try a shorter text', fbtrace_id: 'Abc' };
  expect(wordsOf(graphErrorSchema.parse(error))).toBe('No – Try a shorter text (trace Abc)');
  expect(wordsOf(graphErrorSchema.parse({ message: 5 }))).toBe('the Page gave no reason');
});
