import { grants, NEEDS, renderNeed } from '../../core/permissions.ts';
import { type Installation } from '../../core/repository.ts';
import { type Finding, findingsOf } from './finding.ts';
import { isVital } from './permissions.ts';

const { ok, warn, fail } = findingsOf('installations');

export const checkInstallations = (installations: readonly Installation[]): readonly Finding[] =>
  installations.length === 0
    ? [
        fail(
          'the App is installed nowhere',
          'Install it on the spokes and hubs, from the App’s page on GitHub.',
        ),
      ]
    : [];

export const suspendedInstallation = ({ account }: Installation): Finding =>
  warn(
    `${account}: suspended; nothing is heard of it, and nothing sent to it`,
    'Its owner can lift that on the installation’s page; what waits goes on by itself after that.',
  );

const READ_LATER = 'The running server reads them at its start and every hour; where none runs, start it.';

/** `count`: on how many repositories it is; `known`: how many of them are on record, where there is a database. */
export const checkInstallation = (
  installation: Installation,
  count: number,
  known: number | undefined,
): readonly Finding[] => {
  const { account } = installation;
  const lacking = NEEDS.filter(({ name, level }) => !grants(installation, name, level)).map((need) => {
    const remedy = `The owner of ${account} must accept what the App asks for, on the installation’s page.`;
    const text = `${account}: does not grant ${renderNeed(need)}`;
    return isVital(need.name) ? fail(text, remedy) : warn(text, remedy);
  });
  const found = `${account}: installed on ${count === 1 ? '1 repository' : `${count.toLocaleString('en-US')} repositories`}`;
  const state =
    known === undefined || known === count
      ? ok(lacking.length === 0 ? `${found}, everything granted` : found)
      : warn(`${found}, of which ${known.toLocaleString('en-US')} are on record`, READ_LATER);
  return [state, ...lacking];
};
