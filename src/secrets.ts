/** Keeps secrets out of logs, errors and whatever else people read. The last line of defence: adapters keep them out of their texts already. */

/** What a token looks like wherever it stands: Facebook's, a bot's, one in an address or a header, a password in an address. */
const tokenLike: readonly [RegExp, string][] = [
  [/\bEAA[A-Za-z0-9_-]{12,}/g, '[secret]'],
  [/\b(bot)?\d{6,12}:[A-Za-z0-9_-]{30,}/g, '[secret]'],
  [/(access_token|input_token|client_secret|fb_exchange_token|appsecret_proof)(=|%3D|\\?"\s*:\s*\\?")[^\s&"'\\]+/gi, '[secret]'],
  [/Bearer\s+[^\s"',\\]+/gi, '[secret]'],
  [/(mongodb(?:\+srv)?:\/\/[^\s:/@"]*):[^\s/@"]+@/gi, '$1:[secret]@'],
];

/** The text without any of these secrets, as they are, within an address and within JSON, and without what looks like a token. */
export function hideSecrets(text: string, secrets: Iterable<string> = []): string {
  const known = [...secrets]
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length);
  const clean = known.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  return tokenLike.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), clean);
}
