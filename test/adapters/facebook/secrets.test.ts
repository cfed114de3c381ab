import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appSecretProof, withoutSecrets } from '../../../adapters/facebook/secrets.ts';

test('the proof is HMAC-SHA256 of the token under the secret', () => {
  // printf token | openssl dgst -sha256 -hmac secret
  expect(appSecretProof('token', 'secret')).toBe('e941110e3d2bfe82621f0e3e1434730d7305d106c5f68c87165d0b27a4611a4a');
});

test('a known secret is taken out of any text, also as it stands in an address', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6, maxLength: 60 }), fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(secret.trim() === secret && !'[secret]…'.includes(secret));
      const told = withoutSecrets(`${before} ${secret} ${after} ${encodeURIComponent(secret)}`, [secret]);
      expect(told).not.toContain(secret);
      expect(told).not.toContain(encodeURIComponent(secret));
    }),
  );
});

test('what looks like a token is taken out without being known', () => {
  const told = withoutSecrets('see /x?access_token=abc&input_token=def&a=1 EAABwzLixnjYBAAbcdef {"access_token":"ghi"} Bearer jkl', []);
  expect(told).not.toMatch(/abc|def|ghi|jkl|EAAB/);
  expect(told).toContain('a=1');
});

test('the text is one line of at most 300 letters', () => {
  expect(withoutSecrets('a\n\tb\u0000c', [])).toBe('a b c');
  expect(withoutSecrets('x'.repeat(1000), [])).toHaveLength(301);
});
