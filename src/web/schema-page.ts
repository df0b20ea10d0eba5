import { createHash } from 'node:crypto';
import { type Context } from 'hono';
import { configJsonSchema } from '../config/schema.ts';

/** What a `# yaml-language-server: $schema=` comment names, on a server that people reach. */
export const SCHEMA_PATH = '/schema/hub-relay.json';

/** Seconds for which an editor need not ask again; after that it asks whether it has changed. */
const FRESH = 3_600;

/**
 * The JSON Schema of `.github/hub-relay.yml`, for everybody: it is in the package too. An editor in a browser reads it
 * from another origin, so that one may.
 */
export const createSchemaPage = (): ((context: Context) => Response) => {
  let made: { readonly text: string; readonly etag: string } | undefined;
  return (context) => {
    made ??= withTag(JSON.stringify(configJsonSchema()));
    const headers = {
      'access-control-allow-origin': '*',
      'cache-control': `public, max-age=${FRESH}`,
      etag: made.etag,
      'x-content-type-options': 'nosniff',
    };
    if (isKnown(context.req.header('if-none-match'), made.etag)) return context.body(null, 304, headers);
    return context.body(made.text, 200, { ...headers, 'content-type': 'application/schema+json' });
  };
};

const withTag = (text: string) => ({
  text,
  etag: `"${createHash('sha256').update(text).digest('hex').slice(0, 16)}"`,
});

/** A proxy that compresses makes a weak tag of ours. https://www.rfc-editor.org/rfc/rfc9110#field.if-none-match */
const isKnown = (tags: string | undefined, etag: string): boolean =>
  (tags ?? '').split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()));
