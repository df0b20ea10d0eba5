import { type Endpoint } from '../core/endpoint.ts';
import { READY_TEMPLATES } from '../core/ready-templates.ts';
import { checkPayload } from './check-payload.ts';
import { checkRepositories } from './check-texts.ts';
import { checkNames, checkTwice } from './check-twice.ts';
import { EndpointSchema, EndpointsSchema, type RawEndpoint } from './endpoints-schema.ts';
import { discreetly, type Finding, type Path } from './finding.ts';
import { listOf } from './normalize.ts';
import { checkEach, type Read, readStrictly } from './read-strictly.ts';

/** `variables` are the names of the environment variables that hold its secrets. */
export interface EndpointEntry extends Endpoint {
  readonly variables: readonly string[];
}

/** Reads the file of ENDPOINTS_FILE. Never throws; no problem repeats a text of the file, but for names in `${{ }}`. */
export const parseEndpoints = (text: string): Read<readonly EndpointEntry[]> =>
  readStrictly(text, {
    schema: EndpointsSchema,
    keys: '"endpoints:"',
    show: discreetly,
    check: (document) => [
      ...checkNames(document.value, 'endpoints'),
      ...checkEach(document, 'endpoints', EndpointSchema, checkEndpoint),
    ],
    normalize: ({ endpoints = [] }) => endpoints.map(normalizeEndpoint),
  });

const checkEndpoint = (raw: RawEndpoint, path: Path): readonly Finding[] => [
  ...checkUrl(raw.url, [...path, 'url']),
  ...checkSecrets(raw, [...path, 'secrets']),
  ...checkRepositories(listOf(raw.allow), [...path, 'allow'], discreetly),
  ...(typeof raw.template === 'object' ? checkPayload(raw.template, [...path, 'template']) : []),
];

/** https://url.spec.whatwg.org/#url-writing */
const checkUrl = (url: string, path: Path): readonly Finding[] => {
  const problem =
    URL.parse(url) === null
      ? 'this is no URL; expected https://, a host, and a path'
      : /^https:\/\/[^/?#]*@/.test(url)
        ? 'the URL holds a user or a password; leave them out: requests are signed instead'
        : url.includes('#')
          ? 'the URL has a fragment (from "#" on), which is never sent; leave it out'
          : undefined;
  return problem === undefined ? [] : [{ code: 'config-wrong-value', path, message: problem }];
};

const checkSecrets = ({ secrets, format }: RawEndpoint, path: Path): readonly Finding[] => {
  const names = listOf(secrets);
  if (format === 'github' && names.length > 1) {
    const message = `found ${names.length} secrets; expected one: X-Hub-Signature-256 holds one signature`;
    return [{ code: 'config-limit', path, message }];
  }
  return checkTwice(names, path);
};

const normalizeEndpoint = ({ name, url, secrets, format, allow, template }: RawEndpoint): EndpointEntry => ({
  name,
  url,
  variables: listOf(secrets),
  format: format ?? 'standard',
  allow: listOf(allow),
  ...(template !== undefined && {
    template: typeof template === 'string' ? READY_TEMPLATES[template] : template,
  }),
});
