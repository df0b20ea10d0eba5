import { type Route } from './call.ts';

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly route: Route;
  readonly expression: RegExp;
  readonly names: readonly string[];
}

const compile = (route: Route): Pattern => {
  const names = [...route.path.matchAll(/[:*](\w+)/g)].map((match) => match[1] ?? '');
  const source = route.path.replace(/\/\*\w+$/, '(?:/(.*))?').replace(/:\w+/g, '([^/]+)');
  return { route, expression: new RegExp(`^${source}$`), names };
};

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** A function that finds the route for a method and a path; percent-encoding that cannot be read finds none. */
export const createRouter = (
  routes: readonly Route[],
): ((method: string, path: string) => Match | undefined) => {
  const patterns = routes.map(compile);
  return (method, path) => {
    for (const { route, expression, names } of patterns) {
      const match = route.method === method ? expression.exec(path) : null;
      if (match === null) continue;
      const values = names.map((name, index) => [name, decode(match[index + 1] ?? '')] as const);
      const readable = values.filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
      return readable.length === values.length ? { route, params: Object.fromEntries(readable) } : undefined;
    }
    return undefined;
  };
};
