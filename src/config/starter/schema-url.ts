/**
 * Of the package, for everybody: within a version that takes the same files (0.1.x, 1.x), the newest.
 * https://www.jsdelivr.com/documentation#id-npm
 */
export const schemaUrlOf = (version: string): string => {
  const [major = '0', minor = '0'] = version.split('.');
  const range = major === '0' ? `0.${minor}` : major;
  return `https://cdn.jsdelivr.net/npm/hub-relay@${range}/schema/hub-relay.schema.json`;
};
