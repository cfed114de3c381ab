/** Taking updates: long polling that goes on by itself, or a webhook. */
import { setMaxListeners } from 'node:events';
import type { RequestListener } from 'node:http';
import { Telegraf } from 'telegraf';
import type { Update } from 'telegraf/types';
import type { TelegramConfig } from '../../src/config.ts';
import { messageOf } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import type { Hearing, Incoming, Listening } from '../../src/ports.ts';
import { second } from '../../src/time.ts';
import type { Cards } from './cards.ts';
import { clientOptions, keepAgent, withoutToken } from './client.ts';
import { createConfirming } from './confirming.ts';
import type { Delivery } from './delivery.ts';
import { toIncoming, toPlace } from './incoming.ts';
import { makePatient } from './patience.ts';
import { createPresses } from './presses.ts';
import { atMost, type Wait } from './wait.ts';
import { createWebhookListener } from './webhook.ts';

/** Kinds of updates asked for. Telegram remembers the list between runs, so it is always said. */
const allowedUpdates = ['callback_query', 'message', 'my_chat_member'] as const;

export type ListeningNeeds = {
  readonly config: TelegramConfig;
  readonly log: Log;
  readonly wait: Wait;
  readonly ticks: () => number;
  readonly random: () => number;
  readonly delivery: Delivery;
  readonly cards: Pick<Cards, 'text'>;
  readonly troubleText: string;
};
/** A running reception; `receive` takes an update that came by webhook, once the bot knows its own name (`isReady`); false: it is to come again. */
export type Reception = Listening & { readonly receive: (update: Update) => Promise<boolean>; isReady(): boolean };

const longestStopMs = 5 * second;
/** The next poll waits so long for what came: mostly it is dealt with by then, and Telegram need not keep it. */
const longestHoldMs = second / 4;
/** Telegram waits a minute for a webhook's answer. */
const longestAnswerMs = 50 * second;
const relaunchMs = 5 * second;

/** Starts at once and returns at once. Whatever happens outside, it goes on until `stop`; `stop` takes 5 s at most. */
export function startReception(needs: ListeningNeeds, hearing: Hearing): Reception {
  const { config, log, wait, delivery } = needs;
  const stopping = new AbortController();
  // One press that is tried again, one listener: many are no leak.
  setMaxListeners(0, stopping.signal);
  const confirming = createConfirming();
  const presses = createPresses({ ...needs, token: config.token, client: delivery.client, stopping: stopping.signal, hearing });
  const bot = createBot();
  makePatient(bot.telegram, { ...needs, token: config.token, stopping: stopping.signal, confirming, settled: presses.settled });

  function createBot(): Telegraf {
    const options = clientOptions(config);
    const made = new Telegraf(config.token, { telegram: options });
    keepAgent(made.telegram, options);
    made.use((ctx, next) => (config.webhook !== null || confirming.isNew(ctx.update.update_id) ? next() : undefined));
    made.on('callback_query', (ctx) => held(ctx.update.update_id, presses.take(ctx.update.callback_query)));
    made.on('message', (ctx) => hear(ctx.update.update_id, toIncoming(ctx.update.message, ctx.me)));
    made.on('my_chat_member', (ctx) => {
      const place = toPlace(ctx.update.my_chat_member);
      if (place === null) log.warn('a change of place came in a form that is not known');
      return hear(ctx.update.update_id, place);
    });
    // Without this an error ends polling, prints the whole update and confirms the batch.
    made.catch((error) => log.error({ detail: withoutToken(messageOf(error), config.token) }, 'an update could not be handled'));
    return made;
  }

  delivery.onMoved((from, to) => void presses.hear(`moved:${from}`, { kind: 'moved', from, to }, async () => {}));

  /** Slow work goes on beside, and its update is not confirmed meanwhile: by polling others are fetched past it, and a webhook's answer waits for it. */
  async function held(update: number, task: Promise<boolean>): Promise<void> {
    const kept = confirming.keepDuring(update, task);
    return config.webhook === null ? atMost(longestHoldMs, kept) : kept;
  }

  async function hear(update: number, incoming: Incoming | null): Promise<void> {
    if (incoming === null) return;
    if (incoming.kind === 'moved') return delivery.moved(incoming.from, incoming.to);
    if (incoming.kind === 'place') log.info({ chat: incoming.chat, inChat: incoming.inChat }, "the bot's place in a chat changed");
    await held(
      update,
      presses.hear(`update:${update}`, incoming, () => tellTrouble(incoming)),
    );
  }

  async function tellTrouble(incoming: Incoming): Promise<void> {
    if (incoming.kind !== 'message' || needs.troubleText === '') return;
    await needs.cards.text({ chat: incoming.chat, topic: incoming.topic }, needs.troubleText, { replyTo: incoming.message });
  }

  /** Every trouble of the network and of the server is waited out inside of the calls; what still ends polling starts it anew. */
  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await bot.launch({ allowedUpdates: [...allowedUpdates] });
      } catch (error) {
        if (!stopping.signal.aborted) log.error({ detail: withoutToken(messageOf(error), config.token) }, 'polling ended, starting it again');
      }
      if (!stopping.signal.aborted) await wait(relaunchMs, stopping.signal);
    }
  }

  async function registerWebhook(url: string, secret: string): Promise<void> {
    try {
      bot.botInfo = await bot.telegram.getMe();
      await bot.telegram.setWebhook(url, { secret_token: secret, allowed_updates: [...allowedUpdates] });
      log.info('the webhook is registered');
    } catch (error) {
      if (!stopping.signal.aborted) log.error({ detail: withoutToken(messageOf(error), config.token) }, 'the webhook could not be registered');
    }
  }

  const running = config.webhook === null ? poll() : registerWebhook(config.webhook.url, config.webhook.secret);

  async function receive(update: Update): Promise<boolean> {
    await atMost(longestAnswerMs, bot.handleUpdate(update));
    return !confirming.isKept(update.update_id);
  }

  return {
    receive,
    isReady: () => bot.botInfo !== undefined && !stopping.signal.aborted,
    async stop() {
      stopping.abort();
      await atMost(longestStopMs, Promise.all([running, presses.settled()]));
    },
  };
}

/** The listener for the address in `TELEGRAM_WEBHOOK_URL`; null when updates are polled. */
export function webhookOf(config: TelegramConfig, current: () => Reception | null, log: Log): RequestListener | null {
  if (config.webhook === null) return null;
  const { pathname } = new URL(config.webhook.url);
  return createWebhookListener({ path: pathname, secret: config.webhook.secret, log, reception: current });
}
