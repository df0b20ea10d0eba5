import { generateKeyPairSync } from 'node:crypto';

export interface AppKey {
  readonly privateKey: string;
  readonly publicKey: string;
}

let cached: AppKey | undefined;

/** In the format GitHub hands out (PKCS#1). */
export const newAppKey = (): AppKey =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });

/** One pair for the whole process: making one takes up to a second. */
export const appKey = (): AppKey => (cached ??= newAppKey());
