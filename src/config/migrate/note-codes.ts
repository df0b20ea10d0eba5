import { VALUE_NOTES } from './value-notes.ts';

/**
 * Everything that migration has to say about a workflow: what it means, and what to do instead. What is `lost` needs a
 * person; what `differs` was carried over, and behaves otherwise in the way that the text says.
 */
export const NOTE_CODES = {
  'workflow-unreadable': {
    weight: 'lost',
    text: 'The file could not be read as a workflow.',
    remedy: 'Correct the place named, then migrate again.',
  },
  'action-file': {
    weight: 'lost',
    text: 'This is an action: what it is started by stands in the workflows that use it.',
    remedy: 'If it notifies somebody, write the route by hand, where those workflows are.',
  },
  'trigger-lost': {
    weight: 'lost',
    text: 'A route can’t listen to this trigger.',
    remedy:
      'Routes listen to push, pull_request, issues, release and workflow_run. Keep the workflow for this trigger, or do without it.',
  },
  'trigger-call': {
    weight: 'lost',
    text: 'Other workflows call this one, and what starts them starts it; a route listens to an event itself.',
    remedy: 'Write the route where the callers are, with what starts them as `on` and what they hand over.',
  },
  'trigger-manual': {
    weight: 'differs',
    text: 'A route isn’t started by hand.',
    remedy:
      'To send again what was sent before, use `hub-relay notifications replay`; to try a route, `hub-relay simulate`.',
  },
  'pull-request-target': {
    weight: 'differs',
    text: 'pull_request_target becomes pull_request: no code of the pull request runs either way.',
    remedy: 'Pull requests from forks are left out; write `forks: true` to let them in.',
  },
  'filter-lost': {
    weight: 'lost',
    text: 'This filter, or activity type, is none that a route has for this event.',
    remedy: 'See the list of events in docs/configuration.md, and write what comes nearest.',
  },
  'hub-unknown': {
    weight: 'lost',
    text: 'Which repository is told can’t be read from the file.',
    remedy: 'Write its owner/name at `hub`, then take away the # before the route.',
  },
  'hub-is-spoke': {
    weight: 'differs',
    text: 'The repository dispatches to itself, which is not for Hub Relay.',
    remedy: 'Leave this step as it is: GITHUB_TOKEN may dispatch to its own repository.',
  },
  'event-type-unknown': {
    weight: 'lost',
    text: 'The event type is only known at run time; a route’s is fixed.',
    remedy:
      'Write a fixed `event-type` and send what varies as a field of `payload`, then take away the # before the route.',
  },
  'workflow-unknown': {
    weight: 'lost',
    text: 'Which of the hub’s workflows is started can’t be read from the file.',
    remedy: 'Write its file name, such as deploy.yml, at `workflow`, then take away the # before the route.',
  },
  'ref-unknown': {
    weight: 'lost',
    text: 'The branch on which the hub’s workflow runs is only known at run time; a route’s is fixed.',
    remedy:
      'Write a fixed `ref`, or none for the hub’s default branch, and send what varies as one of `inputs`, then take away the # before the route.',
  },
  'condition-lost': {
    weight: 'lost',
    text: 'A part of the condition can’t be carried over, and without it more would be sent.',
    remedy: 'Say it over github.event, or leave it out, then take away the # before the route.',
  },
  'failure-elsewhere': {
    weight: 'lost',
    text: 'The run also fails where something fails that this does not look at, and then more would be sent.',
    remedy: 'Take away the # before the route where that is right too; else keep the step.',
  },
  'shell-condition': {
    weight: 'lost',
    text: 'The script decides whether it sends.',
    remedy: 'Say the same as `if` over github.event, then take away the # before the route.',
  },
  'matrix-unknown': {
    weight: 'lost',
    text: 'The matrix is made at run time.',
    remedy: 'Write one route for each of its values.',
  },
  'sent-once': {
    weight: 'differs',
    text: 'The workflow sends the same several times for one event; the route sends it once.',
    remedy: 'Nothing to do, unless the hub counts them.',
  },
  'body-unknown': {
    weight: 'lost',
    text: 'What is sent is made at run time.',
    remedy: 'Write the fields of `payload` (or `inputs`) by hand, then take away the # before the route.',
  },
  'body-malformed': {
    weight: 'lost',
    text: 'What is sent is not the JSON that GitHub takes.',
    remedy: 'Write the fields of `payload` (or `inputs`) by hand, then take away the # before the route.',
  },
  'payload-whole': {
    weight: 'lost',
    text: 'A whole object is sent as the payload; a route names its fields.',
    remedy:
      'Without `payload` the hub receives event, action, repository, ref, sha, sender and subject; or name the fields that it reads.',
  },
  'payload-too-wide': {
    weight: 'lost',
    text: 'The payload has more fields than a route may send beside `relay`, which are 9; or more inputs than 25.',
    remedy: 'Put several into one object; the hub then reads them one level deeper.',
  },
  'payload-reserved': {
    weight: 'lost',
    text: 'The field "relay" is the one in which Hub Relay says what it did.',
    remedy: 'Choose another name, here and in the hub.',
  },
  'after-build': {
    weight: 'differs',
    text: 'Other work comes before this notification, so the route waits for the whole workflow and then looks at its conclusion.',
    remedy:
      'Leave the rest of the workflow in place. If the hub need not wait for it, listen to the event itself.',
  },
  waits: {
    weight: 'differs',
    text: 'The step waits for the hub’s run; a route does not.',
    remedy:
      'Write `report: true`, and the spoke’s commit shows how the run went, or `report: required` for a check that fails with it.',
  },
  'environment-gate': {
    weight: 'differs',
    text: 'The job waits for the rules of an environment, such as an approval; a route does not.',
    remedy: 'Put the environment on the job in the hub.',
  },
  'script-unread': {
    weight: 'lost',
    text: 'The script seems to start something elsewhere, in a way that can’t be read.',
    remedy: 'Write the route by hand: docs/migrating.md shows one for each way.',
  },
  'shell-unread': {
    weight: 'lost',
    text: 'The script seems to start something elsewhere, in a language that is not read: of shells, only bash and sh are.',
    remedy: 'Write the route by hand: docs/migrating.md shows one for each way.',
  },
  'call-unread': {
    weight: 'lost',
    text: 'This is an action or a workflow of its own, which is not read here, and it may notify somebody.',
    remedy:
      'Look into it. If it does, write the route by hand; a workflow of this repository can be given to the command too.',
  },
  'route-invalid': {
    weight: 'lost',
    text: 'The route would not be valid.',
    remedy: 'Correct what is named, then take away the # before the route.',
  },
  'too-many-routes': {
    weight: 'lost',
    text: 'A file may have 100 routes and 64 KiB.',
    remedy: 'Let the hub `subscribe` to its spokes instead.',
  },
  ...VALUE_NOTES,
} as const satisfies Readonly<
  Record<string, { readonly weight: 'lost' | 'differs'; readonly text: string; readonly remedy: string }>
>;

export type NoteCode = keyof typeof NOTE_CODES;
