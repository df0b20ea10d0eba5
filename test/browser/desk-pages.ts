/** Each page of the desk, with the record of desk-record.ts behind it. */
export const PAGES = [
  { name: 'overview', path: '/' },
  { name: 'notifications', path: '/notifications' },
  { name: 'notification', path: '/notifications/delivered' },
  { name: 'dead', path: '/notifications/dead' },
  { name: 'repository', path: '/repositories/acme/app' },
  { name: 'wrong-file', path: '/repositories/acme/site' },
  { name: 'try', path: '/try' },
  { name: 'not-found', path: '/notifications/none' },
] as const;
