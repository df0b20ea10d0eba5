import { type Answers } from '../../config/starter/answers.ts';
import { starterFiles } from '../../config/starter/starter-files.ts';
import { EVENT_NAMES, type EventName, isEventName } from '../../core/event.ts';
import { printable } from '../../core/printable.ts';
import { ownerOf } from '../../core/repository.ts';
import { RelayError } from '../../errors.ts';
import { type Terminal } from '../terminal.ts';

/** Who does not come to a right answer by then is none who sits there. */
const MOST_TRIES = 5;

type Reading<Value> = { readonly value: Value } | { readonly problem: string };

/** Asks until the answer can be used. Nothing typed is the standard answer, where there is one. */
const question = async <Value>(
  terminal: Terminal,
  text: string,
  standard: string | undefined,
  read: (answer: string) => Reading<Value>,
): Promise<Value> => {
  for (let tries = 0; terminal.ask && tries < MOST_TRIES; tries += 1) {
    const typed = (
      await terminal.ask(standard === undefined ? text : `${text} [${standard || 'any'}]`)
    ).trim();
    const answer = typed === '' ? standard : typed;
    // Whoever went away answers nothing, again and again.
    if (answer === undefined) break;
    const reading = read(answer);
    if ('value' in reading) return reading.value;
    terminal.err(printable(reading.problem));
  }
  throw new RelayError('init-undecided', `There is no answer to "${text}"`);
};

export const askForKind = (name: string | undefined, terminal: Terminal): Promise<Answers['kind']> =>
  question(
    terminal,
    `Is ${name ?? 'this repository'} a spoke, which tells others, or a hub, which is told?`,
    'spoke',
    (answer) =>
      answer === 'spoke' || answer === 'hub' ? { value: answer } : { problem: 'Write spoke or hub.' },
  );

export const askForHubs = (name: string | undefined, terminal: Terminal): Promise<readonly string[]> =>
  question(
    terminal,
    `Which hub is to be told, such as ${name === undefined ? 'acme' : ownerOf(name)}/docs?`,
    undefined,
    (answer) => checked(wordsOf(answer), (hubs) => ({ ...LEAST, kind: 'spoke', hubs })),
  );

export const askForSpokes = (standard: string | undefined, terminal: Terminal): Promise<readonly string[]> =>
  question(terminal, 'Which repositories are its spokes, such as acme/*?', standard, (answer) =>
    checked(wordsOf(answer), (accept) => ({ ...LEAST, kind: 'hub', accept, subscribe: [] })),
  );

export const askWhoAsks = (terminal: Terminal): Promise<'spokes' | 'hub'> =>
  question(
    terminal,
    'Who says what it is told of: the spokes, in a file of each, or the hub, in its own?',
    'spokes',
    (answer) =>
      answer === 'spokes' || answer === 'hub' ? { value: answer } : { problem: 'Write spokes or hub.' },
  );

export const askForEvents = (terminal: Terminal): Promise<readonly EventName[]> =>
  question(terminal, `Of which events: ${EVENT_NAMES.join(', ')}?`, 'push', (answer) => {
    const words = wordsOf(answer);
    const events = words.filter(isEventName);
    return events.length === words.length && events.length > 0
      ? { value: [...new Set(events)] }
      : { problem: `Write some of ${EVENT_NAMES.join(', ')}, with commas between them.` };
  });

export const askForPatterns = (
  name: 'branches' | 'paths',
  standard: readonly string[],
  terminal: Terminal,
): Promise<readonly string[]> =>
  question(
    terminal,
    name === 'branches'
      ? 'On which branches, such as main, release/**?'
      : 'Only where one of these files changed, such as docs/**?',
    standard.join(', '),
    (answer) =>
      checked(wordsOf(answer), (patterns) => ({ ...LEAST, kind: 'spoke', hubs: ['a/b'], [name]: patterns })),
  );

const LEAST = { events: ['push'], branches: [], paths: [] } as const;

const wordsOf = (answer: string): readonly string[] =>
  answer
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** By what is said of the file that would come of it. */
const checked = (
  words: readonly string[],
  answersWith: (words: readonly string[]) => Answers,
): Reading<readonly string[]> => {
  const made = starterFiles(answersWith(words), { schemaUrl: '' });
  return 'problems' in made ? { problem: made.problems[0]?.message ?? '' } : { value: words };
};
