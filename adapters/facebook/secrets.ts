/** Keeps secrets out of everything that leaves this folder. */
import { createHmac } from 'node:crypto';

const longestDetail = 300;
const tokenLike = [/\bEAA[A-Za-z0-9_-]{12,}/g, /(access_token|input_token|appsecret_proof)(=|%3D|"\s*:\s*")[^\s&"']+/gi, /Bearer\s+[^\s"',]+/gi];

/** HMAC-SHA256 (hex) of the token under the app's secret, as the Graph API asks for. */
export function appSecretProof(token: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(token).digest('hex');
}

/** A text in one line, at most 300 characters, in which no known secret and nothing that looks like a token is left. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const known = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length);
  const clean = known.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  const masked = tokenLike.reduce((rest, pattern) => rest.replace(pattern, '[secret]'), clean);
  const line = masked.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > longestDetail ? `${line.slice(0, longestDetail)}…` : line;
}
