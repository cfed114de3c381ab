import { expect, it } from 'vitest';
import type { FoundList } from '../../../src/ports.ts';
import { minute } from '../../../src/time.ts';
import { anArticle, createFakeDesk, feedUrl, keyOf } from '../../fakes/desk.ts';

it('what was found at a source is remembered, and handed back with its validators at the next poll', async () => {
  const desk = await createFakeDesk();
  const found: FoundList = { form: 'feed', url: 'https://halam.example/tin.rss', selector: null };
  const asked: unknown[] = [];
  const { readFeed } = desk.portal;
  Object.assign(desk.portal, {
    readFeed: (url: string, validators: unknown, now: Date, last: unknown) => {
      asked.push([url, validators, last]);
      return readFeed(url, null, now);
    },
  });
  const url = 'https://halam.example/tin/1';
  const validators = { etag: '"1"', lastModified: null };
  desk.portal.feeds.set(feedUrl, {
    outcome: 'read',
    items: [{ key: keyOf(url), article: anArticle({ url }) }],
    refused: [],
    validators,
    partial: false,
    found,
  });
  await desk.app.run('collect');
  desk.pass(10 * minute);
  desk.portal.feeds.set(feedUrl, { outcome: 'unchanged' });
  await desk.app.run('collect');
  desk.pass(10 * minute);
  await desk.app.run('collect');
  expect(asked).toEqual([
    [feedUrl, null, null],
    [feedUrl, validators, found],
    [feedUrl, validators, found],
  ]);
});
