export const OTHER = 'other';

/**
 * Makes what somebody else wrote fit for a label: each value of a label is a series that is kept for ever, so what is
 * not on the list is `other`.
 */
export const closedList = <T extends string>(known: readonly T[]): ((value: string) => T | typeof OTHER) => {
  const values = new Map<string, T>(known.map((value) => [value, value]));
  return (value) => values.get(value) ?? OTHER;
};
