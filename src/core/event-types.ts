import { type EventName } from './event.ts';
import { EVENT_RULES } from './filters.ts';
import { type EventFilter, type Rule } from './route.ts';

/** Every `event_type` that a route can send: its own, or one for each event and activity type that it listens to. */
export const eventTypesOf = (rule: Pick<Rule, 'on' | 'event-type'>): readonly string[] =>
  rule['event-type'] !== undefined
    ? [rule['event-type']]
    : [
        ...new Set(
          Object.entries(rule.on).flatMap(([event, filter]) => defaultsOf(event as EventName, filter)),
        ),
      ];

/** As they are made of an event: "push", "release-published". */
const defaultsOf = (event: EventName, { types }: EventFilter): readonly string[] => {
  if (event === 'push') return [event];
  const { types: all, defaultTypes = all } = EVENT_RULES[event];
  return (types ?? defaultTypes).map((type) => `${event}-${type}`);
};
