import { type Endpoint, endpointId, type EndpointKeys } from './endpoint.ts';
import { type HookSource, type SourceKeys } from './hook-source.ts';
import { nameKey } from './repository.ts';

/** What the operator of Hub Relay defined for all repositories, in files of their own. */
export class Operator {
  readonly #endpoints: ReadonlyMap<number, Endpoint>;
  readonly #sources: ReadonlyMap<string, HookSource>;

  constructor(endpoints: readonly Endpoint[] = [], sources: readonly HookSource[] = []) {
    this.#endpoints = new Map(endpoints.map((endpoint) => [endpointId(endpoint.name), endpoint]));
    this.#sources = new Map(sources.map((source) => [nameKey(source.name), source]));
  }

  /** By its name, or by the id that is made of it. */
  endpoint(which: string | number): Endpoint | undefined {
    return this.#endpoints.get(typeof which === 'string' ? endpointId(which) : which);
  }

  source(name: string): HookSource | undefined {
    return this.#sources.get(nameKey(name));
  }
}

/** Without the secrets, which no rule needs. */
export const operatorOf = (defined: {
  readonly endpoints: readonly EndpointKeys[];
  readonly sources: readonly SourceKeys[];
}): Operator => new Operator(defined.endpoints.map(withoutSecrets), defined.sources.map(withoutSecrets));

const withoutSecrets = <T extends { readonly secrets: unknown }>({
  secrets: _,
  ...rest
}: T): Omit<T, 'secrets'> => rest;

/** Nothing was defined. */
export const NO_OPERATOR = new Operator();
