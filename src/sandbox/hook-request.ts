import { type FieldError } from './answer.ts';
import { HOOK_EVENTS, MOST_HOOKS, type HookConfig, type RepositoryHook } from './repository-hook.ts';
import { either, flag, integer, list, object, text, type Rule } from './request-schema.ts';

type Body = Readonly<Record<string, unknown>>;

const CONFIG = object({
  properties: {
    url: text(),
    content_type: text(),
    secret: text(),
    insecure_ssl: either('a string or number', text(), integer),
  },
});

const PROPERTIES: Readonly<Record<string, Rule>> = { config: CONFIG, events: list(text()), active: flag };

const NEW = object({ properties: { ...PROPERTIES, name: text() }, isClosed: true });

/** Without a body it is refused for what the body lacks, and not for its shape. */
export const CREATE: Rule = (value, fragment) => (value === null ? undefined : NEW(value, fragment));

export const UPDATE = object({
  properties: { ...PROPERTIES, add_events: list(text()), remove_events: list(text()) },
});

const custom = (message: string): FieldError => ({ resource: 'Hook', code: 'custom', message });
const invalid = (field: string): FieldError => ({ resource: 'Hook', code: 'invalid', field });

/** What is asked for, defaults filled in. A secret that is left out is no secret, also where there was one. */
export const readConfig = (config: Body): HookConfig => {
  const { url, content_type: type, secret, insecure_ssl: insecure } = config;
  return {
    url: typeof url === 'string' ? url : '',
    contentType: type === 'json' ? 'json' : 'form',
    secret: typeof secret === 'string' && secret !== '' ? secret : undefined,
    insecureSsl: insecure === '1' || insecure === 1 ? '1' : '0',
  };
};

/** Of a config that has the right shape. */
const configErrors = (config: Body): readonly FieldError[] => {
  const { url, content_type: type = 'form', insecure_ssl: insecure = '0' } = config;
  if (typeof url !== 'string' || url === '') return [custom('Config must contain URL for webhooks')];
  const isWeb = /^https?:$/.test(URL.parse(url)?.protocol ?? '');
  return [
    ...(isWeb
      ? []
      : [
          custom(
            "The URL you've entered is not valid. Please make sure that you encode all special characters first",
          ),
        ]),
    ...(type === 'json' || type === 'form' ? [] : [invalid('content_type')]),
    ...(['0', '1', 0, 1].some((known) => known === insecure) ? [] : [invalid('insecure_ssl')]),
  ];
};

const eventErrors = (events: readonly string[], others: readonly RepositoryHook[]): readonly FieldError[] => {
  const foreign = events.filter((event) => event !== '*' && !HOOK_EVENTS.includes(event));
  if (foreign.length > 0)
    return [custom(`These events are not allowed for this hook: ${foreign.join(', ')}`)];
  return events
    .filter((event) => others.filter((other) => other.events.includes(event)).length >= MOST_HOOKS)
    .map((event) => custom(`The "${event}" event cannot have more than ${MOST_HOOKS} hooks`));
};

/** `config` where it is to be set; `others`: the repository's other webhooks. */
export const fieldErrors = (
  { name = 'web', config }: Body,
  events: readonly string[],
  others: readonly RepositoryHook[],
): readonly FieldError[] => {
  const found = [
    ...(name === 'web' ? [] : [invalid('name')]),
    ...(config === undefined ? [] : configErrors(config as Body)),
    ...eventErrors(events, others),
  ];
  if (found.length > 0) return found;
  const isTaken =
    config !== undefined && others.some((other) => other.config.url === (config as Body)['url']);
  return isTaken ? [custom('Hook already exists on this repository')] : [];
};
