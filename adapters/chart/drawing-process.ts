/** The process that draws charts: one order, one answer, until whoever started it lets go of it or is gone. */
import type { Drawn, Order } from './charts.ts';
import { createDrawing } from './draw.ts';

const charts = createDrawing();

function drawn(order: Order): Promise<Uint8Array> {
  switch (order.kind) {
    case 'growth':
      return charts.growth(order.chart);
    case 'comparison':
      return charts.comparison(order.chart);
    case 'week':
      return charts.week(order.chart);
  }
}

// Whoever ends the service tells its whole group: what is being drawn is drawn, and the service lets go when it has ended.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

process.on('message', (text: string) => {
  const order: Order = JSON.parse(text);
  const answer = (what: Drawn) => void process.send?.(what);
  drawn(order).then(
    (picture) => answer({ number: order.number, picture }),
    (error: unknown) => answer({ number: order.number, problem: error instanceof Error ? error.message : String(error) }),
  );
});
