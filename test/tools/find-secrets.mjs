/** Tokens in a text: the ones that sandbox and tests use, made to be recognised, and whatever has the form of a real one. */
const canaries = [
  /SANDBOX-(PAGE|BOT|USER|LONG)[A-Z-]*TOKEN/,
  /sandbox-app-secret/,
  /EAA(B|AB|of|other|old|wrong|token|bot)[A-Za-z0-9_-]{5,}/,
  /\b\d{6,12}:AA[A-Za-z0-9_-]{8,}/,
  /access_token=(?!\[secret\])[^\s&"']{6,}/,
  /mongodb(\+srv)?:\/\/[^\s:/@"]+:(?!\[secret\])[^\s/@"]+@/,
];

/** The line around each of them, the token itself shown by its first letters. */
export function findSecrets(text) {
  return text.split('\n').flatMap((line) => {
    const match = canaries.map((canary) => canary.exec(line)).find((one) => one !== null);
    return match == null ? [] : [`${line.slice(Math.max(0, match.index - 80), match.index)}${match[0].slice(0, 8)}…`];
  });
}
