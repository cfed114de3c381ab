import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseConfig, secretsOf } from '../../src/config.ts';
import { messageOf } from '../../src/errors.ts';
import { hideSecrets } from '../../src/secrets.ts';

it('a known secret is hidden in a text, in an address and in JSON', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme' }), fc.string(), (secret, around) => {
      fc.pre(secret.trim() === secret && !'[secret]'.includes(secret) && !around.includes(secret));
      const told = hideSecrets(`${around} ${secret} ${encodeURIComponent(secret)} ${JSON.stringify({ token: secret })}`, [secret]);
      for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) expect(told).not.toContain(form);
    }),
  );
});

it('what looks like a token is hidden without being known; what does not stays', () => {
  const told = hideSecrets(
    [
      'GET /v24.0/1/feed?access_token=abc123&limit=5',
      'EAABwzLixnjYBAAbcdef',
      'https://api.telegram.org/bot123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr/getMe',
      'Authorization: Bearer xyzxyz',
      'mongodb://desk:pass-word@db1.example,db2.example/fanpage',
      '{"access_token":"ghighi"} {\\"client_secret\\":\\"jkljkl\\"}',
      'mongodb://db1.example:27017/fanpage at 12:30, article 260114, 2026-11-26T18:00:00.000Z',
    ].join('\n'),
  );
  expect(told).not.toMatch(/abc123|EAAB|AAbbCC|xyzxyz|pass-word|ghighi|jkljkl/);
  expect(told).toContain('limit=5');
  expect(told).toContain('mongodb://db1.example:27017/fanpage at 12:30, article 260114, 2026-11-26T18:00:00.000Z');
  expect(messageOf(new Error('failed: https://x/?access_token=abc123'))).not.toContain('abc123');
});

it('every secret of a configuration is known', () => {
  const config = parseConfig({
    PORTAL_FEEDS: 'https://halam.gov.vn/rss',
    FACEBOOK_PAGE_ID: '1',
    FACEBOOK_PAGE_TOKEN: 'page-token',
    FACEBOOK_APP_ID: '2',
    FACEBOOK_APP_SECRET: 'app-secret',
    TELEGRAM_BOT_TOKEN: '1:bot-token',
    TELEGRAM_CHAT_ID: '-1',
    TELEGRAM_WEBHOOK_URL: 'https://desk.example/x',
    TELEGRAM_WEBHOOK_SECRET: 'hook-secret',
    MONGODB_URI: 'mongodb://desk:mongo-password@db.example/fanpage',
  });
  expect([...secretsOf(config)].sort()).toEqual(['1:bot-token', 'app-secret', 'hook-secret', 'mongo-password', 'page-token']);
});
