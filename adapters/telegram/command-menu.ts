/** The menu of commands that Telegram shows when somebody types a slash. It only helps with typing: who may what is decided at each command. */
import type { Telegram } from 'telegraf';
import type { ChatOutcome, CommandMenu } from '../../src/ports.ts';
import { ask, callLimitMs } from './client.ts';
import { toFailed } from './outcome.ts';

type Needs = { readonly token: string; readonly client: Telegram };

/** Says the same thing however often it is done. A Bot API server that knows no menus is no trouble. */
export async function setCommandMenus({ token, client }: Needs, menus: readonly CommandMenu[]): Promise<ChatOutcome<null>> {
  for (const { language, commands } of menus) {
    const list = commands.map(({ name, does }) => ({ command: name, description: does }));
    const reply = await ask(token, callLimitMs, (signal) =>
      client.callApi('setMyCommands', { commands: list, ...(language === null ? {} : { language_code: language }) }, { signal }),
    );
    if (reply.kind !== 'answer') return toFailed(reply);
  }
  return { outcome: 'sent', value: null };
}
