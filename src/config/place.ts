export interface Place {
  readonly line: number;
  readonly column: number;
}

/** From an offset in the text, from 0, to its line and column, from 1. What lies behind the end is the end. */
export const placesIn = (text: string): ((offset: number) => Place) => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    const inside = Math.min(offset, text.length);
    let first = 0;
    let behind = starts.length;
    while (behind - first > 1) {
      const middle = (first + behind) >> 1;
      if ((starts[middle] ?? 0) <= inside) first = middle;
      else behind = middle;
    }
    return { line: first + 1, column: inside - (starts[first] ?? 0) + 1 };
  };
};
