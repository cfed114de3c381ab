/** Numbers that look like chance and are the same each time. */

/** From 0 up to but not including 1, from any text (FNV-1a, then mixed). */
export function chance(...key: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const letter of key.join('|')) {
    hash ^= letter.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 4294967296;
}

/** A whole number from `least` to `most`, both included. */
export function chanceBetween(least: number, most: number, ...key: readonly (string | number)[]): number {
  return least + Math.floor(chance(...key) * (most - least + 1));
}
