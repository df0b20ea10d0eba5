import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Hono } from 'hono';

/** In the order in which they apply. Each section has its own, and they go out as one. */
const STYLES = ['base', 'overview', 'notifications', 'repositories', 'try', 'set-up'];
const SCRIPTS = ['live', 'notifications', 'try', 'sign-in', 'set-up'] as const;

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

const read = (file: string): string => readFileSync(new URL(`assets/${file}`, import.meta.url), 'utf8');

/** The path changes with the content, so that it may be kept for ever. */
const asset = (name: string, extension: string, type: string, text: string): Asset => {
  const version = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { path: `/assets/${name}.${version}.${extension}`, type, text };
};

const STYLE = asset('desk', 'css', 'text/css', STYLES.map((name) => read(`${name}.css`)).join('\n'));
const SCRIPT: Readonly<Record<Script, Asset>> = Object.fromEntries(
  SCRIPTS.map((name) => [name, asset(name, 'js', 'text/javascript', read(`${name}.js`))]),
) as Record<Script, Asset>;

export type Script = (typeof SCRIPTS)[number];

export const stylePath = STYLE.path;
export const scriptPath = (name: Script): string => SCRIPT[name].path;

/** The style sheet and the scripts; without them the pages still work. */
export const addAssets = (app: Hono): void => {
  for (const { path, type, text } of [STYLE, ...Object.values(SCRIPT)]) {
    app.get(path, (context) =>
      context.body(text, 200, {
        'content-type': `${type}; charset=utf-8`,
        'cache-control': 'public, max-age=31536000, immutable',
      }),
    );
  }
};
