import { readFileSync } from 'node:fs';
import { Ajv, type Options, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { type Exchange } from '../../src/sandbox/exchange.ts';
import { type Delivery } from '../../src/sandbox/hooks.ts';
import { graphqlContract } from './graphql.ts';
import { createFinder, resolve, type Found, type Operation } from './openapi-operation.ts';
import { isObject, toJsonSchema, type Json, type JsonObject } from './openapi-schema.ts';

export interface Contract {
  /** What GitHub's own description says is wrong with this request or its answer; empty when nothing is. */
  readonly check: (exchange: Exchange) => readonly string[];
  /** The same for the answer alone: for tests that send wrong requests on purpose. */
  readonly checkAnswer: (exchange: Exchange) => readonly string[];
  /** Whether the payload of such a webhook is described here. */
  readonly describes: (event: string, action: string | undefined) => boolean;
  /** The same for the payload of a webhook; of those that are not described here, nothing is said. */
  readonly checkWebhook: (delivery: Pick<Delivery, 'event' | 'action' | 'requestBody'>) => readonly string[];
}

const ROOT = 'github';

/** Statuses that GitHub documents for the whole API, not for each operation. */
const GENERAL_ERRORS = new Set([400, 401, 403, 404, 413, 422, 429]);

const BASIC_ERROR = { $ref: '#/components/schemas/basic-error' };

/** Its description requires nothing; GitHub always sends these two, and clients rely on `message`. */
const ERROR_KEYS = ['message', 'documentation_url'];

const nameOf = (name: Json | undefined): string => (typeof name === 'string' ? name : '');

const schemaOf = (container: JsonObject): Json | undefined => {
  const content = isObject(container['content']) ? container['content'] : {};
  const json = content['application/json'];
  return isObject(json) ? json['schema'] : undefined;
};

/** It knows nothing but the description, so that one serves a whole process: most stories take less time than its schemas. */
export const githubContract = (): Contract => (theContract ??= createContract());
let theContract: Contract | undefined;

/** Reads test/contract/github-openapi.json. Validators are compiled when first needed and kept. */
const createContract = (): Contract => {
  const api = JSON.parse(readFileSync(new URL('github-openapi.json', import.meta.url), 'utf8')) as JsonObject;
  const find = createFinder(api);
  const components = toJsonSchema(api['components'] ?? {}, ROOT);
  const compilerOf = (options: Options): Ajv => {
    // Each schema is made once, and as it comes: to make them better takes far longer than these few answers take to check.
    const ajv = new Ajv({ strict: false, inlineRefs: false, code: { optimize: false }, ...options });
    // The package is CommonJS: its default export is found one level further down.
    (addFormats as unknown as { readonly default: (ajv: Ajv) => void }).default(ajv);
    ajv.addSchema({ components }, ROOT);
    return ajv;
  };
  const compilers = { strict: compilerOf({ allErrors: true }), text: compilerOf({ coerceTypes: true }) };
  const compiled = new Map<string, ValidateFunction>();

  const against = (
    schema: Json,
    value: unknown,
    where: string,
    kind: keyof typeof compilers = 'strict',
  ): readonly string[] => {
    const key = `${kind} ${JSON.stringify(schema)}`;
    const validate = compiled.get(key) ?? compilers[kind].compile(toJsonSchema(schema, ROOT) as JsonObject);
    compiled.set(key, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      (error) => `${where}${error.instancePath} ${error.message ?? 'is wrong'}`,
    );
  };

  const checkParameters = (exchange: Exchange, { operation, pathValues }: Found): readonly string[] => {
    const check = (place: string, values: Readonly<Record<string, string>>): readonly string[] =>
      operation.parameters.flatMap(({ in: at, name, required, schema }) => {
        if (at !== place) return [];
        const value = values[nameOf(name)];
        const where = `${place} parameter ${nameOf(name)}`;
        if (value === undefined) return required === true ? [`${where} is missing`] : [];
        // Wrapped in an object, because only there can "7" be read as the integer it stands for.
        const wrapped: Json = { type: 'object', properties: { value: schema ?? {} } };
        // What may be a number or a text is one of the two and not both: the text that it is.
        return against(wrapped, { value }, where).length === 0
          ? []
          : against(wrapped, { value }, where, 'text');
      });
    const known = new Set(
      operation.parameters.filter(({ in: at }) => at === 'query').map(({ name }) => nameOf(name)),
    );
    const unknown = Object.keys(exchange.query).filter((name) => !known.has(name));
    return [
      ...check('path', pathValues),
      ...check('query', exchange.query),
      ...unknown.map((name) => `query parameter ${name} is not known`),
    ];
  };

  const checkRequestBody = ({ requestBody: described }: Operation, body: unknown): readonly string[] => {
    if (described === undefined) return body === undefined ? [] : ['a request body is not known'];
    if (body === undefined) return described['required'] === true ? ['the request body is missing'] : [];
    const schema = schemaOf(described) ?? {};
    const properties = resolve(api, schema)['properties'];
    const known = new Set(Object.keys(isObject(properties) ? properties : {}));
    const extra = isObject(body) ? Object.keys(body).filter((key) => !known.has(key)) : [];
    return [
      ...against(schema, body, 'request body'),
      ...extra.map((key) => `request body has the unknown property ${key}`),
    ];
  };

  const checkError = (schema: Json, body: unknown): readonly string[] => {
    const missing = ERROR_KEYS.filter((key) => !isObject(body) || typeof body[key] !== 'string');
    return [
      ...against(schema, body, 'response body'),
      ...missing.map((key) => `response body has no ${key}`),
    ];
  };

  const checkAnswer = (exchange: Exchange, { operation }: Found): readonly string[] => {
    const { status, responseBody: body, responseHeaders: headers } = exchange;
    // Cut off before an answer; and what stands in front of GitHub's API answers 5xx as it likes, often in HTML.
    if (status === 0 || status >= 500) return [];
    if (status === 304) return body === undefined ? [] : ['a 304 has a body'];
    const listed = operation.responses[String(status)];
    const isRedirect = status === 301 || status === 302 || status === 307;
    if (listed === undefined && !GENERAL_ERRORS.has(status) && !isRedirect) {
      return [`status ${status} is not described`];
    }
    if (isRedirect && headers['location'] === undefined) return [`a ${status} has no location`];
    const schema = schemaOf(resolve(api, listed));
    if (status >= 300) return checkError(schema ?? BASIC_ERROR, body);
    const isJson = headers['content-type']?.includes('application/json') ?? false;
    if (schema === undefined) return body === undefined ? [] : [`a ${status} has a body`];
    // Another media type was asked for, such as a file as it is: its shape is not described.
    return isJson ? against(schema, body, 'response body') : [];
  };

  const checkRequest = (exchange: Exchange, found: Found): readonly string[] => [
    ...(exchange.requestHeaders['user-agent'] === undefined ? ['the User-Agent header is missing'] : []),
    ...checkParameters(exchange, found),
    ...checkRequestBody(found.operation, exchange.requestBody),
  ];

  const checked =
    (parts: readonly ((exchange: Exchange, found: Found) => readonly string[])[]): Contract['check'] =>
    (exchange) => {
      const found = find(exchange.method, exchange.path);
      if (found === undefined) return [`${exchange.method} ${exchange.path}: not an operation in use`];
      const problems = parts.flatMap((part) => part(exchange, found));
      return problems.map((problem) => `${found.operation.name} → ${exchange.status}: ${problem}`);
    };

  /** GraphQL is described elsewhere. */
  const either =
    (rest: Contract['check'], graphql: Contract['check']): Contract['check'] =>
    (exchange) =>
      exchange.path === '/graphql' ? graphql(exchange) : rest(exchange);

  const webhookSchema = (name: string): Json | undefined => {
    const webhooks = isObject(api['webhooks']) ? api['webhooks'] : {};
    return webhooks[name.replaceAll(/[_ ]/g, '-')];
  };

  const titleOf = (event: string, action: string | null | undefined): string =>
    `${event} ${action ?? ''}`.trim();

  const checkWebhook: Contract['checkWebhook'] = ({ event, action, requestBody }) => {
    const name = titleOf(event, action);
    const schema = webhookSchema(name);
    if (schema === undefined) return [];
    return against(schema, JSON.parse(requestBody), 'payload').map((problem) => `${name}: ${problem}`);
  };

  return {
    describes: (event, action) => webhookSchema(titleOf(event, action)) !== undefined,
    checkWebhook,
    check: either(checked([checkRequest, checkAnswer]), graphqlContract.check),
    checkAnswer: either(checked([checkAnswer]), graphqlContract.checkAnswer),
  };
};
