import { expect, it } from 'vitest';
import { change } from '../../../src/change.ts';
import { anArticle, createFakeDesk, publishOnPortal } from '../../fakes/desk.ts';

it('goes on with a claim while the card of the same post is drawn at every step', async () => {
  const desk = await createFakeDesk({ approval: { mode: 'auto' } });
  publishOnPortal(desk, [anArticle()]);
  for (const job of ['collect', 'draft', 'ask-staff', 'schedule'] as const) await desk.app.run(job);
  const drawn = async () => {
    for (const post of await desk.ports.posts.list(true, 10))
      await change(desk.ports.posts, post.id, (current) => (current.status === 'skipped' ? null : { ...current, redraw: false }));
  };
  const { postsSince, publish } = desk.page;
  desk.page.postsSince = async (since) => {
    await drawn();
    return postsSince(since);
  };
  desk.page.publish = async (post, uploads) => {
    await drawn();
    return publish(post, uploads);
  };
  await desk.app.run('publish');
  expect(await desk.ports.posts.withStatus('published', 10)).toHaveLength(1);
  expect(desk.page.sends).toHaveLength(1);
});
