import { Agent } from 'node:https';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientOptions, withoutToken } from '../../../adapters/telegram/client.ts';
import { shorten, toChatId } from '../../../adapters/telegram/message.ts';
import { token } from './bot-api.ts';

test('a shortened text is never too long, is the start of the whole, and breaks no character', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'ế', ' ', '\n', '📰', '<', '&'), maxLength: 60 });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 40 }), (whole, most) => {
      const short = shorten(whole, most);
      expect(short.length).toBeLessThanOrEqual(most);
      if (whole.length <= most) {
        expect(short).toBe(whole);
        return;
      }
      expect(short.endsWith('…')).toBe(true);
      expect(whole.startsWith(short.slice(0, -1))).toBe(true);
      expect(Buffer.from(short).toString()).toBe(short);
    }),
  );
});

test('a word is broken only where there is no other way', () => {
  expect(shorten('Thời tiết hôm nay', 12)).toBe('Thời tiết…');
  expect(shorten('Thờitiếthômnay', 8)).toBe('Thờitiế…');
});

test('the ids of chats are numbers up to 52 bits, names stay names', () => {
  expect(toChatId('-1002222222222')).toBe(-1_002_222_222_222);
  expect(toChatId(`-${2 ** 52 - 1}`)).toBe(-(2 ** 52 - 1));
  expect(toChatId('@toasoan')).toBe('@toasoan');
});

test('a token is taken out of a text in every form it comes in', () => {
  const other = '987654321:ZZyyXXwwVVuuTTssRRqqPPooNNmmLLkkJJi';
  const text = `https://h/bot${token}/x ${encodeURIComponent(token)} ${other} 12:30 uhr`;
  expect(withoutToken(text, token)).toBe('https://h/bot[secret]/x [secret] [secret] 12:30 uhr');
  expect(withoutToken('/bot12:ab/ and 12%3Aab', '12:ab')).toBe('/bot[secret]/ and [secret]');
});

test('a connection to Telegram has time for a slow or dead address family, and is not kept', () => {
  const options = clientOptions({ apiRoot: 'https://api.telegram.org', token, chat: '1', webhook: null });
  expect(options).toMatchObject({ apiRoot: 'https://api.telegram.org/', webhookReply: false });
  expect(options.agent).toBeInstanceOf(Agent);
  expect(options.agent).toMatchObject({ options: { keepAlive: false, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 3000 } });
});
