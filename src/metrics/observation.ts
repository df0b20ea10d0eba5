import { type Observer } from '../flow/observer.ts';
import { joinObservers } from '../flow/observers.ts';
import { type Log } from '../flow/ports.ts';
import { createMetrics, type Metrics, type MetricsOptions } from './metrics.ts';
// Of these, only the types: an import of types within braces would load the module.
import type { TracesOptions } from './traces.ts';

/** Everything by which an operator sees from outside what Hub Relay does. */
export interface Observation extends Metrics {
  readonly observer: Observer;
  /** Sends what is left of the traces, for a second at most. */
  readonly stop: () => Promise<void>;
}

export interface ObservationOptions extends MetricsOptions {
  readonly tracing?: Pick<TracesOptions, 'url' | 'headers'>;
  readonly log: Log;
}

/** OpenTelemetry is large, and loaded only where there is a collector. */
export const startObservation = async (options: ObservationOptions): Promise<Observation> => {
  const { tracing, version, log } = options;
  const metrics = createMetrics(options);
  const traces = tracing && (await import('./traces.ts')).createTraces({ ...tracing, version, log });
  return {
    ...metrics,
    observer: joinObservers(log, metrics.observer, traces?.observer),
    stop: () => traces?.stop() ?? Promise.resolve(),
  };
};
