import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type Loaded, type LoadJob } from './load-client.ts';

export interface LoadGenerator {
  /** @throws when one answer is not 2xx: then nothing was measured. */
  readonly load: (job: LoadJob) => Promise<Loaded>;
  readonly stop: () => void;
}

export const startLoadGenerator = (): LoadGenerator => {
  const child = fork(new URL('./load-process.ts', import.meta.url).pathname, { serialization: 'advanced' });
  return {
    load: async (job) => {
      child.send(job);
      const [loaded] = (await once(child, 'message')) as [Loaded];
      if (loaded.others > 0 || loaded.answered === 0)
        throw new Error(`${loaded.others} answers but 2xx beside ${loaded.answered} at port ${job.port}`);
      return loaded;
    },
    stop: () => child.disconnect(),
  };
};
