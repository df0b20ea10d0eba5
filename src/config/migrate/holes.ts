import { splitTemplate } from '../../core/expression-names.ts';
import { type Place } from '../place.ts';
import { type NoteCode } from './note-codes.ts';

/** What a run would fill in: an expression of the workflow, or something that can't be told from the file. */
export type Filling =
  | { readonly source: string }
  | { readonly lost: NoteCode; /** As it stands in the file. */ readonly what: string };

export type Hole = Filling & { readonly place: Place };

export interface HoleIn {
  readonly hole: Hole;
  /** Whether it stands for a value of any kind, not for text. */
  readonly isValue: boolean;
}

/** One of these that the file does not hold marks the holes. They may stand in a name of bash and of JavaScript. */
const LETTERS = ['Ꭰ', 'Ꭱ', 'Ꭲ', 'Ꭳ', 'Ꭴ', 'Ꭵ', 'Ꭶ', 'Ꭷ', 'Ꭸ', 'Ꭹ'] as const;

/**
 * Texts of a workflow with numbered marks where a run fills something in. The marks pass through the parsers of bash,
 * JavaScript and JSON, as letters.
 */
export class Holes {
  readonly #letter: string;
  readonly #pattern: RegExp;
  readonly #holes: Hole[] = [];

  constructor(file: string) {
    this.#letter = LETTERS.find((letter) => !file.includes(letter)) ?? LETTERS[0];
    this.#pattern = new RegExp(`${this.#letter}(v?)(\\d{1,7})${this.#letter}`, 'g');
  }

  /** The mark of a hole in a text. */
  text(hole: Hole): string {
    return this.#add(hole, '');
  }

  /** The mark of a hole that is a whole value: in JSON outside of a text, or what a JavaScript expression is. */
  value(hole: Hole): string {
    return this.#add(hole, 'v');
  }

  #add(hole: Hole, kind: string): string {
    this.#holes.push(hole);
    return `${this.#letter}${kind}${this.#holes.length - 1}${this.#letter}`;
  }

  /** A text in its order: plain pieces, and holes. */
  pieces(text: string): readonly (string | HoleIn)[] {
    const pieces: (string | HoleIn)[] = [];
    let at = 0;
    for (const { 0: mark, 1: kind, 2: number, index } of text.matchAll(this.#pattern)) {
      const hole = this.#holes[Number(number)];
      if (hole === undefined) continue;
      if (index > at) pieces.push(text.slice(at, index));
      pieces.push({ hole, isValue: kind === 'v' });
      at = index + mark.length;
    }
    if (at < text.length) pieces.push(text.slice(at));
    return pieces;
  }

  /** As the file has it. */
  shown(text: string): string {
    return this.pieces(text)
      .map((piece) => {
        if (typeof piece === 'string') return piece;
        return 'source' in piece.hole ? `\${{ ${piece.hole.source} }}` : piece.hole.what;
      })
      .join('');
  }

  has(text: string): boolean {
    return this.pieces(text).some((piece) => typeof piece !== 'string');
  }

  /** The same hole as a value, where the text is one mark and nothing else. */
  asValue(text: string): string | undefined {
    const pieces = this.pieces(text);
    const [only] = pieces;
    return pieces.length === 1 && only !== undefined && typeof only !== 'string'
      ? this.value(only.hole)
      : undefined;
  }

  /** A text of the file with a mark for each `${{ }}`, and the way back from its places to those of the file's text. */
  mark(text: string, placeOf: (offset: number) => Place): Marked {
    const starts: { readonly here: number; readonly there: number }[] = [];
    let marked = '';
    for (const { kind, text: piece, start } of splitTemplate(text)) {
      starts.push({ here: marked.length, there: start });
      marked += kind === 'text' ? piece : this.text({ source: piece.trim(), place: placeOf(start) });
    }
    return {
      text: marked,
      placeOf: (offset) => {
        const before = starts.findLast(({ here }) => here <= offset);
        return placeOf(before === undefined ? 0 : before.there + offset - before.here);
      },
    };
  }
}

/** A text with marks; `placeOf` tells where in the file something in it stands, from its offset, from 0. */
export interface Marked {
  readonly text: string;
  readonly placeOf: (offset: number) => Place;
}
