import { connect, createServer, type Server, type Socket } from 'node:net';
import mongoose from 'mongoose';
import { afterEach, describe, expect, it } from 'vitest';
import { mongoProblem, placeOf } from '../../../adapters/store/mongo-problem.ts';
import { openStores } from '../../../adapters/store/open.ts';
import { DeskError } from '../../../src/errors.ts';
import type { Stores } from '../../../src/ports.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from '../../contracts/mongo-test-uri.ts';
import { at, sampleArticle, sampleDesk, samplePost } from '../../contracts/sample-documents.ts';
import { listenHere } from '../../fakes/server.ts';

const open = (mongoUri: string) => openStores({ mongoUri, dataDir: 'unused' });

async function refusal(work: Promise<unknown>): Promise<DeskError> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (thrown instanceof DeskError) return thrown;
  throw new Error(`no DeskError: ${String(thrown)}`);
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listening(onSocket: (socket: Socket) => void): Promise<{ port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    onSocket(socket);
  });
  const port = await listenHere(server);
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port, sockets };
}

describe('a MongoDB that cannot be had', () => {
  it('is named within some five seconds, without the password: nobody there, or nobody who answers', async () => {
    const silent = await listening(() => {});
    const began = Date.now();
    const [refused, hanging] = await Promise.all([
      refusal(open('mongodb://desk:geh%40eim@127.0.0.1:1/desk?authSource=admin')),
      refusal(open(`mongodb://desk:geheim@127.0.0.1:${silent.port}/desk`)),
    ]);
    expect(Date.now() - began).toBeLessThan(7_500);
    expect(refused.message).toBe('MongoDB at 127.0.0.1:1/desk cannot be reached');
    expect(hanging.message).toBe(`MongoDB at 127.0.0.1:${silent.port}/desk cannot be reached`);
    for (const error of [refused, hanging]) {
      expect(`${error.message} ${error.fix} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toMatch(/geh/);
      expect(error.fix).toContain('MONGODB_URI');
    }
  });

  it.each([
    'mongodb://desk:ge@heim@:27017/x',
    'mongodb://desk:geheim@host:port/x',
    'mongodb://de sk:geheim@host:port/x',
    'mongodb://desk:geheim@host/x?nonsense=1',
    'mongodb://',
  ])('is a matter of configuration when its address cannot be read: %s', async (uri) => {
    const error = await refusal(open(uri));
    expect(error.message).toBe('MONGODB_URI cannot be read');
    expect(error.exitCode).toBe(2);
    expect(`${error.stack}${error.fix}`).not.toContain('heim');
  });

  it('is named by hosts and database only', () => {
    expect(placeOf('mongodb://host')).toBe('host');
    expect(placeOf('mongodb+srv://u:p@cluster.example/desk?w=1')).toBe('cluster.example/desk');
    expect(placeOf('mongodb://u:p/@a@one:1,two:2/desk')).toBe('one:1,two:2/desk');
  });
});

describe('what the driver throws', () => {
  const thrown = (name: string, code?: number) => Object.assign(new Error('raw mongodb://u:geheim@h'), { name }, code === undefined ? {} : { code });
  it.each([
    [thrown('MongoServerError', 18), /refused the user or the password/, /authSource/],
    [thrown('MongoServerError', 13), /does not let this user/, /readWrite/],
    [thrown('MongoServerError', 14031), /disk .* is full/, /Free space/],
    [thrown('MongoServerError', 10107), /no primary/, /replica set/],
    [thrown('MongoWriteConcernError', 64), /could not confirm/, /members/],
    [thrown('MongoServerError', 86), /another index/, /docs\/data\.md/],
    [thrown('MongoServerError', 11000), /share a unique key/, /doubles/],
    [thrown('MongoNetworkTimeoutError'), /cannot be reached/, /firewall/],
    [thrown('MongoServerError', 1), /failed \(MongoServerError 1\)/, /log/],
  ])('says what to do, and nothing of the address: %s', (error, message, fix) => {
    const problem = mongoProblem(error, 'mongodb://u:geheim@h/desk');
    expect(problem.message).toMatch(message);
    expect(problem.message).toContain('h/desk');
    expect(problem.fix).toMatch(fix);
    expect(`${problem.message}${problem.fix}${problem.stack}`).not.toContain('geheim');
  });

  it('passes on what is said already, and says something of anything else', () => {
    const said = new DeskError('a', 'b');
    expect(mongoProblem(said, 'mongodb://h')).toBe(said);
    expect(mongoProblem('odd', 'mongodb://h').message).toContain('failed ()');
  });
});

describe.skipIf(mongoTestUri === null)('MongoDB through a wire that is watched and cut (needs MONGODB_TEST_URI)', () => {
  async function throughWire(options: string): Promise<{ stores: Stores; sent: Buffer[]; sockets: Set<Socket> }> {
    const uri = freshDatabase(mongoTestUri ?? '');
    const target = /@?([^@/:]+):(\d+)\//.exec(uri.replace('mongodb://', ''));
    const sent: Buffer[] = [];
    const { port, sockets } = await listening((socket) => {
      const server = connect(Number(target?.[2]), target?.[1]);
      socket.on('data', (bytes) => sent.push(bytes)).on('close', () => server.destroy());
      server.on('close', () => socket.destroy()).on('error', () => socket.destroy());
      socket.pipe(server).pipe(socket);
    });
    const [address = '', given] = uri.split('?');
    const stores = await open(
      `${address.replace(`${target?.[1]}:${target?.[2]}/`, `127.0.0.1:${port}/`)}?directConnection=true&${options}${given ? `&${given}` : ''}`,
    );
    closing.push(async () => {
      await stores.close();
      await dropDatabase(uri);
    });
    return { stores, sent, sockets };
  }
  /** What BSON holds for `w: 'majority', j: true` in a write concern. */
  const durable = Buffer.concat([Buffer.from('\x02w\0\x09\0\0\0majority\0', 'latin1')]);

  it('asks for a majority and its journal with every write, whatever the address says', async () => {
    const { stores, sent } = await throughWire('w=1&journal=false&readPreference=secondary');
    const ofLast = async (work: Promise<unknown>) => {
      sent.length = 0;
      await work;
      return Buffer.concat(sent);
    };
    for (const bytes of [await ofLast(stores.desk.add(sampleDesk)), await ofLast(stores.desk.replace(sampleDesk, sampleDesk)), await ofLast(stores.check())]) {
      expect(bytes.includes(durable)).toBe(true);
      expect(bytes.includes(Buffer.from('\x08j\0\x01', 'latin1'))).toBe(true);
    }
    const reading = await ofLast(stores.posts.withStatus('draft', 3));
    expect(reading.includes('secondary')).toBe(false);
  });

  it('goes on by itself after its connections were cut', async () => {
    const { stores, sockets } = await throughWire('');
    await stores.desk.add(sampleDesk);
    for (const socket of sockets) socket.destroy();
    expect(await stores.desk.get('desk')).toStrictEqual(sampleDesk);
    expect(await stores.desk.replace(sampleDesk, sampleDesk)).toMatchObject({ outcome: 'written' });
  });

  it('refuses a database that holds doubles already, and says so', async () => {
    const uri = freshDatabase(mongoTestUri ?? '');
    closing.push(() => dropDatabase(uri));
    const connection = await mongoose.createConnection(uri).asPromise();
    await connection.collection('articles').insertMany([{ key: 'one' }, { key: 'one' }]);
    await connection.close();
    const error = await refusal(open(uri));
    expect(error.message).toMatch(/holds documents that share a unique key/);
    expect(error.fix).toContain('docs/data.md');
  });

  it('keeps two that start at once on an empty database from making doubles', async () => {
    const uri = freshDatabase(mongoTestUri ?? '');
    const all = await Promise.all([open(uri), open(uri), open(uri)]);
    closing.push(async () => {
      await Promise.all(all.map((stores) => stores.close()));
      await dropDatabase(uri);
    });
    const added = await Promise.all(all.map((stores, n) => stores.articles.add(sampleArticle(`${n}`, { key: 'one' }))));
    expect(added.filter(Boolean)).toHaveLength(1);
    const scheduled = samplePost('scheduled', 'p');
    await all[0]?.posts.add(scheduled);
    const claims = await Promise.all(
      all.map((stores, n) => stores.posts.replace(scheduled, samplePost('publishing', 'p', { claim: { by: `${n}`, at: at(60), until: at(62) } }))),
    );
    expect(claims.filter(({ outcome }) => outcome === 'written')).toHaveLength(1);
  });
});
