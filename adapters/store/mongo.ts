import { DeskError } from '../../src/errors.ts';
import type { Engine } from './collection.ts';
import type { Kind } from './documents.ts';

export async function openMongo(_uri: string, _kinds: readonly Kind[]): Promise<Engine> {
  throw new DeskError('MongoDB is not there yet', 'Leave MONGODB_URI empty.');
}
