import { fullName, type Repository } from './repository.ts';

/** Where things are on this server, in the form of a GitHub Enterprise Server. */
export interface Urls {
  /** `http://127.0.0.1:1234`, where people would look. */
  readonly html: string;
  /** `http://127.0.0.1:1234/api/v3` */
  readonly api: string;
  /** `http://127.0.0.1:1234/api/graphql` */
  readonly graphql: string;
}

export const createUrls = (host: string): Urls => ({
  html: `http://${host}`,
  api: `http://${host}/api/v3`,
  graphql: `http://${host}/api/graphql`,
});

export const repositoryApi = ({ api }: Urls, repository: Repository): string =>
  `${api}/repos/${fullName(repository)}`;

export const repositoryHtml = ({ html }: Urls, repository: Repository): string =>
  `${html}/${fullName(repository)}`;

/** A path as part of an address: its slashes stay. */
export const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
