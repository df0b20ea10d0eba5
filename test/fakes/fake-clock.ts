import { type Clock } from '../../src/flow/ports.ts';

/** A clock that stands still until it is moved, and a chance that is always in the middle. */
export class FakeClock implements Clock {
  time = 1_000_000;
  now = (): number => this.time;
  random = (): number => 0.5;
}
