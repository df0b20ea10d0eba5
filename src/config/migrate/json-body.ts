import { type Json } from '../../core/json.ts';
import { readJson } from '../read-json.ts';
import { type Holes } from './holes.ts';

/**
 * JSON with holes in it. One that stands outside of a text is a value of any kind, as `"pr": ${{ github.event.number }}`
 * has it. `undefined`: it is not JSON, whatever is filled in.
 */
export const readBody = (text: string, holes: Holes): Json | undefined => {
  const read = readJson(withQuotedValues(text, holes));
  return 'wrong' in read ? undefined : (read.value as Json);
};

/** Puts the holes outside of texts into quotes, as values. */
const withQuotedValues = (text: string, holes: Holes): string => {
  let isText = false;
  return holes
    .pieces(text)
    .map((piece) => {
      if (typeof piece !== 'string')
        return isText && !piece.isValue
          ? holes.text(piece.hole)
          : isText
            ? holes.value(piece.hole)
            : JSON.stringify(holes.value(piece.hole));
      isText = endsInText(piece, isText);
      return piece;
    })
    .join('');
};

/** Whether a quote of JSON is open at the end of a piece, where it was open or not at its beginning. */
const endsInText = (piece: string, isOpen: boolean): boolean => {
  let open = isOpen;
  for (let at = 0; at < piece.length; at += 1) {
    if (open && piece[at] === '\\') at += 1;
    else if (piece[at] === '"') open = !open;
  }
  return open;
};
