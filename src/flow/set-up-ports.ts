/** An App as GitHub hands it over to whoever had it registered, with all its secrets. */
export interface Registered {
  readonly appId: number;
  readonly name: string;
  /** "https://github.com/apps/hub-relay" */
  readonly pageUrl: string;
  readonly privateKey: string;
  /** Absent where the App has no webhook. */
  readonly webhookSecret?: string;
  /** With which people sign in with GitHub; absent where somebody entered an App by hand without it. */
  readonly client?: { readonly id: string; readonly secret: string };
}

export interface Registration {
  /**
   * The App that this code of GitHub's stands for; 'refused' where GitHub knows no such code (any more). Rejects when GitHub
   * can't be asked: the code is good for another try then. Neither result nor error holds the code.
   */
  convert(code: string): Promise<Registered | 'refused'>;
  /** What GitHub knows of the App with these credentials; 'refused' where it knows none. Rejects when it can't be asked. */
  identify(credentials: {
    readonly appId: number;
    readonly privateKey: string;
  }): Promise<Pick<Registered, 'name' | 'pageUrl'> | 'refused'>;
}
