const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * The system ends a process at a signal that it does not handle, but not the first one of a container: nothing would end a
 * command there, nor a server that is still starting, before it is killed. https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
 */
export const endAtSignals = (): void => {
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(code);
    });
  }
};
