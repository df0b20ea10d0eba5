import { type Repository } from '../core/repository.ts';
import { type ReportKind, type Report } from './report-ports.ts';
import { createTellConfig, type TellConfigOptions } from './tell-config.ts';
import { createTellDelivery, type TellDeliveryOptions } from './tell-delivery.ts';
import { createTellFailure, type TellFailureOptions } from './tell-failure.ts';
import { type Wanted } from './wanted.ts';

export type Tell = (report: Report, repository: Repository) => Promise<Wanted>;

/** What should stand on GitHub by now, for each kind of report. Rejects where GitHub can't be asked. */
export const createTell = (options: TellConfigOptions & TellDeliveryOptions & TellFailureOptions): Tell => {
  const tell: Readonly<Record<ReportKind, Tell>> = {
    config: createTellConfig(options),
    delivery: createTellDelivery(options),
    failure: createTellFailure(options),
  };
  return (report, repository) => tell[report.kind](report, repository);
};
