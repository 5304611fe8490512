import { CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareJavaProgram } from './_java-program.ts';
import {
  expectApplicationToken,
  type MsalWorld,
  runMsalProgram,
  type Step,
  startMsalWorld,
} from './_msal-program.ts';

// MSAL for Java, unmodified: it reads MEX and answers by prefixes, and spells messageID in its own way.

const { alice, dora } = DEMO_PEOPLE;
const program = prepareJavaProgram('java-msal', 'JavaMsal.java');

describe.skipIf(program === undefined)('MSAL for Java', () => {
  let msal: MsalWorld;
  let steps: ReadonlyMap<string, Step>;
  beforeAll(async () => {
    msal = await startMsalWorld();
    const { authority, client, ca, managed, federated, password, ...rest } = msal.settings;
    const { application, certificate, key, scope } = rest;
    const people = [authority, client, ca, managed, federated, password];
    steps = await runMsalProgram(msal, [...(program ?? []), ...people, application, certificate, key, scope]);
  });
  afterAll(() => msal?.[Symbol.asyncDispose]());

  it.each([
    ['device-code', alice],
    ['managed', dora],
    ['federated', alice],
  ])('signs in: %s', (run, person) => {
    expect(steps.get(run)).toMatchObject({ homeAccountId: `${person.id}.${CONTOSO_TENANT_ID}` });
  });

  it('is told why a password of a federated user is refused', () => {
    expect(steps.get('federated-wrong')?.error).toContain('AADSTS50126');
  });

  it.each(['client-certificate', 'client-certificate-x5c'])('proves an application: %s', (run) => {
    expectApplicationToken(steps.get(run), msal);
  });
});
