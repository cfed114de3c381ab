/** The files that others run the desk with: image, compose, unit, dashboard. Checked by their own validators where these are at hand. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { validate } from 'dockerfile-utils';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { metricsOf } from '../src/watching.ts';
import { createFakeDesk, pageId } from './fakes/desk.ts';
import { putScheduled } from './fakes/processes.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const dir = mkdtempSync(join(tmpdir(), 'operations-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function isThere(program: string): boolean {
  const there = spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  if (!there) console.warn(`NOT CHECKED: ${program} is not installed`);
  return there;
}

describe('Dockerfile', () => {
  const text = read('Dockerfile');

  it('has no mistake that its validator knows', () => {
    expect(validate(text).map((problem) => problem.message)).toEqual([]);
  });

  it('runs as somebody, is watched, and holds no development packages', () => {
    const last = text.slice(text.lastIndexOf('\nFROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
    expect(text).toContain('npm prune --omit=dev');
    for (const [, source] of text.matchAll(/^COPY (?!--from)(.+) \S+$/gm))
      for (const path of (source ?? '').split(' ')) expect(existsSync(join(root, path)), path).toBe(true);
  });
});

describe('compose.yaml', () => {
  const compose = z
    .object({
      services: z.record(z.string(), z.looseObject({ ports: z.array(z.string()).default([]), environment: z.record(z.string(), z.unknown()).default({}) })),
    })
    .parse(parse(read('compose.yaml')));

  it('opens nothing beyond this machine and names no secret but by file', () => {
    for (const service of Object.values(compose.services)) for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    const secret = Object.entries(compose.services.desk?.environment ?? {}).filter(([key]) => /TOKEN|SECRET/.test(key));
    expect(secret.length).toBeGreaterThan(0);
    for (const [key] of secret) expect(key).toMatch(/_FILE$/);
    expect(read('compose.yaml')).toContain('--replSet');
  });

  it.skipIf(!isThere('docker-compose'))('is accepted by docker-compose', () => {
    for (const file of ['.env', 'newsroom.yaml']) writeFileSync(join(dir, file), '');
    writeFileSync(join(dir, 'docker-compose.yml'), read('compose.yaml'));
    const checked = spawnSync('docker-compose', ['-f', 'docker-compose.yml', 'config', '-q'], { cwd: dir, encoding: 'utf8' });
    expect(checked.stderr).toBe('');
    expect(checked.status).toBe(0);
  });
});

describe('the systemd unit', () => {
  it.skipIf(!isThere('systemd-analyze'))('is accepted by systemd, and well hardened by its own measure', () => {
    const unit = join(dir, 'fanpage-desk.service');
    const text = read('deploy/fanpage-desk.service')
      .replace('/usr/bin/node', process.execPath)
      .replace(/^WorkingDirectory=.*$/m, `WorkingDirectory=${root}`);
    writeFileSync(unit, text);
    const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
    expect(verified.stderr).toBe('');
    expect(verified.status).toBe(0);
    const measured = spawnSync('systemd-analyze', ['security', '--offline=true', unit], { encoding: 'utf8' });
    expect(Number(/exposure level for \S+ ([\d.]+)/.exec(measured.stdout)?.[1])).toBeLessThan(2);
  });

  it('loads as credentials only what the configuration reads', async () => {
    const names = [...read('deploy/fanpage-desk.service').matchAll(/LoadCredential=(\w+):/g)].map((match) => match[1] ?? '');
    expect(names.length).toBeGreaterThan(3);
    const example = read('.env.example');
    for (const name of names.filter((one) => !one.startsWith('PAGE_TOKEN_'))) expect(example, name).toMatch(new RegExp(`^${name}=`, 'm'));
  });
});

describe('figures', () => {
  async function metrics() {
    const desk = await createFakeDesk();
    await putScheduled(desk, 1);
    await desk.app.run('publish');
    await desk.app.run('count-followers');
    const page = await desk.ports.pages.get(pageId);
    if (page !== null) await desk.ports.pages.replace(page, { ...page, usage: { percent: 12, regainAt: null, at: desk.clock() } });
    return metricsOf(await desk.app.status(), 1);
  }

  it('every figure of the dashboard exists, and every figure that exists is on it', async () => {
    const dashboard = z
      .object({
        panels: z.array(
          z.object({
            id: z.number(),
            title: z.string().min(1),
            gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
            targets: z.array(z.object({ expr: z.string() })).min(1),
          }),
        ),
      })
      .parse(JSON.parse(read('deploy/grafana-dashboard.json')));
    const shown = new Set(dashboard.panels.flatMap((panel) => panel.targets.flatMap(({ expr }) => expr.match(/fanpage_\w+/g) ?? [])));
    const told = await metrics();
    expect([...shown].sort()).toEqual(told.map((metric) => metric.name).sort());
    // A label that is not there would show an empty panel.
    for (const { expr } of dashboard.panels.flatMap((panel) => panel.targets)) {
      for (const [, name, label, pattern] of expr.matchAll(/(fanpage_\w+)\{(\w+)=~"([^"]+)"\}/g)) {
        const values = told.find((metric) => metric.name === name)?.samples.map((sample) => sample.labels[label ?? '']);
        for (const value of (pattern ?? '').split('|')) expect(values, `${name} ${value}`).toContain(value);
      }
    }
    expect(new Set(dashboard.panels.map((panel) => panel.id)).size).toBe(dashboard.panels.length);
    for (const [index, { gridPos: a }] of dashboard.panels.entries())
      for (const { gridPos: b } of dashboard.panels.slice(index + 1))
        expect(a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h, 'panels lie upon each other').toBe(false);
  });

  it.skipIf(!isThere('promtool'))("are accepted by Prometheus' own checker, and so is the example of its settings", async () => {
    const { createStatusRoutes, startHttp } = await import('../adapters/http/status.ts');
    const told = await metrics();
    const server = await startHttp(
      createStatusRoutes({ health: async () => ({ live: true, ready: true, why: [] }), metrics: async () => told }),
      '127.0.0.1',
      0,
    );
    const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
    await server.stop();
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect(`${checked.stdout}${checked.stderr}`).toBe('');
    expect(checked.status).toBe(0);
    mkdirSync(join(dir, 'prometheus'), { recursive: true });
    execFileSync('promtool', ['check', 'config', join(root, 'deploy/prometheus.yml')], { stdio: 'ignore' });
  });
});
