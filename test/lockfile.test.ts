import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const names = z.record(z.string(), z.string()).default({});
const lock = z.object({ packages: z.record(z.string(), z.object({ optionalDependencies: names, resolved: z.string().optional() })) });
const read = () => lock.parse(JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))).packages;

it('locks the builds of every platform: without one of them npm ci refuses on a fresh clone', () => {
  const packages = read();
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies).filter((name) => {
      const places = path.split('/node_modules/').map((_, i, parts) => [...parts.slice(0, i + 1), name].join('/node_modules/'));
      return ![`node_modules/${name}`, ...places].some((place) => place in packages);
    }),
  );
  expect(missing).toEqual([]);
});

it('names no download address: the registry is the installing machine’s own choice', () => {
  expect(Object.values(read()).filter((entry) => entry.resolved !== undefined)).toEqual([]);
});
