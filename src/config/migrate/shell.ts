import { type Command, parse, type Statement } from 'unbash';
import { type Place } from '../place.ts';
import { type Call } from './call.ts';
import { MAX_CALLS, type Script } from './script.ts';
import { callOfProgram } from './shell-calls.ts';
import { type Node } from './shell-nodes.ts';
import { argumentsOf, inputOf, nodeOutput } from './shell-output.ts';
import { handByCommand, keepWritten } from './shell-handed.ts';
import { ShellScope } from './shell-scope.ts';
import { substitutedBy } from './shell-substitutions.ts';
import { wordsOf, wordText } from './shell-words.ts';

/** Every dispatch that a bash script sends, read from top to bottom without running it. */
export const readShell = (script: Script): readonly Call[] => {
  const { calls, scope } = walked(script);
  return calls.map((call) => ({ ...call, losses: [...call.losses, ...scope.differs] }));
};

/** What it hands to the steps after it. */
export const readHanded = (script: Script): ShellScope['handed'] => walked(script).scope.handed;

const walked = (script: Script): Walk => {
  const walk = new Walk(new ShellScope(script));
  walk.statements(parse(script.text).commands, {});
  return walk;
};

/** What surrounds a command: the condition it stands under, and what is piped into it. */
interface Around {
  readonly condition?: { readonly what: string; readonly place: Place };
  readonly input?: string | undefined;
  readonly depth?: number;
}

const TESTS = new Set(['[', '[[', 'test', 'grep', 'false']);
/** Programs that run another one. */
const WRAPPERS = /^(?:sudo|command|exec|time|nohup|env|eval)$/;
const DECLARE = new Set(['export', 'declare', 'local', 'readonly', 'typeset']);
const MOST_DEEP = 5;

class Walk {
  readonly scope: ShellScope;
  readonly calls: Call[] = [];
  /** A script that may have ended before sends only sometimes. */
  #mayHaveEnded: Around['condition'];

  constructor(scope: ShellScope) {
    this.scope = scope;
  }

  statements(statements: readonly Statement[], around: Around): void {
    for (const { command } of statements) this.node(command, around);
  }

  node(node: Node, around: Around): void {
    if (!this.scope.goesOn() || this.calls.length >= MAX_CALLS) return;
    switch (node.type) {
      case 'Command': {
        this.#command(node, around);
        return;
      }
      case 'Statement': {
        this.node(node.command, around);
        return;
      }
      case 'CompoundList': {
        this.statements(node.commands, around);
        return;
      }
      case 'Subshell':
      case 'BraceGroup': {
        this.statements(node.body.commands, around);
        return;
      }
      case 'Redirected':
        keepWritten(node, this.scope, around.input, (around.condition ?? this.#mayHaveEnded) === undefined);
        this.node(node.command, around);
        return;
      case 'Function':
        return void this.scope.functions.set(node.name.value, node.body);
      case 'Pipeline': {
        this.#pipeline(node, around);
        return;
      }
      case 'AndOr': {
        this.#andOr(node, around);
        return;
      }
      case 'If': {
        this.#if(node, around);
        return;
      }
      case 'For': {
        this.#for(node, around);
        return;
      }
      case 'While':
        this.node(node.clause, around);
        this.#sometimes([node.body], this.#under(node.clause, around));
        return;
      case 'Case':
        this.#sometimes(
          node.items.map(({ body }) => body),
          this.#under(node.word, around),
        );
        return;
      case 'Select':
      case 'ArithmeticFor':
        this.#sometimes([node.body], this.#under(node, around));
        return;
      case 'Coproc': {
        this.node(node.body, around);
        return;
      }
      case 'TestCommand':
      case 'ArithmeticCommand':
        return undefined;
    }
  }

  #under({ pos, end }: { readonly pos: number; readonly end: number }, around: Around): Around {
    const what = this.scope.sourceText(pos, end);
    return { ...around, condition: around.condition ?? { what, place: this.scope.placeOf(pos) } };
  }

