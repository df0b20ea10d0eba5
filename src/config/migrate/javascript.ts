import { type Node, parse } from 'acorn';
import { type Call } from './call.ts';
import { callOfJavascript } from './octokit-calls.ts';
import { JsScope } from './js-scope.ts';
import { assign } from './js-assign.ts';
import { argumentValues, valueOf } from './js-values.ts';
import { childrenOf, type FunctionNode, isFunctionNode, type JsNode } from './js-nodes.ts';
import { type Loss } from './note.ts';
import { MAX_CALLS, type Script } from './script.ts';

/** Every dispatch that a script of actions/github-script sends, read from top to bottom without running it. */
export const readScript = (script: Script): readonly Call[] => {
  const program = programOf(script.text);
  if (program === undefined) return [];
  const scope = new JsScope(script);
  const walk = new Walk(scope);
  walk.node(program, {});
  return walk.calls;
};

const programOf = (text: string): JsNode | undefined => {
  try {
    const program: Node = parse(text, {
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowAwaitOutsideFunction: true,
      allowReturnOutsideFunction: true,
      allowHashBang: true,
    });
    return program as JsNode;
  } catch {
    return undefined;
  }
};

interface Around {
  readonly condition?: Pick<Loss, 'what' | 'place'>;
  readonly depth?: number;
}

const MOST_DEEP = 200;
/** Of a list or an object: they change it. */
const CHANGES = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'set',
  'add',
]);
const LOOPS = new Set(['forEach', 'map']);

class Walk {
  readonly calls: Call[] = [];
  readonly #scope: JsScope;
  #mayHaveEnded: Around['condition'];

  constructor(scope: JsScope) {
    this.#scope = scope;
  }

  node(node: JsNode, around: Around): void {
    const depth = (around.depth ?? 0) + 1;
    if (depth > MOST_DEEP || !this.#scope.goesOn() || this.calls.length >= MAX_CALLS) return;
    const inner = { ...around, depth };
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others only hold nodes
    switch (node.type) {
      case 'VariableDeclarator':
        if (node.init) this.node(node.init, inner);
        this.#declare(node);
        break;
      case 'FunctionDeclaration':
        break;
      case 'Program':
      case 'BlockStatement':
        // Functions are known before their line.
        for (const one of node.body)
          if (one.type === 'FunctionDeclaration') this.#scope.functions.set(one.id.name, one);
        this.#all(node, inner);
        break;
      case 'IfStatement':
        this.node(node.test, inner);
        this.#sometimes([node.consequent, node.alternate], this.#under(node.test, inner));
        break;
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'SwitchStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'CatchClause':
        this.#sometimes(childrenOf(node), this.#under(node, inner));
        break;
      case 'AssignmentExpression':
        this.node(node.right, inner);
        assign(node, this.#scope);
        break;
      case 'UpdateExpression':
        this.#scope.forget(node.argument);
        break;
      case 'ForOfStatement':
        this.#forOf(node, inner);
        break;
      case 'ReturnStatement':
        if (node.argument) this.node(node.argument, inner);
        if (inner.condition) this.#mayHaveEnded ??= inner.condition;
        break;
      case 'CallExpression':
        this.#call(node, inner);
        break;
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        break;
      default:
        this.#all(node, inner);
    }
  }

  #all(node: JsNode, around: Around): void {
    for (const child of childrenOf(node)) this.node(child, around);
  }

  #under({ start, end }: JsNode, around: Around): Around {
    const what = this.#scope.sourceText(start, end);
    return { ...around, condition: around.condition ?? { what, place: this.#scope.placeOf(start) } };
  }

  /** Each of these runs or not; what any of them sets is not known afterwards. */
  #sometimes(nodes: readonly (JsNode | null | undefined)[], around: Around): void {
    const { variables } = this.#scope;
    const before = new Map(variables);
    const changed = new Map<string, JsNode>();
    for (const node of nodes) {
      if (!node) continue;
      this.node(node, around);
      for (const [name, value] of [...variables]) {
        const old = before.get(name);
        if (old === value) continue;
        changed.set(name, node);
        if (old === undefined) variables.delete(name);
        else variables.set(name, old);
      }
    }
    for (const [name, node] of changed) variables.set(name, this.#scope.lost(node));
  }

  #declare({ id, init }: Extract<JsNode, { type: 'VariableDeclarator' }>): void {
    if (!init) return;
    if (id.type === 'Identifier' && isFunctionNode(init)) this.#scope.functions.set(id.name, init);
    else this.#scope.bind(id, valueOf(init, this.#scope));
  }

  #forOf(node: Extract<JsNode, { type: 'ForOfStatement' }>, around: Around): void {
    const items = valueOf(node.right, this.#scope);
    const pattern = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left;
    if (!Array.isArray(items) || pattern === undefined) {
      this.node(node.body, this.#under(node.right, around));
      return;
    }
    for (const item of items) {
      this.#scope.bind(pattern, item);
      this.node(node.body, around);
    }
  }

  #call(node: Extract<JsNode, { type: 'CallExpression' }>, around: Around): void {
    const { callee } = node;
    for (const argument of node.arguments) if (!isFunctionNode(argument)) this.node(argument, around);
    const condition = around.condition ?? this.#mayHaveEnded;
    const call = callOfJavascript(node, this.#scope);
    if (call !== undefined) {
      const losses = condition === undefined ? [] : [{ code: 'shell-condition' as const, ...condition }];
      this.calls.push({ ...call, losses: [...call.losses, ...losses] });
      return;
    }
    const called = callee.type === 'Identifier' ? this.#scope.functions.get(callee.name) : undefined;
    if (called !== undefined) this.#run(called, argumentValues(node, this.#scope), around);
    else if (isFunctionNode(callee)) this.#run(callee, argumentValues(node, this.#scope), around);
    else if (callee.type === 'MemberExpression') this.#member(node, callee, around);
  }

  /** `list.forEach(item => …)` over a list that is known, and `promise.then(…)`. */
  #member(
    node: Extract<JsNode, { type: 'CallExpression' }>,
    callee: Extract<JsNode, { type: 'MemberExpression' }>,
    around: Around,
  ): void {
    this.node(callee.object, around);
    const name = callee.property.type === 'Identifier' ? callee.property.name : '';
    if (CHANGES.has(name)) this.#scope.forget(callee.object);
    const [body] = node.arguments;
    if (body === undefined || !isFunctionNode(body)) return;
    const items = LOOPS.has(name) ? valueOf(callee.object, this.#scope) : undefined;
    if (Array.isArray(items)) for (const item of items) this.#run(body, [item], around);
    else this.#run(body, [], name === 'then' ? around : this.#under(callee, around));
  }

  #run({ params, body }: FunctionNode, values: readonly unknown[], around: Around): void {
    if ((around.depth ?? 0) > MOST_DEEP / 4) return;
    for (const [index, param] of params.entries())
      this.#scope.bind(param, index < values.length ? values[index] : this.#scope.lost(param));
    const ended = this.#mayHaveEnded;
    this.node(body, around);
    this.#mayHaveEnded = ended;
  }
}
