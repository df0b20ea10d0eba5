import { type Json } from '../../core/json.ts';

export interface JqNames {
  readonly variable: (name: string) => Json | undefined;
  readonly environment: (name: string) => Json;
}

const TOKEN =
  /\s*(?:#[^\n]*\s*)*("(?:[^"\\]|\\.)*"|\$ENV\.\w+|env\.\w+|\$\w+|[A-Za-z_]\w*|-?\d+(?:\.\d+)?|[{}[\],:()])/y;
const VARIABLE = /\\\(\s*\$(\w+)\s*\)/g;
const MOST_DEEP = 30;

/** The value that a jq filter builds of objects, lists, texts and variables; `undefined` where it does anything else. */
export const readJq = (filter: string, names: JqNames): Json | undefined => {
  const tokens = tokensOf(filter);
  if (tokens === undefined) return undefined;
  const reader = new Reader(tokens, names);
  const value = reader.value(0);
  return reader.isDone() ? value : undefined;
};

const tokensOf = (filter: string): readonly string[] | undefined => {
  const tokens: string[] = [];
  const text = filter.trim();
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) return undefined;
    tokens.push(found[1] ?? '');
    at = TOKEN.lastIndex;
  }
  return tokens;
};

class Reader {
  readonly #tokens: readonly string[];
  readonly #names: JqNames;
  #at = 0;

  constructor(tokens: readonly string[], names: JqNames) {
    this.#tokens = tokens;
    this.#names = names;
  }

  isDone(): boolean {
    return this.#at === this.#tokens.length;
  }

  #next(): string {
    this.#at += 1;
    return this.#tokens[this.#at - 1] ?? '';
  }

  #takes(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  value(depth: number): Json | undefined {
    if (depth > MOST_DEEP) return undefined;
    const token = this.#next();
    if (token === '{') return this.#object(depth);
    if (token === '[') return this.#list(depth);
    if (token === '(') {
      const inside = this.value(depth + 1);
      return this.#takes(')') ? inside : undefined;
    }
    if (token.startsWith('"')) return this.#text(token);
    const environment = /^(?:\$ENV|env)\.(\w+)$/.exec(token)?.[1];
    if (environment !== undefined) return this.#names.environment(environment);
    if (token.startsWith('$')) return this.#names.variable(token.slice(1));
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    return /^-?\d/.test(token) ? Number(token) : undefined;
  }

  #object(depth: number): Json | undefined {
    const entries: [string, Json][] = [];
    while (!this.#takes('}')) {
      if (entries.length > 0 && !this.#takes(',')) return undefined;
      if (this.#takes('}')) break;
      const entry = this.#entry(depth);
      if (entry === undefined) return undefined;
      entries.push(entry);
    }
    return Object.fromEntries(entries);
  }

  /** `key: value`, `"key": value`, and `$name` for `name: $name`. */
  #entry(depth: number): [string, Json] | undefined {
    const token = this.#next();
    const key = token.startsWith('"')
      ? this.#text(token)
      : /^\$?\w+$/.test(token)
        ? token.replace('$', '')
        : undefined;
    if (typeof key !== 'string') return undefined;
    const isShort = token.startsWith('$');
    if (!isShort && !this.#takes(':')) return undefined;
    const value = isShort ? this.#names.variable(key) : this.value(depth + 1);
    return value === undefined ? undefined : [key, value];
  }

  #list(depth: number): Json | undefined {
    const items: Json[] = [];
    while (!this.#takes(']')) {
      if (items.length > 0 && !this.#takes(',')) return undefined;
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }

  /** `"v\\($tag)"` holds a variable. */
  #text(token: string): Json | undefined {
    const names = [...token.matchAll(VARIABLE)].map(([, name = '']) => this.#names.variable(name));
    if (names.some((value) => typeof value !== 'string')) return undefined;
    const filled = token.replace(VARIABLE, (_, name: string) =>
      JSON.stringify(this.#names.variable(name)).slice(1, -1),
    );
    try {
      return JSON.parse(filled) as Json;
    } catch {
      return undefined;
    }
  }
}
