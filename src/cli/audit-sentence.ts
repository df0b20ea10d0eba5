import { type readLine } from '../core/audit-chain.ts';
import { eventTitle } from '../core/event.ts';
import { isTrueAt, type JsonObject, numberAt, textAt } from '../core/json.ts';
import { printable, printableJson } from '../core/printable.ts';
import { type AuditKind, SYSTEM } from '../flow/audit-ports.ts';
import { renderTime } from './terminal.ts';

type Read = NonNullable<ReturnType<typeof readLine>>;

/** What a line of the audit log tells, for a person: when, what, from where to where, how it ended and why. */
export const auditSentence = ({ at, kind, actor, content }: Read): string => {
  const known = Object.hasOwn(TOLD, kind) ? TOLD[kind as AuditKind] : undefined;
  const what = known ? known(content) : `${kind} ${printableJson(content)}`;
  const who = actor === SYSTEM ? '' : ` (${actor})`;
  return printable(`${renderTime(at)}  ${what}${who}`);
};

const TOLD: Readonly<Record<AuditKind, (content: JsonObject) => string>> = {
  'event-recorded': (of) => `recorded   ${eventOf(of)}`,
  'event-rejected': (of) => `rejected   ${eventOf(of)}${because(of)}`,
  'event-repeated': (of) => `repeated   ${eventOf(of)}, which is on record`,
  'event-planned': (of) =>
    `planned    event ${textOf(of, 'event')}: ${countOf(of, 'fired')} fire, ${countOf(of, 'refused')} refused${because(of)}`,
  'notification-planned': (of) =>
    `${textOf(of, 'state').padEnd(9)}  ${wayOf(of)} "${textOf(of, 'eventType')}"${because(of)}`,
  'notification-merged': (of) => `merged     ${wayOf(of)}: ${textOf(of, 'into')} goes in its place`,
  'attempt-ended': (of) => `${textOf(of, 'outcome').padEnd(9)}  ${wayOf(of)}, ${attemptOf(of)}${because(of)}`,
  'attempt-lost': (of) => `lost       ${wayOf(of)}, attempt ${countOf(of, 'number')}${because(of)}`,
  'notification-replayed': (of) => `replayed   ${wayOf(of)}, which was ${textOf(of, 'from')}`,
  'redelivery-asked': (of) => `asked      GitHub for ${textOf(of, 'name')} ${textOf(of, 'event')} once more`,
  'report-written': (of) =>
    `wrote      ${textOf(of, 'report')} ${countOf(of, 'number')} in repository ${countOf(of, 'repositoryId')}`,
  'hub-retried': (of) => `retried    the hub ${textOf(of, 'hub')}`,
  'repository-changed': (of) => `changed    ${repositoryOf(of)}`,
  'repository-removed': (of) => `removed    ${textOf(of, 'repository')}`,
  'installation-changed': (of) =>
    `changed    the installation on ${textOf(of, 'account')}${isTrueAt(of, 'suspended') ? ', suspended' : ''}`,
  'installation-removed': (of) => `removed    the installation on ${textOf(of, 'account')}`,
  'settings-changed': (of) => `settings   ${printableJson(of.variables ?? {})}`,
  started: (of) =>
    `started    Hub Relay ${textOf(of, 'version')} at ${textOf(of, 'url')}, ${textOf(of, 'database')}`,
  'sign-in-code-made': () => 'made a link that signs in',
  'signed-in': () => 'signed in',
  'signed-out': () => 'signed out',
  exported: (of) => `exported   ${printableJson(of)}`,
  expired: (of) => `expired    ${printableJson(of)}`,
};

const textOf = (of: JsonObject, key: string): string => textAt(of, key) ?? '?';

const countOf = (of: JsonObject, key: string): string => String(numberAt(of, key) ?? '?');

const because = (of: JsonObject): string => {
  const reason = textAt(of, 'reason');
  return reason === undefined ? '' : `: ${reason}`;
};

const eventOf = (of: JsonObject): string => {
  const action = textAt(of, 'action');
  const title = eventTitle({ name: textOf(of, 'name'), ...(action !== undefined && { action }) });
  const [repository, sender, source] = ['repository', 'sender', 'source'].map((key) => textAt(of, key));
  const where = repository === undefined ? '' : ` in ${repository}`;
  const by = sender === undefined ? '' : ` by ${sender}`;
  return `${title}${where}${by}${source === undefined ? '' : `, through ${source}`}`;
};

const wayOf = (of: JsonObject): string => `${textOf(of, 'spoke')} → ${textOf(of, 'hub')}`;

const attemptOf = (of: JsonObject): string => {
  const status = numberAt(of, 'status');
  return [
    `attempt ${countOf(of, 'number')}`,
    ...(status === undefined ? [] : [String(status)]),
    `${countOf(of, 'durationMs')} ms`,
    ...(isTrueAt(of, 'mayHaveArrived') ? ['may have arrived'] : []),
  ].join(', ');
};

const repositoryOf = (of: JsonObject): string => {
  const formerly = textAt(of, 'formerly');
  return [
    `${textOf(of, 'repository')}${formerly === undefined ? '' : ` (formerly ${formerly})`}`,
    textOf(of, 'visibility'),
    ...(isTrueAt(of, 'archived') ? ['archived'] : []),
    `its file ${textOf(of, 'file')}`,
  ].join(', ');
};
