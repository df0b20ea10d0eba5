import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type RouteIndex } from '../core/route-index.ts';
import { type Observer } from '../flow/observer.ts';
import { type Clock } from '../flow/ports.ts';
import { storeMetrics } from './store-metrics.ts';
import { createStoreReading, type StoreReadingOptions } from './store-reading.ts';
import { createWorkMetrics } from './work-metrics.ts';

/** What /metrics answers, with its content type. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** `observer` counts what happens; `read` tells all of it once `watch` said of what. */
export interface Metrics {
  readonly observer: Observer;
  readonly watch: (
    watched: Pick<StoreReadingOptions, 'store' | 'log'> & { readonly index: RouteIndex },
  ) => void;
  /** In at most 2 s, whatever the store does. */
  readonly read: () => Promise<Exposition>;
}

export interface MetricsOptions {
  /** The codes that a refused request may have. */
  readonly refusals: readonly string[];
  readonly version: string;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * In Prometheus' text format alone: for OpenMetrics, prom-client renames its counters for good, and the next one who
 * asks for text would find them under other names.
 */
export const createMetrics = ({ refusals, version, clock }: MetricsOptions): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const observer = createWorkMetrics({ registry, refusals });
  new Gauge({
    name: 'hub_relay_build_info',
    help: 'The version of Hub Relay and of Node.js; always 1.',
    labelNames: ['version', 'node_version'],
    registers: [registry],
  }).set({ version, node_version: process.version }, 1);
  let readStore: ReturnType<typeof createStoreReading> = () => Promise.resolve(undefined);

  return {
    observer,
    watch: ({ store, log, index }) => {
      readStore = createStoreReading({ store, log, clock });
      addIndex(registry, index);
    },
    read: async () => {
      const reading = await readStore();
      const texts = await Promise.all(
        [registry, storeMetrics(reading, clock.now())].map((each) => each.metrics()),
      );
      return { contentType: registry.contentType, text: texts.join('\n') };
    },
  };
};

const addIndex = (registry: Registry, index: RouteIndex): void => {
  const gauge = (name: string, help: string, size: keyof ReturnType<RouteIndex['sizes']>): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(index.sizes()[size]);
      },
    });
  };
  gauge('hub_relay_index_repositories', 'Repositories on which the App is installed.', 'repositories');
  gauge('hub_relay_index_routes', 'Routes that stand in the config files of these repositories.', 'routes');
  gauge(
    'hub_relay_index_files_with_problems',
    'Config files of which nothing is in force, because they are wrong or could not be read.',
    'filesWithProblems',
  );
};
