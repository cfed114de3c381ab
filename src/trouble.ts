/** Trouble that cannot be stored cannot be a notice either: a full disk is told to the chat directly. */
import { DeskError } from './errors.ts';
import type { JobName, JobOutcome } from './job-run.ts';
import type { Ports } from './ports.ts';

/** `words` are the newsroom's: what to say of a problem, and when it is over. */
type Needs = Pick<Ports, 'chat' | 'log'> & {
  readonly words: { readonly storeTrouble: (detail: string) => string; readonly storeBack: string };
  readonly staffChat: string;
};

/** Takes the outcome of every run: staff hear of the first failure that a person must mend, once, and once when all works again. */
export function createTroubleTeller(needs: Needs): (job: JobName, outcome: JobOutcome) => Promise<void> {
  const failing = new Set<JobName>();
  let told = false;
  const tell = async (text: string) => {
    const sent = await needs.chat.sendText(needs.staffChat, text);
    if (sent.outcome !== 'sent') needs.log.error({ detail: sent.detail }, 'staff could not be told of the trouble');
  };
  return async (job, outcome) => {
    if (outcome.outcome === 'busy') return;
    if (outcome.outcome === 'failed' && outcome.error instanceof DeskError) {
      failing.add(job);
      needs.log.error({ job, fix: outcome.error.fix }, outcome.error.message);
      if (told) return;
      told = true;
      return tell(needs.words.storeTrouble(outcome.error.message));
    }
    failing.delete(job);
    if (!told || failing.size > 0) return;
    told = false;
    await tell(needs.words.storeBack);
  };
}
