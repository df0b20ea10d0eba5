import { type Account } from './account.ts';
import { type Repository } from './repository.ts';

export type Level = 'read' | 'write' | 'admin';
export type Permissions = Readonly<Record<string, Level>>;

export interface App {
  readonly id: number;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where people may be sent back to after they signed in. */
  callbackUrls: readonly string[];
  /** Where people are sent who installed it. */
  readonly setupUrl: string | undefined;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly owner: Account;
  /** Others than its owner can install it. */
  readonly isPublic: boolean;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  /** PKCS#1, PEM, RSA 2048: the format that GitHub lets its users download. */
  readonly privateKey: string;
  readonly publicKey: string;
  readonly hookId: number;
  webhookUrl: string | undefined;
  webhookSecret: string;
  /** "Disable SSL verification" on the App's page. */
  insecureSsl: boolean;
  readonly createdAt: number;
}

/** The login of the account by which an App acts. */
export const botLogin = ({ slug }: App): string => `${slug}[bot]`;

export interface Installation {
  readonly id: number;
  readonly app: App;
  readonly account: Account;
  permissions: Permissions;
  events: readonly string[];
  /** 'all' takes in repositories that are created later. */
  selection: 'all' | Set<number>;
  suspendedAt: number | undefined;
  readonly createdAt: number;
  updatedAt: number;
}

const RANK: Readonly<Record<Level, number>> = { read: 1, write: 2, admin: 3 };

export const allows = (granted: Permissions, name: string, level: Level): boolean => {
  const has = granted[name];
  // Every installation may read metadata; GitHub grants it with the first other permission.
  return name === 'metadata' && level === 'read' ? true : has !== undefined && RANK[has] >= RANK[level];
};

export const selects = ({ account, selection }: Installation, { id, owner }: Repository): boolean =>
  account.id === owner.id && (selection === 'all' || selection.has(id));

/** Sent to the webhook of every App; no subscription is asked for or can be given. */
const ALWAYS = new Set(['installation', 'installation_repositories', 'installation_target', 'ping']);

/** "GitHub Apps with write-level access for the Checks permission are automatically subscribed" to these. */
const CHECKS = new Set(['check_run', 'check_suite']);

export const isSubscribed = ({ events, permissions }: Installation, event: string): boolean =>
  ALWAYS.has(event) ||
  events.includes(event) ||
  (CHECKS.has(event) && allows(permissions, 'checks', 'write'));
