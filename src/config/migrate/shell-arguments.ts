/** The arguments of a program: its options in their order, each with its value, and what is left. */
export interface Arguments {
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly rest: readonly string[];
}

/**
 * Cuts arguments as most programs do: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-abn value`.
 * `withValue` are the names, without their dashes, of those that take one.
 */
export const readArguments = (args: readonly string[], withValue: ReadonlySet<string>): Arguments => {
  const options: [string, string][] = [];
  const rest: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const next = (): string => {
      index += 1;
      return args[index] ?? '';
    };
    if (arg === '--') {
      rest.push(...args.slice(index + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const [, name = '', value] = /^--([^=]*)(?:=([^]*))?$/.exec(arg) ?? [];
      options.push([name, value ?? (withValue.has(name) ? next() : '')]);
    } else if (/^-[^\s-]/.test(arg)) options.push(...shortOptions(arg.slice(1), withValue, next));
    else rest.push(arg);
  }
  return { options, rest };
};

const shortOptions = (
  letters: string,
  withValue: ReadonlySet<string>,
  next: () => string,
): readonly [string, string][] => {
  const found: [string, string][] = [];
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at] ?? '';
    if (!withValue.has(letter)) {
      found.push([letter, '']);
      continue;
    }
    const attached = letters.slice(at + 1).replace(/^=/, '');
    found.push([letter, attached === '' ? next() : attached]);
    break;
  }
  return found;
};

/** The last value of any of these names. */
export const optionOf = ({ options }: Arguments, ...names: readonly string[]): string | undefined =>
  options.findLast(([name]) => names.includes(name))?.[1];
