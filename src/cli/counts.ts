/** How many documents of which collection, one line each. */
export function countLines(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${String(count).padStart(7)}  ${name}`)
    .join('\n');
}
