import { randomInt } from 'node:crypto';
import {
  nameKey,
  ownerOf,
  type Repository,
  type Installation,
  type Visibility,
} from '../../core/repository.ts';
import { RelayError } from '../../errors.ts';
import { type Store } from '../../flow/ports.ts';
import { type ImaginedSpoke } from '../../sandbox/imagine.ts';
import { type HappeningOptions } from './options.ts';

/** The repository where it happens. `note`: what follows from how little is known of it. */
export interface Spoke extends ImaginedSpoke {
  readonly note?: string;
}

/** What a record says of a repository of this name, and of installations. */
export interface KnownOfSpoke {
  readonly repository?: Repository;
  /** On its owner's account. */
  readonly installation?: Installation;
}

export const readSpoke = async (
  { repositories }: Pick<Store, 'repositories'>,
  fullName: string,
): Promise<KnownOfSpoke> => {
  const isNamed = (name: string): boolean => nameKey(name) === nameKey(fullName);
  const records = (await repositories.all()).map(({ repository }) => repository);
  const repository =
    records.find((one) => isNamed(one.fullName)) ??
    records.find(({ formerNames = [] }) => formerNames.some(isNamed));
  const installations = await repositories.installations();
  const owner = nameKey(ownerOf(repository?.fullName ?? fullName));
  const installation = installations.find((one) =>
    repository ? one.id === repository.installationId : nameKey(one.account) === owner,
  );
  return { ...(repository && { repository }), ...(installation && { installation }) };
};

type Said = Pick<HappeningOptions, 'private' | 'public' | 'installation' | 'sender'>;

/**
 * As the record knows it, or made up. An id that is made up is far above any that GitHub has given, so that the server
 * takes it for none of its repositories. `known` is undefined where there is no record to look at.
 */
export const spokeOf = (fullName: string, said: Said, known: KnownOfSpoke | undefined): Spoke => {
  const { repository, installation } = known ?? {};
  const isOwn = said.sender !== undefined && nameKey(said.sender) === nameKey(ownerOf(fullName));
  const ownerType = isOwn ? 'User' : 'Organization';
  if (repository) {
    contradicted(repository, said);
    return {
      ...repository,
      ownerType,
      ...(installation?.suspended === true && {
        note: `The App is suspended there: nothing will be planned.`,
      }),
    };
  }
  return {
    id: madeUp(),
    fullName,
    ownerType,
    visibility: said.private === true ? 'private' : 'public',
    archived: false,
    defaultBranch: 'main',
    installationId: said.installation ?? installation?.id ?? madeUp(),
    note: noteOf(fullName, known),
  };
};

const noteOf = (fullName: string, known: KnownOfSpoke | undefined): string => {
  if (known === undefined)
    return `There is no record here that knows ${fullName}: its ids are made up, and a server that knows it under its true ones plans nothing.`;
  if (known.installation === undefined)
    return `The App is not installed on ${ownerOf(fullName)}, as far as the record knows: nothing will be planned.`;
  return `The record does not know ${fullName}: nothing will be planned, unless the App is given access to it.`;
};

/** What is true is not overruled: a payload that lies would show what never happens. */
const contradicted = (repository: Repository, said: Said): void => {
  const { fullName, visibility, installationId } = repository;
  const isAs = (wanted: Visibility): boolean => (visibility === 'public') === (wanted === 'public');
  const wrong =
    (said.private === true && !isAs('private')) || (said.public === true && !isAs('public'))
      ? `is ${visibility}`
      : said.installation !== undefined && said.installation !== installationId
        ? `is in the installation ${installationId}`
        : undefined;
  if (wrong !== undefined)
    throw new RelayError('simulate-options', `${fullName} ${wrong}, as the record knows.`);
};

/** Numbers that JSON can hold, and GitHub will not reach. */
const LEAST = 100_000_000_000_000;

export const madeUp = (): number => LEAST + randomInt(1_000_000_000_000) * 100;
