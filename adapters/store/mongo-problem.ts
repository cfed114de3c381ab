/** MongoDB's errors in words of what to do. Neither the address's user nor its password stands in them. */
import { DeskError } from '../../src/errors.ts';

/** Hosts and database of a connection string. Whatever stands before the last `@` may be a password. */
export function placeOf(uri: string): string {
  const afterUser = uri.includes('@') ? uri.slice(uri.lastIndexOf('@') + 1) : uri.replace(/^mongodb(\+srv)?:\/\//, '');
  return afterUser.split('?')[0] ?? '';
}

function numberIn(error: unknown): number | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : null;
}

export function isDuplicateKey(error: unknown): boolean {
  return numberIn(error) === 11000;
}

const unreachable = ['MongooseServerSelectionError', 'MongoServerSelectionError', 'MongoNetworkError', 'MongoNetworkTimeoutError', 'MongoTopologyClosedError'];
const unreadable = ['MongoParseError', 'MongoInvalidArgumentError', 'MongoMissingCredentialsError', 'MongoAPIError'];
/** NotWritablePrimary, NotPrimaryNoSecondaryOk, InterruptedDueToReplStateChange, PrimarySteppedDown, ShutdownInProgress, InterruptedAtShutdown. */
const noPrimary = [10107, 13435, 11602, 189, 91, 11600];
/** WriteConcernTimeout, UnsatisfiableWriteConcern. */
const noMajority = [64, 100];

function unreadableAddress(): DeskError {
  return new DeskError(
    'MONGODB_URI cannot be read',
    'Write it as mongodb://user:password@host:27017/database, with special letters of the password percent-encoded.',
    2,
  );
}

/** Throws a DeskError when the hosts of a connection string are none: the driver would tell that as an error of its own. */
export function holdAddress(uri: string): void {
  const hosts = (placeOf(uri).split('/')[0] ?? '').split(',');
  if (!hosts.every((host) => /^([\w.-]+|\[[\da-f:]+\])(:\d{1,5})?$/i.test(host))) throw unreadableAddress();
}

/** The DeskError for whatever the driver threw. Whether a failed write was kept is unknown when no answer came; the next read tells. */
export function mongoProblem(error: unknown, uri: string): DeskError {
  if (error instanceof DeskError) return error;
  const place = placeOf(uri);
  const name = error instanceof Error ? error.name : '';
  const code = numberIn(error);
  const is = (codes: readonly number[]) => code !== null && codes.includes(code);
  if (is([18])) return new DeskError(`MongoDB at ${place} refused the user or the password`, 'Check user, password and authSource in MONGODB_URI.');
  if (is([13])) return new DeskError(`MongoDB at ${place} does not let this user read and write the database`, 'Give the user the role readWrite on it.');
  if (is([14031])) return new DeskError(`the disk of MongoDB at ${place} is full`, 'Free space on its disk; the desk goes on by itself then.');
  if (is(noPrimary))
    return new DeskError(`MongoDB at ${place} has no primary that takes writes`, 'Wait for the election, or check the members of the replica set.');
  if (is(noMajority) || name === 'MongoWriteConcernError') {
    return new DeskError(`MongoDB at ${place} could not confirm a write by a majority of its members`, 'Bring the missing members of the replica set back.');
  }
  if (is([85, 86]))
    return new DeskError(`MongoDB at ${place} has another index under a name of ours`, 'Drop the indexes that docs/data.md does not list, and start again.');
  if (is([11000]))
    return new DeskError(
      `MongoDB at ${place} holds documents that share a unique key`,
      'Remove the doubles (docs/data.md lists the unique keys), and start again.',
    );
  if (unreachable.includes(name)) {
    return new DeskError(
      `MongoDB at ${place} cannot be reached`,
      'Check that it runs, that MONGODB_URI names its host and port, and that no firewall stands between.',
    );
  }
  if (unreadable.includes(name)) return unreadableAddress();
  return new DeskError(
    `MongoDB at ${place} failed (${[name, code].filter((part) => part !== null && part !== '').join(' ')})`,
    'Look at its log at this time; the desk tries again by itself.',
  );
}
