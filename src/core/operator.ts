import { type Endpoint, endpointId } from './endpoint.ts';
import { type HookSource } from './hook-source.ts';
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

/** Nothing was defined. */
export const NO_OPERATOR = new Operator();
