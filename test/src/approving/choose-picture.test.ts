import { expect, it } from 'vitest';
import { choosePicture } from '../../../src/approving/choose-picture.ts';
import { anArticle, createFakeDesk, publishOnPortal } from '../../fakes/desk.ts';

it('a picture that staff choose is described as the desk describes its own: by its caption, without who made it', async () => {
  const desk = await createFakeDesk();
  const url = 'https://halam.example/anh/1.jpg';
  publishOnPortal(desk, [anArticle({ images: [{ url, caption: 'Cầu Hạ Lam ngày khánh thành. (Ảnh: Minh Đức)' }] })]);
  desk.portal.pictures.set(url, { outcome: 'read', bytes: new Uint8Array([1, 2, 3]), type: null });
  for (const job of ['collect', 'draft', 'ask-staff'] as const) expect((await desk.app.run(job)).outcome).toBe('done');
  const [post] = await desk.ports.posts.withStatus('awaiting', 1);
  if (post === undefined) throw new Error('no post');
  const previewLink = async () => ({ preview: null, card: null, warnings: [] });
  const chosen = await choosePicture({ ...desk.ports, previewLink }, { post, choice: '0', more: (link) => `Xem chi tiết: ${link}` });
  expect(chosen?.content).toMatchObject({ form: 'photo', pictures: [{ url, alt: 'Cầu Hạ Lam ngày khánh thành.' }] });
});
