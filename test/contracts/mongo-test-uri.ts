/** Where the suites find a MongoDB, and databases of their own on it. */
import mongoose from 'mongoose';

const given = process.env.MONGODB_TEST_URI ?? '';
let counter = 0;

/** The server that MONGODB_TEST_URI names; null when it is not set, which is said aloud. */
export const mongoTestUri: string | null = given === '' ? null : given;
if (mongoTestUri === null) console.warn('MONGODB_TEST_URI is not set: the suites of the store do not run against MongoDB');

/** The same server with a database that no other suite uses. */
export function freshDatabase(uri: string): string {
  const [address = '', options] = uri.split('?');
  const server = /^(mongodb(?:\+srv)?:\/\/[^/]+)\/?(.*)$/.exec(address);
  if (server === null) throw new Error('MONGODB_TEST_URI is no mongodb:// address');
  const name = `${server[2] || 'test'}_${process.pid}_${Date.now().toString(36)}_${counter++}`;
  return `${server[1]}/${name}${options === undefined ? '' : `?${options}`}`;
}

export async function dropDatabase(uri: string): Promise<void> {
  const connection = await mongoose.createConnection(uri, { autoCreate: false }).asPromise();
  await connection.dropDatabase();
  await connection.close();
}
