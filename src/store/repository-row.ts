import { type Installation, type Repository } from '../core/repository.ts';
import { NOTHING_SAID } from '../core/shelf.ts';
import {
  type FileReading,
  type ReadRecord,
  type RepositoryRecord,
  type RepositoryAtRest,
} from '../flow/ports.ts';
import { fromJson, present } from './columns.ts';
import { type InstallationRow, type RepositoryRow } from './tables.ts';

export const toRepositoryRow = ({ repository, config, stamp, reading }: ReadRecord): RepositoryRow => ({
  id: repository.id,
  full_name: repository.fullName,
  installation_id: repository.installationId,
  visibility: repository.visibility,
  archived: repository.archived ? 1 : 0,
  default_branch: repository.defaultBranch,
  former_names: JSON.stringify(repository.formerNames ?? []),
  config_state: config.state,
  config_text: config.text ?? null,
  config_etag: config.etag ?? null,
  config_problem: config.problem ?? null,
  config_stamp: stamp ?? null,
  ...toReadingColumns(reading),
});

export const toReadingColumns = (
  reading: FileReading | undefined,
): Pick<RepositoryRow, 'config_reading' | 'config_own' | 'config_note'> => ({
  config_reading: reading?.by ?? null,
  config_own: reading?.shelved ?? null,
  config_note: reading?.note ?? null,
});

export const fromRepositoryRow = (row: RepositoryRow): RepositoryRecord => ({
  repository: repositoryIn(row),
  config: {
    state: row.config_state,
    ...present({ text: row.config_text, etag: row.config_etag, problem: row.config_problem }),
  },
  ...present({ stamp: row.config_stamp }),
});

export const AT_REST_COLUMNS = [
  'id',
  'full_name',
  'installation_id',
  'visibility',
  'archived',
  'default_branch',
  'former_names',
  'config_state',
  'config_stamp',
  'config_reading',
  'config_own',
  'config_note',
] as const satisfies readonly (keyof RepositoryRow)[];

export const fromRowAtRest = (
  row: Pick<RepositoryRow, (typeof AT_REST_COLUMNS)[number]>,
): RepositoryAtRest => ({
  repository: repositoryIn(row),
  state: row.config_state,
  ...present({ stamp: row.config_stamp }),
  ...(row.config_reading !== null && {
    reading: {
      by: row.config_reading,
      shelved: row.config_own ?? NOTHING_SAID,
      ...present({ note: row.config_note }),
    },
  }),
});

const repositoryIn = (row: Pick<RepositoryRow, (typeof AT_REST_COLUMNS)[number]>): Repository => ({
  id: row.id,
  fullName: row.full_name,
  installationId: row.installation_id,
  visibility: row.visibility,
  archived: row.archived === 1,
  defaultBranch: row.default_branch,
  ...formerNames(row),
});

const formerNames = (row: Pick<RepositoryRow, 'former_names'>): Pick<Repository, 'formerNames'> => {
  const names = fromJson<readonly string[]>(row.former_names);
  return names.length === 0 ? {} : { formerNames: names };
};

export const toInstallationRow = (installation: Installation): InstallationRow => ({
  id: installation.id,
  account: installation.account,
  suspended: installation.suspended ? 1 : 0,
  permissions: JSON.stringify(installation.permissions),
});

export const fromInstallationRow = (row: InstallationRow): Installation => ({
  id: row.id,
  account: row.account,
  suspended: row.suspended === 1,
  permissions: fromJson<Installation['permissions']>(row.permissions),
});
