/** Opaque to clients; a prefix for the kind and the number, like GitHub's. */
export const nodeId = (prefix: string, id: number): string =>
  `${prefix}_kgDO${Buffer.from(String(id)).toString('base64url')}`;

/** The number in it; undefined where it is not of that kind. */
export const idInNode = (prefix: string, node: string): number | undefined => {
  const [, id = ''] = new RegExp(`^${prefix}_kgDO(.+)$`).exec(node) ?? [];
  const number = Number(Buffer.from(id, 'base64url').toString());
  return nodeId(prefix, number) === node ? number : undefined;
};
