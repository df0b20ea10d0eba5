/** Of `NOTE_CODES`, what is said of a value in a condition, a payload or a name. */
export const VALUE_NOTES = {
  'from-step': {
    weight: 'lost',
    text: 'This comes from a step of the run; a route knows only the event.',
    remedy:
      'Let the hub find it out from the commit or the release, or send it in a workflow that is told by Hub Relay that the run is over (on: workflow_run).',
  },
  'from-job': {
    weight: 'lost',
    text: 'This comes from another job of the run; a route knows only the event.',
    remedy: 'Let the hub find it out from the commit or the release; or keep the job.',
  },
  'from-secret': {
    weight: 'lost',
    text: 'Routes can’t read secrets, and no payload should hold one.',
    remedy: 'Keep the secret in the hub, where it is used; write an address or a name plainly.',
  },
  'from-variable': {
    weight: 'lost',
    text: 'Routes can’t read the configuration variables of the repository.',
    remedy: 'Write the value into the route.',
  },
  'from-input': {
    weight: 'lost',
    text: 'This is an input of a run that somebody starts; a route knows only the event.',
    remedy: 'Leave it out, or write a fixed value.',
  },
  'from-run': {
    weight: 'lost',
    text: 'Only a run has this: no run happens here any more.',
    remedy: 'Leave it out. To tell one notification from another, the hub reads client_payload.relay.id.',
  },
  'from-environment': {
    weight: 'lost',
    text: 'This environment variable is set at run time.',
    remedy: 'Say it over github.event, or let the hub find it out.',
  },
  'from-command': {
    weight: 'lost',
    text: 'A command makes this at run time.',
    remedy: 'Say it over github.event, or let the hub find it out; the time is client_payload.relay.sent_at.',
  },
  'from-javascript': {
    weight: 'lost',
    text: 'JavaScript makes this at run time.',
    remedy: 'Say it over github.event, or let the hub find it out.',
  },
  'from-event': {
    weight: 'lost',
    text: 'The event that the route listens to does not carry this.',
    remedy: 'Look in docs/configuration.md for what it carries, or let the hub find it out.',
  },
  'function-lost': {
    weight: 'lost',
    text: 'Routes don’t have this function.',
    remedy: 'Say it with the functions of docs/configuration.md, or let the hub do it.',
  },
  'expression-unreadable': {
    weight: 'lost',
    text: 'The expression can’t be read.',
    remedy: 'Correct it in the workflow, then migrate again.',
  },
  'substring-lost': {
    weight: 'lost',
    text: 'The language of conditions and payloads can’t cut a text into pieces.',
    remedy: 'Send the whole, and let the hub cut it: in its shell, `${SHA:0:7}` or `${TAG#v}`.',
  },
  'sha-empty': {
    weight: 'differs',
    text: 'For this event github.sha is empty: what Actions fills in is not in the event.',
    remedy:
      'Of a workflow_run take github.event.workflow_run.head_sha, of a release its tag; else let the hub look up the branch.',
  },
  'github-whole': {
    weight: 'differs',
    text: 'In a route the github context has the event and what names it, and nothing that only a run has.',
    remedy: 'Better name the fields that the hub reads: a large event does not fit into a payload.',
  },
  'name-shortened': {
    weight: 'differs',
    text: 'The script takes what follows the last slash of the ref; the route sends the whole name.',
    remedy: 'Nothing to do, unless names of branches or tags have a slash.',
  },
} as const;
