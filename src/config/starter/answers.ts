import { type EventName } from '../../core/event.ts';
import { type FilterName, EVENT_RULES } from '../../core/filters.ts';
import { type On } from '../../core/route.ts';

/** What somebody who begins wants to hear of, in the words of the config file. */
export interface Listening {
  readonly events: readonly EventName[];
  /** For those events that can be filtered by branches; none is every branch. */
  readonly branches: readonly string[];
  /** The same for changed files. */
  readonly paths: readonly string[];
  /** Absent: that of each event. */
  readonly eventType?: string;
}

/** A spoke tells `hubs`, each by a route of its own. */
export interface SpokeAnswers extends Listening {
  readonly kind: 'spoke';
  readonly hubs: readonly string[];
}

/** A hub lets the repositories of `accept` tell it, and asks for what happens in those of `subscribe`. */
export interface HubAnswers extends Listening {
  readonly kind: 'hub';
  readonly accept: readonly string[];
  readonly subscribe: readonly string[];
}

export type Answers = SpokeAnswers | HubAnswers;

/** Of all that an event can be about, what a first route most likely means. */
const FIRST_TYPES: Readonly<Record<EventName, readonly string[] | undefined>> = {
  push: undefined,
  pull_request: ['closed'],
  issues: ['opened'],
  release: ['published'],
  workflow_run: ['completed'],
};

/** The filters of `on:`, each event with those that it can have. */
export const onOf = ({ events, branches, paths }: Listening): On =>
  Object.fromEntries(
    events.map((event) => {
      const types = FIRST_TYPES[event];
      return [
        event,
        {
          ...(types && { types }),
          ...(branches.length > 0 && canHave(event, 'branches') && { branches }),
          ...(paths.length > 0 && canHave(event, 'paths') && { paths }),
        },
      ];
    }),
  );

export const canHave = (event: EventName, filter: FilterName): boolean =>
  EVENT_RULES[event].filters.includes(filter);
