import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Makes texts of objects that nobody else can read, change or make. */
export interface Seal {
  seal(value: object): string;
  /** `undefined` where this seal did not make the text, or not for this purpose. */
  open(text: string): unknown;
}

export interface SealKeys {
  /** Random, and known to the processes of this server alone. */
  readonly secret: string;
  /** A secret that is not in the database: who reads that alone, or a copy of it, can seal nothing. */
  readonly pepper: string;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** A cookie is no longer. */
const MOST_CHARACTERS = 4_096;

/** `purpose` keeps what was sealed for one thing from being taken for another. */
export const createSeal = ({ secret, pepper }: SealKeys, purpose: string): Seal => {
  const key = Buffer.from(hkdfSync('sha256', secret, pepper, `hub-relay ${purpose}`, KEY_BYTES));
  return {
    seal: (value) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
      const sealed = [iv, cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()];
      return Buffer.concat(sealed).toString('base64url');
    },
    open: (text) => {
      const bytes = Buffer.from(text.slice(0, MOST_CHARACTERS), 'base64url');
      // Of several texts that mean the same bytes, only the one that was made is taken.
      if (bytes.length < IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== text) return undefined;
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const plain = [decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()];
        return JSON.parse(Buffer.concat(plain).toString('utf8')) as unknown;
      } catch {
        return undefined;
      }
    },
  };
};
