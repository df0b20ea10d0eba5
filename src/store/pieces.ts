/** So few that the parameters of one statement stay below the databases' limits (32,766 in SQLite). */
const MOST = 500;

/** A list cut into pieces for one statement each. */
export const inPieces = <T>(items: readonly T[], most: number = MOST): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, piece) =>
    items.slice(piece * most, (piece + 1) * most),
  );
