import { type Leftover } from '../config/migrate/leftovers.ts';
import { type Migration, type NeededConsent } from '../config/migrate/migration.ts';
import { renderNote } from '../config/migrate/note.ts';
import { printable } from '../core/printable.ts';
import { CONFIG_PATH } from '../flow/members.ts';

/** What a person reads beside the file: the notes, what the hubs need, and what can go. */
export const renderAdvice = ({ notes, hubs, leftovers }: Migration, repository: string | undefined): string =>
  [
    notes.map(renderNote).join('\n'),
    ...hubs.map((consent) => renderConsent(consent, repository ?? 'OWNER/THIS-REPOSITORY')),
    renderLeftovers(
      leftovers,
      notes.some(({ weight }) => weight === 'lost'),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');

const renderConsent = ({ hub, eventTypes, workflows }: NeededConsent, from: string): string =>
  [
    `In ${hub}, where the App must be installed too, ${CONFIG_PATH} has to say:`,
    'accept:',
    `  - from: ${from}`,
    ...list('event-types', eventTypes),
    ...list('workflows', workflows),
  ].join('\n');

const list = (key: string, texts: readonly string[]): readonly string[] =>
  texts.length === 0
    ? []
    : [`    ${key}: [${texts.map((text) => `'${printable(text).replaceAll("'", "''")}'`).join(', ')}]`];

const renderLeftovers = (leftovers: readonly Leftover[], hasLosses: boolean): string => {
  if (leftovers.length === 0) return '';
  const when = `When the routes are in force${hasLosses ? ', and what is lost has been seen to' : ''}`;
  return [`${when}, these can be deleted:`, ...leftovers.map(renderLeftover)].join('\n');
};

const renderLeftover = ({ kind, file, line, name }: Leftover): string => {
  if (kind === 'workflow') return `  the workflow ${printable(file)}`;
  if (kind === 'secret') return `  the secret ${printable(name)}, if no other workflow uses it`;
  if (kind === 'call') return `  what sends in the step "${printable(name)}" (${printable(file)}:${line})`;
  return `  the ${kind} "${printable(name)}" (${printable(file)}:${line})`;
};
