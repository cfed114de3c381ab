/** An instant as the Graph API writes it: `2026-11-22T08:00:00+0000`. */
export function graphTime(at: Date): string {
  return `${at.toISOString().slice(0, 19)}+0000`;
}
