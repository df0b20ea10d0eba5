import { printable, printableJson } from '../core/printable.ts';
import { type Environment } from '../settings.ts';
import { examination } from './doctor/examination.ts';
import { type Finding } from './doctor/finding.ts';
import { counted } from '../core/counted.ts';
import { type Terminal } from './terminal.ts';

/** Looks at everything that has to be right, and says what is not and what to do; 1 when something failed. */
export const doctor = async (
  name: string | undefined,
  options: { readonly json?: boolean },
  env: Environment,
  terminal: Terminal,
  now: () => number = Date.now,
): Promise<number> => {
  const findings = await examination(env, name, now);
  const ok = findings.every(({ level }) => level !== 'fail');
  if (options.json === true) terminal.out(printableJson({ ok, findings }));
  else terminal.out(renderFindings(findings));
  return ok ? 0 : 1;
};

export const renderFindings = (findings: readonly Finding[]): string => {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, level, text, remedy }) => [
    `${level.padEnd(4)}  ${check.padEnd(width)}  ${printable(text)}`,
    ...(remedy === undefined ? [] : [`${' '.repeat(width + 8)}→ ${printable(remedy)}`]),
  ]);
  const count = (level: Finding['level']): number => findings.filter((one) => one.level === level).length;
  const summary = `${count('ok')} ok, ${counted(count('warn'), 'warning')}, ${counted(count('fail'), 'failure')}.`;
  return [...lines, '', summary].join('\n');
};
