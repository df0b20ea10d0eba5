import { describe, expect, it } from 'vitest';
import { isState, mayBecome, REPLAYABLE, STATES, statesBefore } from '../../src/core/lifecycle.ts';

describe('the lifecycle of a notification', () => {
  it('has exactly these transitions', () => {
    const table = Object.fromEntries(
      STATES.map((from) => [from, STATES.filter((to) => mayBecome(from, to)).join(' ')]),
    );
    expect(table).toEqual({
      pending: 'sending merged',
      sending: 'waiting delivered dead',
      waiting: 'sending',
      delivered: 'pending',
      dead: 'pending',
      refused: '',
      merged: '',
    });
  });

  it('never sends what was refused, however many steps are taken', () => {
    const reached = new Set(['refused']);
    for (const from of reached)
      for (const to of STATES) if (isState(from) && mayBecome(from, to)) reached.add(to);
    expect([...reached]).toEqual(['refused']);
  });

  it('lets nothing die that was not tried', () => {
    expect(statesBefore('dead')).toEqual(['sending']);
  });

  it('lets be replayed what was tried and is not under way', () => {
    expect(REPLAYABLE).toEqual(['delivered', 'dead', 'waiting']);
  });

  it('knows the states before each', () => {
    expect(statesBefore('sending')).toEqual(['pending', 'waiting']);
    expect(isState('sent')).toBe(false);
  });
});
