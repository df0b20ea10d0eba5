import { type Sight } from './desk-ports.ts';

/** What signing in with GitHub asks of GitHub. Each call rejects when GitHub can't be asked. */
export interface GithubSignIn {
  /** Where a browser is sent, so that GitHub asks whoever sits there. `challenge` is that of PKCE, by S256. */
  authorizeUrl(asked: {
    readonly state: string;
    readonly challenge: string;
    readonly redirectUri: string;
  }): string;
  /** The user's token for the code that GitHub gave the browser; or why GitHub gives none, in its own word. */
  exchange(given: {
    readonly code: string;
    readonly verifier: string;
    readonly redirectUri: string;
  }): Promise<{ readonly token: string } | { readonly refusal: string }>;
  /** Whose token it is; `undefined` where GitHub takes it no more. */
  loginOf(token: string): Promise<string | undefined>;
  /** `undefined` where GitHub takes the token no more. */
  reachOf(token: string): Promise<Reach | undefined>;
  /** GitHub takes it no more after that. */
  revoke(token: string): Promise<void>;
}

/** The repositories, by their ids, on which the App is installed and which a user can read, and those that they can write to. */
export interface Reach {
  readonly readable: Sight;
  readonly writable: Sight;
}
