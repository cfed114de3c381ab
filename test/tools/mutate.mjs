/**
 * Plants six bugs, one after the other, into a copy of the compiled program, and shows that the simulation catches each
 * within 200 seeds. Run `npm run -s build` first. Fails when a bug is not caught, or no longer fits the code.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const seeds = 200;

const bugs = [
  {
    name: 'retries a write that got no answer',
    file: 'src/publishing/publish.js',
    from: 'const outcome = await page.publish(sendable, marked.uploads);',
    to: "let outcome = await page.publish(sendable, marked.uploads);\n    if (outcome.outcome === 'unknown')\n        outcome = await page.publish(sendable, marked.uploads);",
  },
  {
    name: 'skips the look',
    file: 'src/publishing/publish.js',
    from: 'const looked = await look(needs, input, page, claimed, counts);',
    to: "const looked = 'absent';",
  },
  {
    name: 'forgets the hash check',
    file: 'src/publishing/publish.js',
    from: 'if (contentHash(post.page, content) !== post.approval.hash) {',
    to: 'if (false) {',
  },
  {
    name: 'claims without naming status and revision',
    file: 'adapters/store/stores.js',
    from: 'const byRevAndStatus = (current) => ({ rev: current.rev, status: current.status });',
    to: 'const byRevAndStatus = () => ({});',
  },
  {
    name: 'takes error 506 for a failure',
    file: 'src/publishing/settle.js',
    from: 'return outcome.duplicate ? { post: unconfirmed(post, rule, now, true), page: none } : afterRefusal(post, outcome.refusal, now);',
    to: 'return afterRefusal(post, outcome.refusal, now);',
  },
  {
    // Each of the two alone doubles nothing: the film's handle, and the patience while Facebook works on it, guard each other.
    name: 'forgets the film that Facebook is at work on',
    file: 'src/publishing/settle.js',
    from: "resends, notBefore, uploads, status: 'scheduled', updatedAt: now, redraw: true };",
    to: "resends, notBefore, uploads: null, status: 'scheduled', updatedAt: now, redraw: true };",
    also: { from: "return video.state === 'processing' && ", to: 'return false && ' },
  },
];

function plant(folder, bug) {
  const path = join(folder, 'dist', bug.file);
  const planted = [bug, ...(bug.also === undefined ? [] : [bug.also])].reduce(
    (source, { from, to }) => {
      if (source.split(from).length !== 2) throw new Error(`“${bug.name}” does not fit ${bug.file} any more: bring test/tools/mutate.mjs up to date`);
      return source.replace(from, to);
    },
    readFileSync(path, 'utf8'),
  );
  writeFileSync(path, planted);
}

/** The first seed that catches it, and what it says; null when none does. */
function caught(folder) {
  const program = join(folder, 'dist/src/simulation/first-broken.mjs');
  writeFileSync(
    program,
    `import { runSeed } from './run-seed.js';
for (let seed = 1; seed <= ${seeds}; seed++) {
  const { violation } = await runSeed(seed, 7);
  if (violation === null) continue;
  console.log(JSON.stringify({ seed, rule: violation.rule }));
  break;
}`,
  );
  const ran = spawnSync(process.execPath, [program], { encoding: 'utf8', cwd: folder });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return ran.stdout === '' ? null : JSON.parse(ran.stdout);
}

let missed = 0;
for (const bug of bugs) {
  const folder = mkdtempSync(join(tmpdir(), 'desk-mutant-'));
  try {
    cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    plant(folder, bug);
    const first = caught(folder);
    if (first === null) missed += 1;
    console.log(first === null ? `NOT CAUGHT  ${bug.name}` : `caught by seed ${first.seed}  ${bug.name}: ${first.rule}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exitCode = missed === 0 ? 0 : 1;
