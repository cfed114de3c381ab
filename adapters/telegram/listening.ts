/** Taking updates: long polling that goes on by itself, or a webhook. */
import { setMaxListeners } from 'node:events';
import type { RequestListener } from 'node:http';
import { Telegraf } from 'telegraf';
import type { Update } from 'telegraf/types';
import { z } from 'zod';
import type { TelegramConfig } from '../../src/config.ts';
import { messageOf } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import type { Listening, Press, PressAnswer } from '../../src/ports.ts';
import { second } from '../../src/time.ts';
import { clientOptions, keepAgent, withoutToken } from './client.ts';
import type { Delivery } from './delivery.ts';
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
  readonly troubleText: string;
};
/** A running reception; `receive` takes an update that came by webhook, once the bot knows its own name (`isReady`). */
export type Reception = Listening & { readonly receive: (update: Update) => Promise<void>; isReady(): boolean };

const longestStopMs = 5 * second;
const relaunchMs = 5 * second;

const migration = z.object({ chat: z.object({ id: z.int() }), migrate_to_chat_id: z.int() });

/** Starts at once and returns at once. Whatever happens outside, it goes on until `stop`; `stop` takes 5 s at most. */
export function startReception(needs: ListeningNeeds, onPress: (press: Press) => Promise<PressAnswer>): Reception {
  const { config, log, wait, delivery } = needs;
  const stopping = new AbortController();
  // One press that is tried again, one listener: many are no leak.
  setMaxListeners(0, stopping.signal);
  const presses = createPresses({ ...needs, token: config.token, client: delivery.client, stopping: stopping.signal, onPress });
  const bot = createBot();
  makePatient(bot.telegram, { ...needs, token: config.token, stopping: stopping.signal });

  function createBot(): Telegraf {
    const options = clientOptions(config);
    const made = new Telegraf(config.token, { telegram: options });
    keepAgent(made.telegram, options);
    made.on('callback_query', (ctx) => presses.take(ctx.update.callback_query));
    made.on('message', (ctx) => noteMigration(ctx.update.message));
    made.on('my_chat_member', (ctx) => {
      const { chat, new_chat_member } = ctx.update.my_chat_member;
      log.info({ chat: String(chat.id), status: new_chat_member.status }, "the bot's place in a chat changed");
    });
    // Without this an error ends polling, prints the whole update and confirms the batch.
    made.catch((error) => log.error({ detail: withoutToken(messageOf(error), config.token) }, 'an update could not be handled'));
    return made;
  }

  function noteMigration(message: unknown): void {
    const moved = migration.safeParse(message);
    if (moved.success) delivery.moved(String(moved.data.chat.id), String(moved.data.migrate_to_chat_id));
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

  return {
    receive: (update) => bot.handleUpdate(update),
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
