import { userInfo } from 'node:os';
import { printable } from '../core/printable.ts';
import { type Actor } from '../flow/audit-ports.ts';

/** Whoever types a command, as the audit log names them. A user without a name, as in a container, has a number. */
export const terminalActor = (): Actor => `terminal:${printable(nameOfUser())}`;

const nameOfUser = (): string => {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
};
