import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemOfSecret } from '../../src/core/signing-secret.ts';

const whsec = (bytes: number): string => `whsec_${randomBytes(bytes).toString('base64')}`;

describe('the form of a signing secret', () => {
  it.each([24, 25, 26, 32, 63, 64])('of Standard Webhooks is right with %i bytes', (bytes) => {
    expect(problemOfSecret('standard', whsec(bytes))).toBeUndefined();
  });

  it.each([
    ['too few bytes', whsec(23)],
    ['too many bytes', whsec(65)],
    ['nothing', ''],
    ['no bytes', 'whsec_'],
    ['no prefix', randomBytes(32).toString('base64')],
    ['another prefix', whsec(32).replace('whsec_', 'whpk_')],
    ['Base64 for URLs', `whsec_${'-_'.repeat(16)}`],
    ['no padding', whsec(32).replace('=', '')],
    ['a line break at its end', `${whsec(32)}\n`],
    ['a space in it', `${whsec(24)} ${whsec(24)}`],
  ])('of Standard Webhooks is wrong with %s, and says how to make one', (_, secret) => {
    expect(problemOfSecret('standard', secret)).toContain('echo "whsec_$(openssl rand -base64 32)"');
  });

  it('of GitHub is any text of 16 characters or more', () => {
    expect(problemOfSecret('github', 'x'.repeat(16))).toBeUndefined();
    expect(problemOfSecret('github', whsec(32))).toBeUndefined();
    expect(problemOfSecret('github', 'x'.repeat(15))).toContain('openssl rand -hex 32');
  });

  it('is never repeated', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('standard' as const, 'github' as const),
        fc.string({ minLength: 1, unit: fc.constantFrom('§', 'Ω', 'ж') }),
        (format, secret) => {
          expect(problemOfSecret(format, secret) ?? '').not.toContain(secret);
        },
      ),
    );
  });
});
