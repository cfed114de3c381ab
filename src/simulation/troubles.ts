/** Days in which everything goes wrong that can, and staff press everything at any time; drawn from the seed. */
import { hour, minute, second, timeOf } from '../time.ts';
import type { SeenButton } from './chat-model.ts';
import type { PageWeather } from './page-model.ts';
import { chatId, pageId, type Stage, zone } from './stage.ts';

/** Sets in motion what goes on by itself until the stage's faults end. */
export function letTroubleLoose(stage: Stage): void {
  const { random, world, page, chat, portal, engine, faultsEnd, stir } = stage;

  // ---------------------------------------------------------------- staff

  const pressAs = (button: SeenButton | null) => stage.pressBy(random.pick([7, 7, 7, 9, 9, 9, 8, 66]), button, random.chance(0.97) ? chatId : '-501');
  const chooseButton = (): SeenButton | null => {
    const current = [...chat.cards.values()].filter((card) => !card.deleted && card.buttons.length > 0);
    if (random.chance(0.08) || chat.buttons.length === 0) return null;
    // An old button: the card was drawn anew since, on a telephone that was offline.
    if (random.chance(0.2) || current.length === 0) return random.pick(chat.buttons.slice(-60));
    // What the portal changed is what staff are called for.
    const asking = current.filter((one) => one.buttons.some((data) => /^[ukl]:/.test(data)));
    const card = random.pick(asking.length > 0 && random.chance(0.3) ? asking : current);
    const [first = ''] = card.buttons;
    const data = first.startsWith('a:') && random.chance(0.75) ? first : random.pick(card.buttons);
    return chat.buttons.findLast((button) => button.message === card.message && button.data === data) ?? null;
  };
  const staffAct = () => {
    const button = chooseButton();
    pressAs(button);
    if (random.chance(0.25)) pressAs(random.chance(0.5) ? button : chooseButton());
    if (random.chance(0.03) && chat.cards.size > 0) {
      const card = random.pick([...chat.cards.values()].slice(-8));
      card.deleted = true;
      world.note('staff', 'deletes card', String(card.message));
    }
  };
  const staffReply = () => {
    const question = chat.prompts.at(-1);
    if (question === undefined) return;
    const user = random.chance(0.9) ? question.of : random.pick([7, 8, 66]);
    stage.replyBy(user, question.message, random.pick([`Lời mới lúc ${world.now()}`, `Lời mới lúc ${world.now()}`, '2h', '17:30', '']));
  };
  const by = { id: 7, name: 'Lan' };
  const pause = () => {
    const from = new Date(world.now() + random.pick([0, 0, 1, 3]) * hour);
    const until = random.chance(0.6) ? new Date(from.getTime() + random.between(10, 600) * minute) : null;
    const kind = random.pick(['pause', 'mourning'] as const);
    stage.decide(7, 'a pause', (app) => app.pause({ page: random.pick([null, pageId]), kind, why: '', by, from, until }));
  };
  const resume = () => stage.decide(7, 'an end of pauses', (app) => app.resume({ page: random.pick([null, pageId]), id: null, by }));
  const waiting = () => [...engine.documents('posts')].filter((post) => ['awaiting', 'approved', 'scheduled', 'publishing'].includes(String(post.status)));
  const giveTime = () => {
    const posts = waiting();
    if (posts.length === 0) return;
    const { id } = random.pick(posts);
    const at = random.chance(0.2) ? null : new Date(world.now() + random.between(-10, 1500) * minute);
    stage.decide(9, `a time for ${id.slice(0, 6)}`, (app) => app.pinTime(id, at));
  };
  const callUrgent = () => {
    const posts = waiting();
    if (posts.length === 0) return;
    const { id } = random.pick(posts);
    stage.decide(9, `urgency of ${id.slice(0, 6)}`, (app) => app.setUrgent(id, random.chance(0.8)));
  };

  // ---------------------------------------------------------------- outside

  const weatherTurns = () => {
    const weather: PageWeather = random.pick(['down', 'token', 'permission', 'policy', 'rate']);
    page.faults.weather = weather;
    page.faults.weatherEnds = Math.min(faultsEnd, world.now() + random.between(1, 240) * minute);
    world.note('page', `from now on: ${weather}`);
    world.after(page.faults.weatherEnds - world.now(), stir);
  };
  const chatGoesDown = () => {
    chat.faults.downUntil = Math.min(faultsEnd, world.now() + random.between(1, 90) * minute);
    world.note('chat', 'cannot be reached');
    world.after(chat.faults.downUntil - world.now(), stir);
  };
  const portalGoesDown = () => {
    portal.faults.downKind = random.pick(['unreachable', 'slow', 'not-a-feed', 'status', 'challenge', 'broken', 'tls'] as const);
    portal.faults.downUntil = Math.min(faultsEnd, world.now() + random.between(5, 300) * minute);
  };
  /** Somebody's hand, or a bug, changes what was approved already. */
  const alterStored = () => {
    const post = [...engine.documents('posts')].find((one) => one.status === 'scheduled' || one.status === 'approved');
    const content = post?.content;
    if (post === undefined || typeof content !== 'object' || content === null || !('message' in content) || typeof post.rev !== 'number') return;
    const altered = { ...post, rev: post.rev + 1, content: { ...content, message: `${String(content.message)}\n\n(đã bị sửa)` } };
    void engine.collection('posts').replaceIf({ rev: post.rev }, altered);
    world.note('store', 'the text of an approved post is altered', post.id.slice(0, 6));
    stir();
  };
  const alterMedia = () => {
    const [hash] = [...portal.media.keys()].slice(-1);
    if (hash === undefined) return;
    world.note('media', 'a picture is altered on disk', hash.slice(0, 6));
    if (random.chance(0.3)) portal.media.delete(hash);
    else portal.media.set(hash, new TextEncoder().encode('another picture'));
  };
  const postByHand = () => {
    const article = random.pick(portal.articles.slice(-6));
    const busy = [...engine.documents('posts')].some((post) => post.url === article.url && (post.status === 'publishing' || post.status === 'unconfirmed'));
    if (!busy) page.postByHand(article.url);
  };
  const restoreLater = () => {
    const putBack = stage.backUp();
    world.after(random.between(1, 40) * hour, () => {
      if (world.now() <= faultsEnd) putBack(random.between(6, 60) * minute);
    });
  };

  // ---------------------------------------------------------------- how often

  const every = (least: number, most: number, act: () => void) => {
    const next = () =>
      world.after(random.between(least, most), () => {
        if (world.now() >= faultsEnd) return;
        act();
        next();
      });
    next();
  };
  const byDay = (act: () => void) => () => {
    const at = timeOf(new Date(world.now()), zone);
    if (at > '06:00' && at < '21:00') act();
  };
  const level = random.pick([0.3, 1, 1, 2]);
  page.faults.level = level;
  // A quiet Page has a tiny allowance.
  page.faults.callsPerHour = random.chance(0.3) ? random.between(15, 80) : null;
  chat.faults.level = level;
  portal.faults.level = level;
  world.faults.crashAtStore = 0.0001 * level;
  world.faults.crashOutside = 0.0015 * level;
  world.faults.storeLost = random.chance(0.5) ? 0.0008 * level : 0;
  world.faults.pause = 0.0008 * level;
  for (let count = random.between(1, 12); count > 0; count--) portal.publish();
  every(
    1 * hour,
    7 * hour,
    byDay(() => {
      portal.publish();
      if (random.chance(0.2)) portal.publish();
      stir();
    }),
  );
  every(6 * hour, 40 * hour, () => portal.correct());
  every(8 * hour, 40 * hour, () => portal.withdraw());
  every(2 * minute, 180 * minute, byDay(staffAct));
  every(20 * minute, 8 * hour, byDay(staffReply));
  every(8 * hour, 60 * hour, weatherTurns);
  every(10 * hour, 60 * hour, chatGoesDown);
  every(10 * hour, 60 * hour, portalGoesDown);
  if (random.chance(0.5)) every(12 * hour, 48 * hour, alterStored);
  if (random.chance(0.4)) every(20 * hour, 70 * hour, alterMedia);
  if (random.chance(0.4)) every(12 * hour, 60 * hour, postByHand);
  if (random.chance(0.5)) every(12 * hour, 72 * hour, restoreLater);
  if (random.chance(0.4)) {
    every(10 * hour, 50 * hour, byDay(pause));
    every(3 * hour, 20 * hour, resume);
    // Whoever paused without an end resumes some day.
    world.after(faultsEnd - world.now() - second, () => {
      for (const page of [null, pageId]) stage.decide(7, 'the last end of pauses', (app) => app.resume({ page, id: null, by }));
    });
  }
  if (random.chance(0.5)) every(4 * hour, 30 * hour, byDay(giveTime));
  if (random.chance(0.4)) every(8 * hour, 40 * hour, byDay(callUrgent));
}
