import { type Permissions } from '../installation.ts';
import { characters, isObject } from '../request-schema.ts';
import { EVENT_PERMISSIONS, levelsOf } from './app-rules.ts';

/** What a manifest asks for, once GitHub has taken it. @see https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
export interface AppManifest {
  /** '' when the person is to choose one. */
  readonly name: string;
  readonly url: string;
  readonly description: string;
  readonly redirectUrl: string;
  readonly hookUrl: string | undefined;
  readonly callbackUrls: readonly string[];
  readonly setupUrl: string | undefined;
  readonly isPublic: boolean;
  readonly events: readonly string[];
  readonly permissions: Permissions;
}

export const MOST_IN_NAME = 34;
const MOST_CALLBACKS = 10;

const isUrl = (value: unknown): value is string =>
  typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '');

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A manifest, or what is wrong with it in the words of GitHub's page. What GitHub does not know, it overlooks. */
export const readManifest = (text: string): AppManifest | readonly string[] => {
  const value = parsed(text);
  if (!isObject(value)) return ['The configuration does not appear to be a valid GitHub App manifest.'];
  const problems = [
    ...problemsOfUrls(value),
    ...problemsOfName(textIn(value['name'])),
    ...problemsOfPermissions(value['default_permissions']),
    ...problemsOfEvents(value['default_events'], value['default_permissions']),
    ...['public', 'request_oauth_on_install', 'setup_on_update']
      .filter((key) => value[key] !== undefined && typeof value[key] !== 'boolean')
      .map((key) => `Error ${key} must be a boolean`),
    ...(value['setup_url'] !== undefined && value['request_oauth_on_install'] === true
      ? ['Error Setup url cannot be set when user authorization during installation is requested']
      : []),
  ];
  if (problems.length > 0) return problems;
  const hook = isObject(value['hook_attributes']) ? value['hook_attributes'] : {};
  return {
    name: textIn(value['name']),
    url: textIn(value['url']),
    description: textIn(value['description']),
    redirectUrl: textIn(value['redirect_url']),
    hookUrl: hook['active'] === false ? undefined : (hook['url'] as string | undefined),
    callbackUrls: (value['callback_urls'] ?? []) as readonly string[],
    setupUrl: value['setup_url'] as string | undefined,
    // "Set to true when your GitHub App is available to the public or false when it is only accessible to the owner".
    isPublic: value['public'] === true,
    events: (value['default_events'] ?? []) as readonly string[],
    permissions: (value['default_permissions'] ?? {}) as Permissions,
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

export const problemsOfName = (name: string): readonly string[] =>
  characters(name) > MOST_IN_NAME ? [`Error Name is too long (maximum is ${MOST_IN_NAME} characters)`] : [];

const problemsOfUrls = (value: Readonly<Record<string, unknown>>): readonly string[] => {
  const hook = value['hook_attributes'];
  const callbacks = value['callback_urls'];
  return [
    ...(isUrl(value['url']) ? [] : ['Error Url must be a valid URL']),
    ...(isUrl(value['redirect_url']) ? [] : ['Error Redirect url must be a valid URL']),
    ...(value['setup_url'] === undefined || isUrl(value['setup_url'])
      ? []
      : ['Error Setup url must be a valid URL']),
    ...(hook === undefined || (isObject(hook) && isUrl(hook['url']))
      ? []
      : ['Error Hook url must be a valid URL']),
    ...(callbacks === undefined || (Array.isArray(callbacks) && callbacks.every(isUrl))
      ? []
      : ['Error Callback urls must be valid URLs']),
    ...(Array.isArray(callbacks) && callbacks.length > MOST_CALLBACKS
      ? [`Error Callback urls: at most ${MOST_CALLBACKS} are allowed`]
      : []),
  ];
};

const problemsOfPermissions = (permissions: unknown = {}): readonly string[] => {
  if (!isObject(permissions)) return ['Error Default permissions must be an object'];
  return Object.entries(permissions).flatMap(([name, level]) => {
    const levels = levelsOf(name);
    if (levels === undefined)
      return [`Error Default permission records resource is not included in the list: ${name}`];
    return levels.includes(String(level))
      ? []
      : [`Error Default permission records action is not valid: ${name}`];
  });
};

const problemsOfEvents = (events: unknown = [], permissions: unknown = {}): readonly string[] => {
  if (!Array.isArray(events)) return ['Error Default events must be an array'];
  const names = events.map(String);
  const asked = isObject(permissions) ? { metadata: 'read', ...permissions } : {};
  const unknown = names.filter((name) => !Object.hasOwn(EVENT_PERMISSIONS, name));
  const unmet = names.filter(
    (name) => EVENT_PERMISSIONS[name]?.every((permission) => !Object.hasOwn(asked, permission)) ?? false,
  );
  return [
    ...(unknown.length > 0 ? [`Error Default events unsupported: ${unknown.join(', ')}`] : []),
    ...(unmet.length > 0
      ? [`Error Default events are not supported by permissions: ${unmet.join(', ')}`]
      : []),
  ];
};
