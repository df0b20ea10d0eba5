import { type Json } from './json.ts';

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
