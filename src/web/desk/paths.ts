/** Where things are. What others named may hold anything, half a character too, which cannot be encoded. */
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

export const notificationPath = (id: string): string => `/notifications/${encoded(id)}`;

/** `undefined` where it is no `owner/name`: an endpoint has no page. */
export const repositoryPath = (fullName: string): string | undefined => {
  const [owner, name, ...rest] = fullName.split('/');
  return owner && name && rest.length === 0 ? `/repositories/${encoded(owner)}/${encoded(name)}` : undefined;
};

/** The list of notifications, filtered. */
export const notificationsPath = (filter: Readonly<Record<string, string>>): string => {
  const entries = Object.entries(filter).map(([key, value]) => `${encoded(key)}=${encoded(value)}`);
  return entries.length === 0 ? '/notifications' : `/notifications?${entries.join('&')}`;
};
