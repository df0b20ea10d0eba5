/** Opaque to clients; a prefix for the kind and the number, like GitHub's. */
export const nodeId = (prefix: string, id: number): string =>
  `${prefix}_kgDO${Buffer.from(String(id)).toString('base64url')}`;
