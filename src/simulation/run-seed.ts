/** One seed: days of a newsroom in which everything fails, then a calm in which all must come to its end. */
import type { AppConfig } from '../app.ts';
import { minute, second } from '../time.ts';
import { byTimetable, configOf } from './newsrooms.ts';
import { createRandom, type Random } from './random.ts';
import { createStage, day, type Planted, type SeedRun, start, zone } from './stage.ts';
import { letTroubleLoose } from './troubles.ts';

function drawConfig(random: Random): AppConfig {
  const timetable = random.pick([
    byTimetable(20),
    byTimetable(30, ['09:40', '15:00', '18:30']),
    { times: 'asap' as const, gapMinutes: 0, zone },
    { times: 'asap' as const, gapMinutes: 15, zone },
  ]);
  const approval = random.pick([
    { mode: 'required' as const },
    { mode: 'required' as const },
    { mode: 'auto' as const },
    { mode: 'auto-after' as const, ms: 30 * minute },
  ]);
  const quiet = random.pick([[], [], [{ from: '21:00', to: '06:00' }], [{ from: '12:00', to: '13:15' }]]);
  return configOf(
    { timetable, approval, settleWindowMs: random.pick([20, 20, 30]) * minute, unconfirmed: random.pick(['resend', 'resend', 'ask'] as const) },
    quiet,
  );
}

/** Runs one seed over so many days; never throws for what the app does. */
export async function runSeed(seed: number, days: number, planted: Planted = {}): Promise<SeedRun> {
  const random = createRandom(seed);
  const config = drawConfig(random);
  const clockErrorMs = random.pick([0, 0, 0, 2 * second, 90 * second, 10 * minute]);
  const stage = createStage(random, {
    title: `seed ${seed}`,
    seed,
    config,
    processes: random.pick([1, 2, 2, 2, 3]),
    clockOf: () => (clockErrorMs === 0 ? 0 : random.between(-clockErrorMs, clockErrorMs)),
    clockErrorMs,
    sameMachine: random.chance(0.6),
    faultsEnd: start + days * day,
    planted,
  });
  letTroubleLoose(stage);
  await stage.pass(stage.faultsEnd);
  return stage.calm();
}
