import { expect, it } from 'vitest';
import { addMs, hour } from '../../../src/time.ts';
import { anArticle, chatId, createFakeDesk, publishOnPortal } from '../../fakes/desk.ts';

/** What stands on the card's post after staff typed this in place of its text. */
async function typed(text: string) {
  const desk = await createFakeDesk();
  publishOnPortal(desk, [anArticle({ body: 'Cầu Hạ Lam dài 1.250 m. Ông Trần Quốc Việt dự lễ.' })]);
  for (const job of ['collect', 'draft', 'ask-staff'] as const) expect((await desk.app.run(job)).outcome).toBe('done');
  const [post] = await desk.ports.posts.withStatus('awaiting', 1);
  if (post === undefined) throw new Error('no post');
  const of = { id: 8, name: 'Minh' };
  const question = {
    id: 'q',
    rev: 0,
    kind: 'text',
    state: 'open',
    message: 900,
    postId: post.id,
    version: post.version,
    room: { chat: chatId, topic: null },
  } as const;
  await desk.ports.questions.add({ ...question, of, language: null, until: addMs(desk.clock(), hour) });
  const message = { kind: 'message', chat: chatId, direct: false, topic: null, message: 901, user: { ...of, language: null }, text } as const;
  await desk.app.hear({ ...message, command: null, picture: null, replyTo: { message: 900, user: null, bot: true } });
  const after = await desk.ports.posts.get(post.id);
  if (after?.status !== 'awaiting') throw new Error('not awaiting');
  expect(after.content.message).toBe(text);
  return after.warnings.filter(({ facts }) => facts);
}

it('figures and names that a person typed are held against the article', async () => {
  expect(await typed('Cầu Hạ Lam dài 1.250 m, ông Trần Quốc Việt dự lễ ngày 23/11.')).toEqual([]);
  expect(await typed('Cầu Hạ Lam dài 1.520 m, ông Trần Quốc Vượng dự lễ.')).toEqual([
    { kind: 'figures', facts: true, detail: '1.520' },
    { kind: 'names', facts: true, detail: 'Trần Quốc Vượng' },
  ]);
});
