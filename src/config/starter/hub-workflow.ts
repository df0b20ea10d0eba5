import { eventTypesOf } from '../../core/event-types.ts';
import { type Listening, onOf } from './answers.ts';
import { yamlList } from './yaml-text.ts';

/** Every `event_type` that these answers lead to. */
export const startedBy = (listening: Listening): readonly string[] =>
  eventTypesOf({
    on: onOf(listening),
    ...(listening.eventType !== undefined && { 'event-type': listening.eventType }),
  });

/**
 * What a hub does when it is told, line by line. Nothing of the payload is pasted into a script: it is strangers' text.
 * https://docs.github.com/en/actions/concepts/security/script-injections
 */
export const hubWorkflow = (listening: Listening): readonly string[] => [
  '# What this repository does when Hub Relay tells it that a spoke changed. It counts on the default branch.',
  'name: Hub Relay',
  '# By this Hub Relay finds the run, to report how it ended and to see loops: keep it.',
  'run-name: ${{ github.event.client_payload.relay.id }}',
  'on:',
  '  repository_dispatch:',
  '    # The event types of the routes: the name of the event and its activity type, or their own `event-type`.',
  `    types: ${yamlList(startedBy(listening))}`,
  '# All that the job’s token can do. Add what your steps need, and no more.',
  'permissions:',
  '  contents: read',
  '# One run at a time for each spoke and event type; of those that wait, only the newest is kept. Remove this where',
  '# each notification counts by itself.',
  'concurrency:',
  '  group: hub-relay-${{ github.event.action }}-${{ github.event.client_payload.repository }}',
  'jobs:',
  '  told:',
  '    runs-on: ubuntu-latest',
  '    steps:',
  '      - uses: actions/checkout@v5',
  '      - name: Say what changed',
  '        # Strangers write the names of branches, and titles. So they come through `env`, and are used in quotes. An',
  '        # expression inside `run` would let them write your script.',
  '        env:',
  '          EVENT: ${{ github.event.client_payload.event }}',
  '          REPOSITORY: ${{ github.event.client_payload.repository }}',
  '          REF: ${{ github.event.client_payload.ref }}',
  '          SHA: ${{ github.event.client_payload.sha }}',
  '          URL: ${{ github.event.client_payload.subject.html_url }}',
  '        run: |',
  `          printf '%s\\n' "$EVENT in $REPOSITORY: $REF is at $SHA" "$URL"`,
  '      # Here your own steps begin: rebuild, update, deploy.',
];
