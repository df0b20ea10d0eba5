import { createHash } from 'node:crypto';
import { type Json } from './json.ts';
import { nameKey } from './repository.ts';

/** How a request to an endpoint is signed: after the Standard Webhooks specification, or as GitHub signs its own webhooks. */
export const ENDPOINT_FORMATS = ['standard', 'github'] as const;
export type EndpointFormat = (typeof ENDPOINT_FORMATS)[number];

/**
 * An outgoing webhook that the operator defined. `allow` are patterns of `owner/name`: the repositories whose routes may
 * name it. With a `template`, its fields (expressions in `${{ }}` filled in) are the whole body.
 */
export interface Endpoint {
  readonly name: string;
  readonly url: string;
  readonly format: EndpointFormat;
  readonly allow: readonly string[];
  readonly template?: Readonly<Record<string, Json>>;
}

/** With its secrets, at least one, the newest first: each signs, so that one can follow another. */
export interface EndpointKeys extends Endpoint {
  readonly secrets: readonly string[];
}

/** Where a hub's `owner/name` stands for a hub; no repository can be called so. */
export const endpointTitle = (name: string): string => `${PREFIX}${name}`;
const PREFIX = 'endpoint:';

/** The name in such a title; `undefined` where it is a repository's. */
export const endpointIn = (title: string): string | undefined =>
  title.startsWith(PREFIX) ? title.slice(PREFIX.length) : undefined;

/** Where a hub has the id of its repository, and its lane that of its installation; those are all positive. */
export const endpointId = (name: string): number =>
  -createHash('sha256').update(nameKey(name)).digest().readUIntBE(0, 6);

export const isEndpoint = (id: number): boolean => id < 0;
