/** A URL for a record or a message: its path and query may hold a token, as those of chat services do. */
export const shownUrl = (url: URL): string => `${url.origin}/…`;
