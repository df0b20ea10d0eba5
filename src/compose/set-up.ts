import { type Registration } from '../flow/set-up-ports.ts';
import { createRegistration } from '../github/registration.ts';
import { type Settings } from '../settings.ts';

export const composeRegistration = ({ api }: Settings['urls']): Registration => createRegistration(api);
