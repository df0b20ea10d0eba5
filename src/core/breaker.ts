/** So many notifications in a row that die because of their hub, and the hub is not tried any more. */
export const BREAKS_AFTER = 3;
