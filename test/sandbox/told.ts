import { type Receiver } from './receiver.ts';

export interface Told {
  /** `issues opened`; an event without an action is its name alone. */
  readonly name: string;
  // Payloads have a shape for each event.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly payload: any;
}

/** What the App was told, in the order in which it came. */
export const toldTo = ({ received }: Receiver): readonly Told[] =>
  received.map(({ headers, body }) => {
    const payload = JSON.parse(body) as { readonly action?: string };
    return { name: [headers['x-github-event'], payload.action].filter(Boolean).join(' '), payload };
  });
