/** "1,234". */
export const grouped = (count: number): string => count.toLocaleString('en-US');

/** "1 notification", "1,234 notifications". */
export const counted = (count: number, thing: string): string =>
  `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`;

/** "is" for one, "are" for any other number. */
export const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are');
