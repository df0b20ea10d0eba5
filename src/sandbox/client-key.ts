import { type Caller } from './call.ts';

/** Who shares one rate limit: an installation with all its tokens, an App with its JWTs, a user with all tokens, all who do not say who they are. */
export const clientKey = (caller: Caller): string => {
  switch (caller.kind) {
    case 'installation':
      return installationKey(caller.token.installation.id);
    case 'app':
    case 'client':
      return `app ${caller.app.id}`;
    case 'user':
      return `user ${caller.token.user.id}`;
    case 'anonymous':
      return 'anonymous';
  }
};

export const installationKey = (id: number): string => `installation ${id}`;
