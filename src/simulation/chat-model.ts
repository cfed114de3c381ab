/** The staff chat: cards as they look, what was told, and answers that are lost before and after the effect. */

import { sha256 } from '../identity.ts';
import type { Button, CardEdit, CardView, Chat, ChatOutcome } from '../ports.ts';
import { minute, second } from '../time.ts';
import type { Owner, Reply, World } from './world.ts';

/** Exactly what a person saw: the post as readers will see it, and its pictures, by their hashes. */
export type Shown = { readonly head: string; readonly pictures: readonly string[] };
/** A button as a person saw it, with what stood above it. */
export type SeenButton = { readonly data: string; readonly shown: Shown; readonly message: number };
export type ChatCard = {
  readonly chat: string;
  readonly message: number;
  text: string;
  pictures: readonly string[];
  buttons: readonly string[];
  deleted: boolean;
};

export type ChatFaults = { level: number; downUntil: number };
export type ChatModel = {
  readonly cards: Map<number, ChatCard>;
  /** Every button that ever stood in the chat, oldest first. */
  readonly buttons: SeenButton[];
  readonly faults: ChatFaults;
  /** What staff were told that is no card, in order. */
  readonly texts: string[];
  /** Questions that a reply answers: their message numbers, and who is asked; oldest first. */
  readonly prompts: { readonly message: number; readonly of: number }[];
  readonly portFor: (owner: Owner) => Chat;
};
type Hooks = {
  /** `answered`: the sender learns that it arrived. */
  readonly told: (owner: Owner, text: string, arrived: boolean, answered: boolean) => void;
  /** A picture or sheet of a report, by its chat and name. */
  readonly reported: (what: string, arrived: boolean) => void;
  readonly shown: (postId: string, shown: Shown) => void;
  readonly shownAs: (text: string) => string;
};

const line = '\n──────────';
/** Other numbers than those of cards. */
const firstPrompt = 1_000_000;

function pressesOf(rows: readonly (readonly Button[])[]): readonly string[] {
  return rows.flat().flatMap((button) => ('press' in button ? [button.press] : []));
}

function picturesOf({ picture, more = [] }: CardView | CardEdit): readonly string[] {
  return picture === null || picture === 'keep' ? [] : [picture, ...more].map((bytes) => sha256(bytes));
}

export function createChatModel(world: World, hooks: Hooks): ChatModel {
  const { random } = world;
  const cards = new Map<number, ChatCard>();
  const buttons: SeenButton[] = [];
  const faults: ChatFaults = { level: 0, downUntil: 0 };
  const texts: string[] = [];
  const prompts: { readonly message: number; readonly of: number }[] = [];

  const look = (card: ChatCard) => {
    const end = card.text.indexOf(line);
    const shown: Shown = { head: end === -1 ? card.text : card.text.slice(0, end), pictures: card.pictures };
    for (const data of card.buttons) {
      buttons.push({ data, shown, message: card.message });
      const postId = data.split(':')[1];
      if (data.startsWith('r:') && postId !== undefined) hooks.shown(postId, shown);
    }
  };
  const send = (chat: string, view: CardView): ChatCard => {
    const card = {
      chat,
      message: cards.size + 1,
      text: hooks.shownAs(view.text),
      pictures: picturesOf(view),
      buttons: pressesOf(view.buttons),
      deleted: false,
    };
    cards.set(card.message, card);
    look(card);
    return card;
  };

  /** One call: `effect` happens or not, and the sender learns of it or not. */
  const reply = <T>(effect: () => T, told: (arrived: boolean, answered: boolean) => void = () => {}): Reply<ChatOutcome<T>> => {
    const afterMs = random.pick([0, 0, 200, 3 * second]);
    if (faults.downUntil > world.now()) {
      told(false, false);
      const refused: ChatOutcome<T> = random.chance(0.5)
        ? { outcome: 'refused', why: 'no-chat', detail: 'bot was kicked' }
        : { outcome: 'unknown', detail: 'no answer' };
      return { afterMs, words: 'cannot be reached', answer: () => refused };
    }
    if (random.chance(0.02 * faults.level)) {
      told(false, false);
      return { afterMs, words: 'is refused', answer: () => ({ outcome: 'refused', why: 'other', detail: 'bad request' }) };
    }
    if (random.chance(0.03 * faults.level)) {
      told(false, false);
      return { afterMs, words: 'gets lost', answer: () => ({ outcome: 'unknown', detail: 'no answer' }) };
    }
    const value = effect();
    if (random.chance(0.04 * faults.level)) {
      told(true, false);
      return { afterMs: random.between(0, minute), words: 'arrives, the answer is lost', answer: () => ({ outcome: 'unknown', detail: 'no answer' }) };
    }
    told(true, true);
    return { afterMs, words: 'arrives', answer: () => ({ outcome: 'sent', value }) };
  };

  return {
    cards,
    buttons,
    faults,
    texts,
    prompts,
    portFor: (owner) => ({
      sendCard: (to, view) => {
        const chat = typeof to === 'string' ? to : to.chat;
        return world.outsideCall(owner, 'chat.sendCard', [view], () =>
          reply(() => ({ chat, message: send(chat, view).message, form: view.picture === null ? ('text' as const) : ('picture' as const) })),
        );
      },
      editCard: (place, view) =>
        world.outsideCall(owner, 'chat.editCard', [place.message, view], () => {
          const card = cards.get(place.message);
          if (card === undefined || card.deleted)
            return {
              afterMs: 0,
              words: 'is not there any more',
              answer: () => ({ outcome: 'refused', why: 'gone-card', detail: 'message to edit not found' }),
            };
          return reply(() => {
            card.text = hooks.shownAs(view.text);
            card.buttons = pressesOf(view.buttons);
            if (view.picture !== 'keep') card.pictures = picturesOf(view);
            look(card);
            return { ...place, form: card.pictures.length === 0 ? 'text' : 'picture' };
          });
        }),
      sendText: (_chat, text, extras) =>
        world.outsideCall(owner, 'chat.sendText', [text], () =>
          reply(
            () => {
              texts.push(text);
              return null;
            },
            // An answer to somebody's message is no alert.
            (arrived, answered) => (extras?.replyTo == null ? hooks.told(owner, text, arrived, answered) : undefined),
          ),
        ),
      sendDocument: (chat, document) =>
        world.outsideCall(owner, 'chat.sendDocument', [document.fileName], () =>
          reply(
            () => null,
            (arrived) => hooks.reported(`${chat} ${document.fileName}`, arrived),
          ),
        ),
      sendReport: (chat, report) =>
        world.outsideCall(owner, 'chat.sendReport', [report.caption], () =>
          reply(
            () => null,
            (arrived) => hooks.reported(`${chat} ${report.fileName}`, arrived),
          ),
        ),
      sendPrompt: (_to, prompt) =>
        world.outsideCall(owner, 'chat.sendPrompt', [prompt.text], () =>
          reply(() => {
            const message = firstPrompt + prompts.length;
            prompts.push({ message, of: prompt.of.id });
            return message;
          }),
        ),
      // Nobody sends pictures here.
      download: async () => ({ outcome: 'refused', why: 'other', detail: 'no such file' }),
      setCommands: async () => ({ outcome: 'sent', value: null }),
      nameOf: async () => null,
      moved: () => {},
      health: () => world.outsideCall(owner, 'chat.health', [], () => reply(() => ({ bot: 'desk_bot', chatTitle: 'Ban biên tập', canSend: true }))),
      // Presses are brought by the staff of the simulation, straight to the app.
      listen: () => ({ stop: async () => {} }),
    }),
  };
}