  #pipeline({ commands }: Extract<Node, { type: 'Pipeline' }>, around: Around): void {
    let input = around.input;
    for (const command of commands) {
      this.node(command, { ...around, input });
      input = nodeOutput(command, this.scope, input);
    }
  }

  #andOr({ commands, operators }: Extract<Node, { type: 'AndOr' }>, around: Around): void {
    let now = around;
    for (const [index, command] of commands.entries()) {
      if (now === around) this.node(command, now);
      else this.#sometimes([command], now);
      const isTest =
        command.type === 'TestCommand' ||
        (command.type === 'Command' && TESTS.has(command.name?.value ?? ''));
      if (operators[index] === '||' || isTest) now = this.#under(command, now);
    }
  }

  #if(node: Extract<Node, { type: 'If' }>, around: Around): void {
    this.node(node.clause, around);
    const parts = [node.then, ...node.elif.flatMap(({ clause, then }) => [clause, then]), node.else];
    this.#sometimes(
      parts.filter((part) => part !== undefined),
      this.#under(node.clause, around),
    );
  }

  /** Each of these runs or not; what any of them sets is not known afterwards. */
  #sometimes(nodes: readonly Node[], around: Around): void {
    const { variables } = this.scope;
    const before = new Map(variables);
    const changed = new Set<string>();
    for (const node of nodes) {
      this.node(node, around);
      for (const [name, value] of [...variables]) {
        const old = before.get(name);
        if (old === value) continue;
        changed.add(name);
        if (old === undefined) variables.delete(name);
        else variables.set(name, old);
      }
    }
    for (const name of changed)
      variables.set(name, this.scope.lost('from-command', `$${name}`, nodes[0]?.pos ?? 0));
  }

  /** Over words that are known, once for each. */
  #for({ name, wordlist, body }: Extract<Node, { type: 'For' }>, around: Around): void {
    const words = (wordlist ?? []).flatMap((word) => wordsOf(word, this.scope));
    for (const word of words) {
      this.scope.variables.set(name.value, word);
      this.node(body, around);
    }
    if (words.length > 0) return;
    this.scope.variables.set(name.value, this.scope.lost('from-command', `$${name.value}`, name.pos));
    this.node(body, this.#under(name, around));
  }

  #command(command: Command, around: Around): void {
    const { name, prefix, redirects } = command;
    this.#substituted(command, around);
    const words =
      name === undefined ? [] : [...wordsOf(name, this.scope), ...argumentsOf(command, this.scope)];
    if (name === undefined || DECLARE.has(words[0] ?? '')) {
      this.#assign(command);
      return;
    }
    while (WRAPPERS.test(words[0] ?? '')) {
      words.shift();
      while (/^(?:-|\w+=)/.test(words[0] ?? '')) words.shift();
    }
    const [program = '', ...args] = words;
    const condition = around.condition ?? this.#mayHaveEnded;
    if ((program === 'exit' || program === 'return') && (args[0] ?? '0') === '0' && around.condition)
      this.#mayHaveEnded ??= around.condition;
    keepWritten(command, this.scope, around.input, condition === undefined);
    if (program === 'echo') handByCommand(this.scope, args, condition === undefined, command.pos);
    const body = this.scope.functions.get(program);
    if (body !== undefined) {
      this.#callFunction(body, args, around);
      return;
    }
    const input = inputOf(redirects, this.scope) ?? around.input;
    const own = new Map(this.scope.variables);
    this.#assign({ ...command, args: [], prefix });
    const call = callOfProgram({ program, args, input, place: this.scope.placeOf(command.pos) }, this.scope);
    for (const [key] of this.scope.variables) if (!own.has(key)) this.scope.variables.delete(key);
    if (call === undefined) return;
    const losses = condition === undefined ? [] : [{ code: 'shell-condition' as const, ...condition }];
    this.calls.push({ ...call, losses: [...call.losses, ...losses] });
  }

  /** In a shell of its own: what it sets, and its end, are none of the script. */
  #substituted(command: Command, around: Around): void {
    const ended = this.#mayHaveEnded;
    this.scope.apart(() => this.statements(substitutedBy(command), around));
    this.#mayHaveEnded = ended;
  }

  /** `A=1`, `export A=1`, and lists: `A=(1 2)`. */
  #assign({ prefix, args }: Pick<Command, 'prefix' | 'args'>): void {
    for (const one of [...prefix, ...args]) {
      if (one.type !== 'Assignment') continue;
      const { name, value } = one;
      if (value.type === 'ArrayValue')
        this.scope.lists.set(
          name,
          value.elements.flatMap((word) => wordsOf(word, this.scope)),
        );
      else this.scope.variables.set(name, wordText(value, this.scope));
    }
  }

  #callFunction(body: Node, args: readonly string[], around: Around): void {
    const depth = (around.depth ?? 0) + 1;
    if (depth > MOST_DEEP) return;
    for (let index = 1; index <= Math.max(args.length, 9); index += 1)
      this.scope.variables.set(String(index), args[index - 1] ?? '');
    this.node(body, { ...around, depth });
  }
}
