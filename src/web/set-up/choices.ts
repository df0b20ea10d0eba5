import { type SetUpOptions } from './options.ts';

/** What a person may choose before the App is registered; all are texts, as the form has them. */
export interface Choices {
  readonly name: string;
  /** '': their own account. */
  readonly organisation: string;
  readonly webhooks: 'channel' | 'direct';
  /** Where GitHub reaches this server, for `direct`: an origin. */
  readonly address: string;
  readonly isPublic: boolean;
}

export type Problems = Readonly<Partial<Record<keyof Choices, string>>>;

/** https://docs.github.com/en/apps/creating-github-apps/registering-a-github-app/registering-a-github-app */
const MOST_IN_NAME = 34;
const LOGIN = /^[a-z\d](?:[a-z\d_-]{0,98}[a-z\d_])?$/i;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Those in force when nothing was chosen. `origin` is where the browser is. */
export const defaultChoices = (options: SetUpOptions, origin: string): Choices => {
  const { declaration, organisation, publicUrl, isGithubNear, hasChannel } = options;
  return {
    name: declaration.name,
    organisation: organisation ?? '',
    webhooks: !hasChannel && (publicUrl !== undefined || isGithubNear) ? 'direct' : 'channel',
    address: publicUrl ?? (isGithubNear ? origin : ''),
    isPublic: declaration.public,
  };
};

/** As the form sends them by GET: without `name` it was not sent. */
export const readChoices = (
  query: Readonly<Record<string, string>>,
  defaults: Choices,
  isGithubNear: boolean,
): { readonly choices: Choices; readonly problems: Problems } => {
  if (query['name'] === undefined) return { choices: defaults, problems: {} };
  const text = (key: string): string => (query[key] ?? '').trim();
  const choices: Choices = {
    name: text('name'),
    organisation: text('organisation'),
    webhooks: query['webhooks'] === 'direct' ? 'direct' : 'channel',
    address: text('address').replace(/\/+$/, ''),
    isPublic: query['public'] === 'true',
  };
  const problems = {
    ...(choices.name !== '' && Array.from(choices.name).length <= MOST_IN_NAME
      ? {}
      : { name: `A name has 1 to ${MOST_IN_NAME} characters.` }),
    ...(choices.organisation === '' || LOGIN.test(choices.organisation)
      ? {}
      : { organisation: 'This is no login of an organisation, such as acme.' }),
    ...(choices.webhooks === 'channel' || isReachable(choices.address, isGithubNear)
      ? {}
      : { address: 'Give an https:// address without a path, such as https://relay.example.com.' }),
  };
  return { choices, problems };
};

/** GitHub takes no address of the machine itself, unless it is on that machine too. */
const isReachable = (address: string, isGithubNear: boolean): boolean => {
  const url = URL.parse(address);
  if (url?.origin !== address) return false;
  return LOOPBACK.test(url.hostname) ? isGithubNear : url.protocol === 'https:';
};
