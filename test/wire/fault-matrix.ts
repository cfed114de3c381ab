/** Every fault at every call that makes a post, for every form of post: what became of it. */
import type { FaultName } from '../../adapters/sandbox/faults.ts';
import type { Post } from '../../src/post.ts';
import { facebookRequestProblems } from '../specs/facebook-requests.ts';
import { specsFolder } from '../specs/folder.ts';
import { type Form, forms, openWireDesk } from './wire-desk.ts';

/** `ambiguous`: the call may have done its work all the same; both are tried. */
export const faults: readonly { readonly name: FaultName; readonly label: string; readonly ambiguous: boolean }[] = [
  { name: 'lost-before', label: 'answer lost before', ambiguous: false },
  { name: 'lost-after', label: 'answer lost after', ambiguous: false },
  { name: 'error-500-1', label: '500, code 1', ambiguous: true },
  { name: 'error-500-2', label: '500, code 2', ambiguous: true },
  { name: '502-html', label: '502 HTML', ambiguous: true },
  { name: '200-empty', label: '200 empty', ambiguous: true },
  { name: '200-html', label: '200 HTML', ambiguous: true },
  { name: 'hang', label: 'hang', ambiguous: true },
  { name: 'reset', label: 'reset', ambiguous: true },
  { name: 'graph-506', label: 'code 506', ambiguous: true },
  { name: 'graph-190', label: 'code 190', ambiguous: false },
  { name: 'graph-368', label: 'code 368', ambiguous: false },
  { name: 'graph-32', label: 'code 32', ambiguous: false },
  { name: 'graph-10', label: 'code 10', ambiguous: false },
  { name: 'graph-324', label: 'code 324', ambiguous: false },
];

type Step = { readonly name: string; readonly path: string; readonly phase?: 'start' | 'transfer' | 'finish' };

/** The calls that make a post, in order; the last one publishes. */
export const steps: Readonly<Record<Form, readonly [...Step[]]>> = {
  link: [{ name: 'feed', path: '/*/feed' }],
  picture: [{ name: 'photo', path: '/*/photos' }],
  album: [
    { name: 'pictures', path: '/*/photos' },
    { name: 'feed', path: '/*/feed' },
  ],
  video: [
    { name: 'start', path: '/*/videos', phase: 'start' },
    { name: 'transfer', path: '/*/videos', phase: 'transfer' },
    { name: 'finish', path: '/*/videos', phase: 'finish' },
  ],
  reel: [
    { name: 'start', path: '/*/video_reels', phase: 'start' },
    { name: 'upload', path: '/video-upload/*', phase: 'transfer' },
    { name: 'finish', path: '/*/video_reels', phase: 'finish' },
  ],
};

export type Run = {
  readonly form: Form;
  readonly fault: string;
  readonly step: string;
  readonly effect: boolean;
  /** How it ended, in a few words. */
  readonly end: string;
  /** What is wrong with that end; null: nothing. */
  readonly wrong: string | null;
};

const specs = specsFolder();

/** One post, one fault at one of its calls, and the desk left to itself until the post has ended. */
export async function runCell(form: Form, fault: FaultName, step: Step, effect: boolean): Promise<Run> {
  const wire = await openWireDesk();
  try {
    const id = await wire.put(form);
    const { path, phase } = step;
    wire.fault({ fault, effect, method: 'POST', path, ...(phase === undefined ? {} : { phase }) });
    const met = { stopped: false, untold: false };
    const post = await wire.live(id, undefined, async () => {
      if (((await wire.ports.pages.get(wire.page))?.stopped ?? null) === null) return;
      met.stopped = true;
      if ((await wire.ports.notices.get(`page:${wire.page}`)) === null) met.untold = true;
    });
    const onPage = wire.sandbox.view().posts.length;
    const used = wire.sandbox.view().faults.length === 0;
    const unknownCalls = specs === null ? [] : facebookRequestProblems(wire.sandbox.requests(), specs);
    const wrong = used ? (unknownCalls[0] ?? wrongWith(post, onPage, met.untold)) : 'the fault was never met';
    return { form, fault, step: step.name, effect, end: endOf(post, met.stopped), wrong };
  } finally {
    await wire.stop();
  }
}

/** One post, or none and a reason that staff see. */
function wrongWith(post: Post, onPage: number, untold: boolean): string | null {
  if (untold) return 'the Page was stopped and nobody told';
  if (post.status === 'published') return onPage === 1 ? null : `${onPage} posts on the Page`;
  if (post.status === 'failed') {
    if (onPage !== 0) return 'said to have failed, but it is on the Page';
    return post.failure.detail !== '' && post.redraw ? null : 'failed without a reason on its card';
  }
  return `ended as ${post.status}`;
}

function endOf(post: Post, stopped: boolean): string {
  if (post.status === 'failed') return `failed: ${post.failure.code ?? post.failure.reason}`;
  if (post.status !== 'published') return post.status;
  const how = post.resends > 0 ? 'sent again' : post.how;
  return stopped ? `stopped, told, ${how}` : how;
}

/** Waiting for what hangs is most of the work, so several run beside each other. */
const beside = 6;

/** All runs, in the order of the table. */
export async function runMatrix(): Promise<readonly Run[]> {
  const cells = faults.flatMap(({ name, ambiguous }) =>
    forms.flatMap((form) => steps[form].flatMap((step) => (ambiguous ? [false, true] : [false]).map((effect) => () => runCell(form, name, step, effect)))),
  );
  const runs: Run[] = [];
  const next = async (): Promise<void> => {
    for (let index = cells.findIndex(isFree); index >= 0; index = cells.findIndex(isFree)) {
      taken.add(index);
      const run = await cells[index]?.();
      if (run !== undefined) runs[index] = run;
    }
  };
  const taken = new Set<number>();
  const isFree = (_: unknown, index: number) => !taken.has(index);
  await Promise.all(Array.from({ length: beside }, next));
  return runs;
}

/** Rows are faults, columns forms. A cell tells each call's end, the effect not done / done; equal ones once. */
export function drawTable(runs: readonly Run[]): string {
  const cell = (form: Form, fault: string) => {
    const of = runs.filter((run) => run.form === form && run.fault === fault);
    const ends = steps[form].map((step) => {
      const told = of.filter((run) => run.step === step.name).map((run) => (run.wrong === null ? run.end : `WRONG: ${run.wrong}`));
      return [...new Set(told)].join(' / ');
    });
    return new Set(ends).size === 1 ? (ends[0] ?? '') : ends.map((end, index) => `${steps[form][index]?.name}: ${end}`).join('; ');
  };
  const rows = faults.map(({ name, label }) => [label, ...forms.map((form) => cell(form, name))]);
  const table = [['fault', ...forms], ...rows];
  return table.map((row) => `| ${row.join(' | ')} |`).join('\n');
}
