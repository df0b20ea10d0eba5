import { type Report } from './report.ts';

export const chart = (_report: Report): string => '<svg xmlns="http://www.w3.org/2000/svg"/>';
