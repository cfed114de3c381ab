import type { FanPage } from './ports.ts';

/** As the file or Facebook calls it; by its id while Facebook does not answer. */
export async function nameOf(page: FanPage, given: string | null): Promise<string> {
  if (given !== null) return given;
  const health = await page.health();
  return health.outcome === 'read' ? health.value.name : page.id;
}
