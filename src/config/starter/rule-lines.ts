import { type Listening, onOf } from './answers.ts';
import { yamlList, yamlText } from './yaml-text.ts';

/** `on:` and `event-type:` of a route, from its first column. */
export const ruleLines = (listening: Listening): readonly string[] => [
  'on:',
  ...Object.entries(onOf(listening)).flatMap(([event, filter]) => [
    `  ${event}:`,
    ...Object.entries(filter).map(
      ([name, values]: [string, readonly string[]]) => `    ${name}: ${yamlList(values)}`,
    ),
  ]),
  ...(listening.eventType === undefined ? [] : [`event-type: ${yamlText(listening.eventType)}`]),
];
