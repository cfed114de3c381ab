/** One process of all takes the bot's updates: Telegram gives them to one only, and two that ask cut each other off. */
import { messageOf } from '../errors.ts';
import { createTenancy, leaseBeat } from '../lease.ts';
import type { Listening, Ports } from '../ports.ts';

type Needs = Pick<Ports, 'leases' | 'processes' | 'log'>;

/** Listens while this process holds the lease, and stands by while another does. `stop` hands it on. */
export function listenAlone(needs: Needs, listen: () => Listening): Listening {
  const tenancy = createTenancy({ ...needs, ticks: () => performance.now() }, 'updates');
  const state: { listening: Listening | null; stopped: boolean } = { listening: null, stopped: false };

  const follow = async (): Promise<void> => {
    const held = await tenancy.beat().catch((error: unknown) => {
      needs.log.warn({ detail: messageOf(error) }, 'who takes the updates could not be stored');
      return !tenancy.lapsed();
    });
    if (state.stopped) return;
    if (held && state.listening === null) {
      needs.log.info('this process takes the updates of the bot');
      state.listening = listen();
    }
    if (!held && state.listening !== null) {
      needs.log.warn('another process takes the updates of the bot; standing by');
      const { listening } = state;
      state.listening = null;
      await listening.stop();
    }
  };

  let last = follow();
  const timer = setInterval(() => {
    last = last.then(follow);
  }, leaseBeat);
  return {
    stop: async () => {
      state.stopped = true;
      clearInterval(timer);
      await last;
      await state.listening?.stop();
      await tenancy.release().catch((error: unknown) => needs.log.warn({ detail: messageOf(error) }, 'the updates could not be handed on'));
    },
  };
}
