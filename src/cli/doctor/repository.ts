import { type Operator } from '../../core/operator.ts';
import { eventTypesOf } from '../../core/event-types.ts';
import { type Member } from '../../core/in-force.ts';
import { type Repository, nameKey } from '../../core/repository.ts';
import { type Route } from '../../core/route.ts';
import { type Standing, standingOf } from '../../core/standing.ts';
import { workThrough } from '../../core/work-through.ts';
import { type Examined } from '../../compose/for-commands.ts';
import { type Finding as Heard } from '../../core/config-report.ts';
import { createListening, type Listening } from '../../flow/listening.ts';
import { githubTrouble } from '../github-trouble.ts';
import { checkConfig } from './config.ts';
import { type OnRecord } from './database.ts';
import { ask, type Finding, findingsOf } from './finding.ts';
import { Nearby } from './nearby.ts';
import { checkRoute } from './route.ts';

const { ok, warn, fail } = findingsOf('repository');
const AT_ONCE = 4;

type Asked = Pick<Examined, 'installationOn' | 'repository' | 'configFile' | 'workflowFiles'>;

interface RepositoryOptions {
  readonly github: Asked;
  readonly record: OnRecord | undefined;
  readonly operator: Operator;
}

/** One repository, its files and each route of it from end to end, asked of GitHub just now; nothing is sent. */
export const checkRepository = async (
  fullName: string,
  { github, record, operator }: RepositoryOptions,
): Promise<readonly Finding[]> => {
  const nearby = new Nearby(github, operator);
  const read = await nearby.read(fullName);
  if (!read) {
    return [
      fail(
        `${fullName}: the App is not installed there, or there is no such repository`,
        'Check the name, and install the App there, from its page on GitHub.',
      ),
    ];
  }
  const { repository } = read;
  const defaults = await nearby.defaultsOf(read);
  const before = [
    stateOf(repository, nearby),
    ...checkConfig(read),
    ...(defaults && defaults.file.state !== 'missing' ? checkConfig(defaults) : []),
  ];
  const others = await readOthers(nearby, repository, record);
  const member = nearby.index.member(repository.id);
  if (!member) return before;
  const listening = createListening(github);
  const standings = [
    ...nearby.index.routesOf(member).map((route) => standingOf(route, member, nearby.index)),
    ...asHub(member, nearby),
  ];
  const routes: Finding[] = [];
  for (const standing of standings) routes.push(checkRoute(standing, await heardBy(standing, listening)));
  return [...before, ...others, ...routes, ...(await checkHub(member, listening))];
};

const stateOf = (
  { fullName, visibility, archived, defaultBranch, installationId }: Repository,
  { index }: Nearby,
): Finding => {
  if (index.installation(installationId)?.suspended) {
    return fail(
      `${fullName}: the installation is suspended; nothing is heard of it`,
      'Its owner can lift that on the installation’s page.',
    );
  }
  return archived
    ? warn(`${fullName}: archived; nothing happens there`, 'Unarchive it, where that was not meant.')
    : ok(`${fullName}: ${visibility}, default branch ${defaultBranch}`);
};

/** Who else is party to its routes: its hubs, those on record that subscribe to it, and the spokes that it names. */
const readOthers = async (
  nearby: Nearby,
  { id }: Repository,
  record: OnRecord | undefined,
): Promise<readonly Finding[]> => {
  const member = nearby.index.member(id);
  const onRecord = record?.index.member(id);
  const names = [
    ...(member ? nearby.index.routesOf(member).map(({ hub }) => hub) : []),
    ...(onRecord && record ? record.index.routesOf(onRecord).map(({ hub }) => hub) : []),
    ...(member?.config.subscribe ?? []).flatMap(({ from }) => from.filter(isName)),
  ].filter((name) => name !== undefined);
  const troubles: Finding[] = [];
  await workThrough(unique(names), { atOnce: AT_ONCE, inTurn: 1 }, async ([name = '']) => {
    const asked = await ask('repository', () => nearby.read(name));
    if ('trouble' in asked) troubles.push({ ...asked.trouble, text: `${name}: ${asked.trouble.text}` });
  });
  return troubles;
};

const isName = (pattern: string): boolean => /^[\w.-]+\/[\w.-]+$/.test(pattern);

const unique = (names: readonly string[]): readonly string[] => [
  ...new Map(names.map((name) => [nameKey(name), name])).values(),
];

/** The routes by which it asks for what happens in the spokes that it names without a wildcard. */
const asHub = (hub: Member, { index }: Nearby): readonly Standing[] => {
  const { fullName } = hub.repository;
  const isOurs = ({ kind, definedIn }: Route): boolean => kind === 'subscribe' && definedIn === fullName;
  return unique(hub.config.subscribe.flatMap(({ from }) => from.filter(isName))).flatMap((name) => {
    const spoke = index.memberByName(name);
    if (!spoke || spoke.repository.id === hub.repository.id) return [];
    return index
      .routesOf(spoke)
      .filter(isOurs)
      .map((route) => standingOf(route, spoke, index));
  });
};

/** Whether the hub's workflows listen; what can't be asked leaves the rest of the line as it is. */
const heardBy = async (standing: Standing, listening: Listening): Promise<Heard | undefined> => {
  const { hub, reach, route, eventTypes, agreed } = standing;
  if (!hub || !reach.passed) return undefined;
  return hear(() => listening(hub.repository, agreed.length > 0 ? agreed : eventTypes, route.rule));
};

const hear = async (question: () => Promise<Heard>): Promise<Heard> => {
  try {
    return await question();
  } catch (error) {
    return { isGood: undefined, text: githubTrouble(error).message };
  }
};

/** What it accepts and asks for, and whether its workflows listen to that. */
const checkHub = async (
  { repository, config }: Member,
  listening: Listening,
): Promise<readonly Finding[]> => {
  const accept = config.accept.map(({ from, 'event-types': types = [] }, at) => ({
    text: `accept[${at}]: ${types.join(', ') || 'any event type'} from ${from.join(', ')}`,
    types,
  }));
  const subscribe = config.subscribe.map((rule, at) => ({
    text: `subscribe[${at}]: ${eventTypesOf(rule).join(', ')} from ${rule.from.join(', ')}`,
    types: eventTypesOf(rule),
  }));
  const findings: Finding[] = [];
  for (const { text, types } of [...accept, ...subscribe]) {
    const found = `${repository.fullName}: ${text}`;
    if (types.length === 0) {
      findings.push(HUB.ok(found));
      continue;
    }
    const heard = await hear(() => listening(repository, types, {}));
    findings.push(heard.isGood ? HUB.ok(`${found}; ${heard.text}`) : HUB.warn(`${found}; ${heard.text}`));
  }
  return findings;
};

const HUB = findingsOf('hub');
