/** A post as the store keeps it: scheduled for its slot, or published in it. */
import { contentHash } from '../../dist/src/identity.js';

export function scheduledPost(number, page, slot, status = 'scheduled') {
  const link = `https://tinh.example/tin-${number}.htm`;
  const content = { form: 'link', message: `Tin số ${number}`, link, preview: null };
  const shared = {
    ...{
      id: `p${String(number).padStart(7, '0')}`,
      rev: 0,
      articleId: `a${number}`,
      page,
      source: 'https://tinh.example/rss',
      title: `Tin ${number}`,
      url: link,
    },
    ...{ createdAt: new Date(slot.getTime() - 3_600_000), updatedAt: slot, kind: 'news', language: 'vi', articleAt: slot, content, warnings: [] },
    ...{ version: 1, card: null, redraw: false, approval: { by: 'auto', at: slot, hash: contentHash(page, content) }, slot, slotKey: `${page}|${number}` },
    ...{ resends: 0, notBefore: null },
  };
  return status === 'scheduled'
    ? { ...shared, status }
    : { ...shared, status: 'published', publishedAt: slot, remoteId: `${page}_${number}`, permalink: null, how: 'sent' };
}
