import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointId, endpointIn, endpointTitle, isEndpoint } from '../../src/core/endpoint.ts';
import { Operator, operatorOf } from '../../src/core/operator.ts';
import { anEndpoint, aRepository } from '../build/samples.ts';

describe('the name of an endpoint', () => {
  it('makes an id that no repository and no installation has, the same in any case', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        const id = endpointId(name);
        expect(isEndpoint(id) && Number.isSafeInteger(id)).toBe(true);
        expect(endpointId(name.toLowerCase())).toBe(id);
      }),
    );
    expect(isEndpoint(aRepository('acme/app').id)).toBe(false);
  });

  it('is read back from its title, which is none of a repository', () => {
    fc.assert(fc.property(fc.string(), (name) => endpointIn(endpointTitle(name)) === name));
    expect(endpointIn('endpoint/app')).toBe(undefined);
  });
});

describe('what the operator defined', () => {
  it('is found by name, in any case, and by id', () => {
    const operator = new Operator([anEndpoint()], [{ name: 'legacy', repositories: ['acme/*'] }]);
    expect(operator.endpoint('DEPLOY')).toBe(operator.endpoint(endpointId('deploy')));
    expect(operator.endpoint('deploy')).toEqual(anEndpoint());
    expect(operator.endpoint('other')).toBe(undefined);
    expect(operator.source('Legacy')).toMatchObject({ repositories: ['acme/*'] });
  });

  it('holds no secret', () => {
    const secrets = ['whsec_of-somebody'];
    const operator = operatorOf({
      endpoints: [{ ...anEndpoint(), secrets }],
      sources: [{ name: 'legacy', repositories: [], secrets }],
    });
    expect(operator.endpoint('deploy')).not.toHaveProperty('secrets');
    expect(operator.source('legacy')).not.toHaveProperty('secrets');
  });
});
