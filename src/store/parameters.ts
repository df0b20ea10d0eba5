/**
 * Texts as both databases can keep them: PostgreSQL has no character NUL, so that it becomes U+FFFD in either of them.
 * https://www.postgresql.org/docs/current/datatype-character.html
 */
export const withoutNul = (parameters: readonly unknown[]): readonly unknown[] =>
  parameters.some(hasNul)
    ? parameters.map((value) => (hasNul(value) ? value.replaceAll('\0', '\uFFFD') : value))
    : parameters;

const hasNul = (value: unknown): value is string => typeof value === 'string' && value.includes('\0');
