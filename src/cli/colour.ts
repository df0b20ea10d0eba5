import { styleText } from 'node:util';
import { type State } from '../core/lifecycle.ts';
import { type Terminal } from './terminal.ts';

type Tone = 'good' | 'bad' | 'warning' | 'quiet';

const STYLES = { good: 'green', bad: 'red', warning: 'yellow', quiet: 'dim' } as const;

/** Coloured where the terminal shows colours; what it says is never in the colour alone. */
export const toned = (
  { hasColour = false }: Pick<Terminal, 'hasColour'>,
  tone: Tone | undefined,
  text: string,
): string =>
  hasColour && tone !== undefined ? styleText(STYLES[tone], text, { validateStream: false }) : text;

const TONES: Readonly<Partial<Record<State, Tone>>> = {
  delivered: 'good',
  dead: 'bad',
  waiting: 'warning',
  refused: 'warning',
  merged: 'quiet',
};

export const toneOf = (state: State): Tone | undefined => TONES[state];
