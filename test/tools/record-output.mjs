/** Loaded into every process of a test run (NODE_OPTIONS): all that it writes to stdout and stderr is kept in a file as well. */
import fs from 'node:fs';
import { join } from 'node:path';

const dir = process.env.OUTPUT_RECORD_DIR;
if (dir !== undefined && dir !== '') {
  const file = join(dir, `${process.pid}.txt`);
  const keep = (data) => {
    try {
      fs.appendFileSync(file, typeof data === 'string' ? data : Buffer.from(data));
    } catch {
      // A test may have taken the disk away.
    }
  };
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    stream.write = (data, ...rest) => {
      keep(data);
      return write(data, ...rest);
    };
  }
  // The log writes to its descriptor directly.
  const writeSync = fs.writeSync;
  fs.writeSync = (descriptor, data, ...rest) => {
    if (descriptor === 1 || descriptor === 2) keep(data);
    return writeSync(descriptor, data, ...rest);
  };
}
