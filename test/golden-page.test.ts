/** `npm run golden:page` writes data/golden.html; within the suite the page is only drawn. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readGolden } from './tools/golden.ts';
import { goldenPage } from './tools/golden-page.ts';

it('every golden post stands on the page, none of them other than expected', async () => {
  const golden = readGolden();
  const made = await Promise.all(golden.map((one) => one.make()));
  const page = goldenPage(golden, made);
  if (process.env.npm_lifecycle_event === 'golden:page') {
    mkdirSync('data', { recursive: true });
    writeFileSync('data/golden.html', page);
    console.info(`data/golden.html: ${golden.length} posts`);
  }
  for (const { id } of golden) expect(page).toContain(`<section id="${id}"`);
  expect(page).not.toContain('class="differs"');
});
