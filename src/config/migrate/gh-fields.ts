import { type Json } from '../../core/json.ts';

type Tree = Map<string, Branch>;
type Branch = { readonly leaf: Json } | { readonly tree: Tree } | { readonly list: Json[] };

/** `client_payload[ref]=main` and `labels[]=a`, as gh makes JSON of them. */
export const treeOf = (fields: readonly (readonly [string, Json])[]): Json => {
  const root: Tree = new Map();
  for (const [name, value] of fields) {
    const [first = '', ...steps] = stepsOf(name);
    put(root, first, steps, value);
  }
  return toJson({ tree: root });
};

/** "a[b][]" → a, b, "". */
const stepsOf = (name: string): readonly string[] => {
  const [, first = name, rest = ''] = /^([^[]*)((?:\[[^\]]*\])*)$/.exec(name) ?? [];
  return [first, ...[...rest.matchAll(/\[([^\]]*)\]/g)].map(([, step = '']) => step)].slice(0, 20);
};

const put = (tree: Tree, key: string, [next, ...rest]: readonly string[], value: Json): void => {
  if (next === undefined) {
    tree.set(key, { leaf: value });
    return;
  }
  const known = tree.get(key);
  if (next === '') {
    const list = known !== undefined && 'list' in known ? known.list : [];
    list.push(value);
    tree.set(key, { list });
    return;
  }
  const inside = known !== undefined && 'tree' in known ? known.tree : new Map<string, Branch>();
  tree.set(key, { tree: inside });
  put(inside, next, rest, value);
};

const toJson = (branch: Branch): Json => {
  if ('leaf' in branch) return branch.leaf;
  if ('list' in branch) return branch.list;
  return Object.fromEntries([...branch.tree].map(([key, inside]) => [key, toJson(inside)]));
};
