import { DatabaseSync } from 'node:sqlite';
import { vi } from 'vitest';

/** Does `open`, and gives the connection that it made to that file beside its result: some pragmas hold for it alone. */
export const withConnection = async <T>(
  path: string,
  open: () => Promise<T>,
): Promise<{ readonly opened: T; readonly connection: DatabaseSync }> => {
  const spy = vi.spyOn(DatabaseSync.prototype, 'exec');
  try {
    const opened = await open();
    const connections = spy.mock.contexts as readonly DatabaseSync[];
    const connection = connections.find((each) => each.isOpen && each.location() === path);
    if (!connection) throw new Error(`Nothing opened ${path}`);
    return { opened, connection };
  } finally {
    spy.mockRestore();
  }
};
