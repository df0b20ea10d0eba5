import { type Installation } from './repository.ts';

/** A permission of the App, as app.yml asks for it, and what needs it. */
export interface Need {
  readonly name: string;
  readonly level: 'read' | 'write';
  readonly purpose: string;
}

/** https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
export const NEEDS: readonly Need[] = [
  { name: 'metadata', level: 'read', purpose: 'to see repositories' },
  {
    name: 'contents',
    level: 'write',
    purpose: 'to read config files, hear of pushes and releases, and dispatch',
  },
  { name: 'pull_requests', level: 'read', purpose: 'to hear of pull requests and read their changed files' },
  {
    name: 'issues',
    level: 'write',
    purpose: 'to hear of issues, and to open one where a route says on-failure: issue',
  },
  {
    name: 'actions',
    level: 'write',
    purpose: 'to hear of workflow runs, and to start a workflow where a route names one',
  },
  {
    name: 'checks',
    level: 'write',
    purpose: 'to check config files, and to show a commit how its hubs were told',
  },
];

/** As GitHub takes and gives them: `{ contents: 'write', … }`. */
export const NEEDED_PERMISSIONS: Readonly<Record<string, Need['level']>> = Object.fromEntries(
  NEEDS.map(({ name, level }) => [name, level]),
);

const LEVELS: readonly (string | undefined)[] = [undefined, 'read', 'write', 'admin'];

type Granted = Pick<Installation, 'permissions'>;

export const grants = ({ permissions }: Granted, name: string, level: Need['level']): boolean =>
  LEVELS.indexOf(permissions[name]) >= LEVELS.indexOf(level);

/** Whether what we tell on GitHub can be written there: check runs, or issues. */
export const mayWrite = (installation: Granted, name: 'checks' | 'issues'): boolean =>
  grants(installation, name, 'write');

export const mayDispatch = (installation: Granted): boolean => grants(installation, 'contents', 'write');

/** "issues: read, to hear of issues". */
export const renderNeed = ({ name, level, purpose }: Need): string => `${name}: ${level}, ${purpose}`;

/** What its owner did not grant, or took away. */
export const lackingPermissions = (installation: Granted): readonly string[] =>
  NEEDS.filter(({ name, level }) => !grants(installation, name, level)).map(renderNeed);
