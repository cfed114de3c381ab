/** A problem of newsroom.yaml as a sentence: where, what, and what to do. */
import type { FileProblem, Flaw } from '../file-problem.ts';
import type { Words } from './words.ts';

/** Never holds a value of the file. */
export function tellFileProblem(words: Words, file: string, problem: FileProblem): string {
  const { line, column, path, flaw } = problem;
  if (flaw.kind === 'more') return words.file.more(flaw.count);
  const near = 'near' in flaw && flaw.near !== null ? ` ${words.file.didYouMean(flaw.near)}` : '';
  return `${words.file.at(file, line, column)}${path === '' ? '' : ` (${path})`}: ${sentence(words.file, flaw)}${near}`;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: what is to be written in the file
const example = '${PAGE_TOKEN_1}';

function sentence(words: Words['file'], flaw: Flaw): string {
  switch (flaw.kind) {
    case 'duplicate-key':
      return words.duplicateKey(flaw.key ?? '…');
    case 'unknown-key':
      return flaw.key === null ? words.unknownKeyUnnamed : words.unknownKey(flaw.key);
    case 'missing-key':
      return words.missingKey(flaw.key);
    case 'wrong':
      return words.wrong(words.expected[flaw.expected]);
    case 'plain-secret':
      return words.plainSecret(example);
    case 'no-variable':
      return words.noVariable(flaw.name);
    case 'bad-reference':
      return words.badReference(example);
    case 'unknown-page':
      return words.unknownPage;
    case 'twice':
      return words.twice;
    case 'more':
      return words.more(flaw.count);
    default:
      return words.flaws[flaw.kind];
  }
}
