import { checkTemplates } from './check-texts.ts';
import { type Finding, type Path } from './finding.ts';
import { MAX_PAYLOAD_KEYS } from './schema-rule.ts';

/** The fields that somebody is sent: how many, their names, and the expressions in them. */
export const checkPayload = (fields: object | undefined, path: Path): readonly Finding[] => [
  ...checkCount(fields, MAX_PAYLOAD_KEYS, path),
  ...checkReserved(fields, path),
  ...checkTemplates(fields, path),
];

export const checkCount = (value: object | undefined, most: number, path: Path): readonly Finding[] => {
  const count = Object.keys(value ?? {}).length;
  return count <= most
    ? []
    : [
        {
          code: 'config-limit',
          path,
          at: 'key',
          message: `found ${count} keys; at most ${most} are allowed`,
        },
      ];
};

const checkReserved = (payload: object | undefined, path: Path): readonly Finding[] =>
  payload === undefined || !Object.hasOwn(payload, 'relay')
    ? []
    : [
        {
          code: 'config-wrong-value',
          path: [...path, 'relay'],
          at: 'key',
          message: '"relay" is the field in which Hub Relay says what it did; choose another name',
        },
      ];
