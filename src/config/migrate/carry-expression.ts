import { namesIn } from '../../core/expression-names.ts';
import { literal, replaceName } from './carry-name.ts';
import { type Ground } from './ground.ts';
import { type Hole } from './holes.ts';
import { type Loss } from './note.ts';

/** An expression as a route may have it, without it where something in it is lost; and what there is to say of it. */
export interface Carried {
  readonly source?: string;
  readonly losses: readonly Loss[];
}

/** A variable may be made of others; of itself only by mistake. */
const MOST_DEEP = 8;
/** As long as the language lets an expression be. */
const MOST_LONG = 21_000;

/** What fills a hole, in the language of routes. */
export const carryHole = (hole: Hole, ground: Ground, depth = 0): Carried => {
  if ('lost' in hole) return { losses: [{ code: hole.lost, what: hole.what, place: hole.place }] };
  const { source, place } = hole;
  const names = depth > MOST_DEEP || source.length > MOST_LONG ? undefined : namesIn(source);
  const lost = (code: Loss['code']): Carried => ({ losses: [{ code, what: `\${{ ${source} }}`, place }] });
  if (names === undefined) return lost('expression-unreadable');
  const losses: Loss[] = [];
  let carried = '';
  let at = 0;
  for (const name of names) {
    const replaced = replaceName(name, ground);
    if (replaced === undefined) continue;
    if ('lost' in replaced) return lost(replaced.lost);
    if ('source' in replaced && replaced.differs !== undefined)
      losses.push({ code: replaced.differs, what: `\${{ ${source} }}`, place });
    const inside =
      'marked' in replaced
        ? carryMarked(replaced.marked, ground, depth + 1)
        : { source: replaced.source, losses: [] };
    losses.push(...inside.losses.map((loss) => ({ ...loss, place })));
    if (inside.source === undefined) return { losses };
    const isWhole = name.start === 0 && name.end === source.length;
    carried += source.slice(at, name.start) + (isWhole ? inside.source : enclosed(inside.source));
    // A status function is replaced with the parentheses of its call.
    at = name.end + (name.kind === 'function' ? callLength(source.slice(name.end)) : 0);
    if (carried.length > MOST_LONG) return lost('expression-unreadable');
  }
  return { source: (carried + source.slice(at)).trim(), losses };
};

const callLength = (rest: string): number => /^\s*\(\s*\)/.exec(rest)?.[0].length ?? 0;

const enclosed = (source: string): string =>
  /\s(?:&&|\|\||[<>=!]=?)\s/.test(source) ? `(${source})` : source;

/** A text with holes, as one expression. */
export const carryMarked = (text: string, ground: Ground, depth = 0): Carried => {
  const pieces = ground.holes.pieces(text);
  const carried = pieces.map((piece) =>
    typeof piece === 'string' ? { source: piece, losses: [] } : carryHole(piece.hole, ground, depth),
  );
  const losses = carried.flatMap((one) => one.losses);
  if (carried.some(({ source }) => source === undefined)) return { losses };
  const [first] = carried;
  if (pieces.length === 0) return { source: "''", losses };
  if (pieces.length === 1)
    return { source: typeof pieces[0] === 'string' ? literal(pieces[0]) : (first?.source ?? ''), losses };
  const values: string[] = [];
  const template = pieces.map((piece, index) => {
    if (typeof piece === 'string') return piece.replaceAll('{', '{{').replaceAll('}', '}}');
    values.push(carried[index]?.source ?? '');
    return `{${values.length - 1}}`;
  });
  return { source: `format(${[literal(template.join('')), ...values].join(', ')})`, losses };
};
