/** Where things are. What others named may hold anything, half a character too, which cannot be encoded. */
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

export const notificationPath = (id: string): string => `/notifications/${encoded(id)}`;

/** `undefined` where it is no `owner/name`: an endpoint has no page. */
export const repositoryPath = (fullName: string): string | undefined => {
  const parts = fullName.split('/');
  // A browser would take dots for a way up.
  if (parts.length !== 2 || parts.some((part) => /^\.{0,2}$/.test(part))) return undefined;
  return `/repositories/${parts.map(encoded).join('/')}`;
};

/** The list of notifications, filtered. */
export const notificationsPath = (filter: Readonly<Record<string, string>>): string => {
  const entries = Object.entries(filter).map(([key, value]) => `${encoded(key)}=${encoded(value)}`);
  return entries.length === 0 ? '/notifications' : `/notifications?${entries.join('&')}`;
};
