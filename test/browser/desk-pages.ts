interface DeskPage {
  readonly name: string;
  readonly path: string;
  /** With nothing on record too. */
  readonly isEverThere?: boolean;
}

/** Each page of the desk, with the record of desk-record.ts behind it. */
export const PAGES: readonly DeskPage[] = [
  { name: 'overview', path: '/', isEverThere: true },
  { name: 'notifications', path: '/notifications', isEverThere: true },
  { name: 'filtered', path: '/notifications?state=dead&state=waiting&hub=acme%2Fdocs&since=never' },
  { name: 'replay-all', path: '/notifications/replay?state=dead' },
  { name: 'replayed', path: '/notifications/replayed?sent=delivered&left=refused&unknown=1' },
  { name: 'notification', path: '/notifications/delivered' },
  { name: 'waiting', path: '/notifications/waiting' },
  { name: 'dead', path: '/notifications/dead' },
  { name: 'repositories', path: '/repositories', isEverThere: true },
  { name: 'repository', path: '/repositories/acme/app' },
  { name: 'wrong-file', path: '/repositories/acme/site' },
  { name: 'try', path: '/try', isEverThere: true },
  { name: 'not-found', path: '/notifications/none' },
];
