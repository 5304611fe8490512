import { CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGoProgram } from './_go-program.ts';
import {
  expectApplicationToken,
  type MsalWorld,
  runMsalProgram,
  type Step,
  startMsalWorld,
} from './_msal-program.ts';

// MSAL for Go, unmodified: it speaks WS-Trust 1.3 alone, hands the assertion in as ordinary base64, and writes the
// thumbprint of its own certificate in the standard alphabet.

const { alice, dora } = DEMO_PEOPLE;
const program = buildGoProgram('go-msal');

describe.skipIf(program === undefined)('MSAL for Go', () => {
  let msal: MsalWorld;
  let steps: ReadonlyMap<string, Step>;
  beforeAll(async () => {
    msal = await startMsalWorld();
    const words = Object.entries(msal.settings).flatMap(([name, value]) => [`-${name}`, value]);
    steps = await runMsalProgram(msal, [program ?? '', ...words]);
  });
  afterAll(() => msal?.[Symbol.asyncDispose]());

  it('signs in by device code', () => {
    expect(steps.get('device-code')).toMatchObject({ homeAccountId: `${alice.id}.${CONTOSO_TENANT_ID}` });
  });

  it('signs a test user of a managed domain in by password', () => {
    expect(steps.get('managed')).toMatchObject({ homeAccountId: `${dora.id}.${CONTOSO_TENANT_ID}` });
  });

  it('signs a test user of a federated domain in by user realm, MEX, WS-Trust and the assertion grant', () => {
    expect(steps.get('federated')).toMatchObject({ homeAccountId: `${alice.id}.${CONTOSO_TENANT_ID}` });
    expect(steps.get('federated')?.requests?.slice(-4)).toEqual([
      `GET /common/UserRealm/${alice.userPrincipalName}`,
      'GET /adfs/services/trust/mex',
      'POST /adfs/services/trust/13/usernamemixed',
      `POST /${CONTOSO_TENANT_ID}/oauth2/v2.0/token`,
    ]);
  });

  it('gets no assertion for a wrong password', () => {
    expect(steps.get('federated-wrong')?.error).toBeTruthy();
    expect(steps.get('federated-wrong')?.requests?.at(-1)).toBe('POST /adfs/services/trust/13/usernamemixed');
  });

  it.each(['client-certificate', 'client-certificate-x5c'])('proves an application: %s', (run) => {
    expectApplicationToken(steps.get(run), msal);
  });
});
