/** The colours of the pictures: light as the chat by day, dark as by night. Text on its ground has a contrast of 4.5 at least. */
import type { ChartTheme } from '../../src/ports.ts';

const light = {
  paper: '#ffffff',
  ink: '#14304a',
  soft: '#4d6073',
  card: '#f1f5f9',
  grid: '#dde5ec',
  axis: '#9aabba',
  line: '#1769aa',
  up: '#18795d',
  down: '#b9472f',
  target: '#8a5a00',
  gap: '#f4f6f8',
  hatch: '#d3dce5',
} as const;

export type Colours = Readonly<Record<keyof typeof light, string>>;

const dark: Colours = {
  paper: '#17212b',
  ink: '#f2f6fa',
  soft: '#aebdcb',
  card: '#223140',
  grid: '#33475a',
  axis: '#6d8296',
  line: '#63b3f4',
  up: '#5fd0a8',
  down: '#ff9478',
  target: '#f0c05a',
  gap: '#1d2a36',
  hatch: '#34475a',
};

export function coloursOf(theme: ChartTheme): Colours {
  switch (theme) {
    case 'light':
      return light;
    case 'dark':
      return dark;
  }
}
