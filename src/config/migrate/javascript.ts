import { type Call } from './call.ts';
import { type Script } from './script.ts';

export const readScript = (_script: Script): readonly Call[] => [];
