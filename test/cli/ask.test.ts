import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAsk } from '../../src/cli/ask.ts';

let keyboard: PassThrough;
let screen: PassThrough;
let ask: (question: string) => Promise<string>;
beforeEach(() => {
  keyboard = new PassThrough();
  // As of a terminal, where each key is read by itself.
  screen = Object.assign(new PassThrough(), { isTTY: true });
  ask = createAsk(keyboard, screen);
});

describe('questions', () => {
  it('are answered one by one', async () => {
    const first = ask('Spoke or hub?');
    keyboard.write('hub\r');
    expect(await first).toBe('hub');
    const second = ask('Which?');
    keyboard.write('acme/docs\r');
    expect(await second).toBe('acme/docs');
    expect(String(screen.read())).toContain('Which? ');
  });

  it('are answered in order by what was pasted at once, and by what was begun with it', async () => {
    const first = ask('Spoke or hub?');
    keyboard.write('spoke\racme/docs\r\rma');
    expect([await first, await ask('Which?'), await ask('Events?')]).toEqual(['spoke', 'acme/docs', '']);
    const last = ask('Branch?');
    keyboard.write('in\r');
    expect(await last).toBe('main');
    expect(String(screen.read())).toContain('Which? acme/docs\n');
  });

  it('are answered with nothing by Ctrl-C and Ctrl-D', async () => {
    for (const key of ['\u0003', '\u0004']) {
      const answer = ask('Sure?');
      keyboard.write(key);
      expect(await answer).toBe('');
    }
  });
});
