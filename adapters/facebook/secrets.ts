/** Keeps secrets out of everything that leaves this folder. */
import { createHmac } from 'node:crypto';
import { hideSecrets } from '../../src/secrets.ts';

const longestDetail = 300;

/** HMAC-SHA256 (hex) of the token under the app's secret, as the Graph API asks for. */
export function appSecretProof(token: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(token).digest('hex');
}

/** A text in one line, at most 300 characters, in which no known secret and nothing that looks like a token is left. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const line = hideSecrets(text, secrets)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length > longestDetail ? `${line.slice(0, longestDetail)}…` : line;
}
