import { createHash } from 'node:crypto';
import { hashPassword } from '@signet/crypto';
import { DEMO_PEOPLE } from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnCertificate, registerApplication } from './_applications.ts';
import { confirmDevice } from './_device.ts';
import { type Python, type PythonLine, type PythonRuns, runMsalPython } from './_msal-python.ts';
import { REDIRECT_URI } from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

const { alice, dora } = DEMO_PEOPLE;
const PASSWORD = 'correct & <horse>';

/**
 * What every MSAL for Python must be able to do. It asks for the user realm without the port of the authority: at an
 * installation on port 443 that is right, here the program puts the port back (tests/msal-python/runs.py).
 * `credentials` are the forms of its `client_credential` that this one knows.
 */
export function describeMsalPython(
  title: string,
  python: Python | undefined,
  credentials: readonly CredentialForm[],
): void {
  describe.skipIf(python === undefined)(title, () => {
    let world: World;
    let outcomes: ReadonlyMap<string, PythonLine>;

    beforeAll(async () => {
      world = await startWorld({ passwords: 'test-users' });
      const { directory, clock } = world.server.services;
      for (const { id } of [alice, dora])
        await directory.passwords.put(id, await hashPassword(PASSWORD), clock.now());
      const certificate = await world.issueFor(alice);
      const userName = alice.userPrincipalName;
      const lines = await runMsalPython(
        python!,
        world,
        {
          passwords: [
            { run: 'managed', userName: dora.userPrincipalName, password: PASSWORD },
            { run: 'federated', userName, password: PASSWORD },
            { run: 'managed-wrong', userName: dora.userPrincipalName, password: 'wrong' },
            { run: 'federated-wrong', userName, password: 'wrong' },
          ],
          applications: await registerApplications(world, credentials),
        },
        async ({ url, userCode }) => {
          const browser = world.openBrowser(certificate);
          if (userCode !== undefined) return confirmDevice(world, browser, userCode, alice);
          const outcome = await browser.visit(new URL(url ?? ''), { redirectUri: REDIRECT_URI, userName });
          if (outcome.kind !== 'redirect') throw new Error(outcome.text);
          return Object.fromEntries(outcome.parameters);
        },
      );
      outcomes = new Map(lines.map((line) => [line.run, line]));
    });
    afterAll(() => world?.[Symbol.asyncDispose]());

    it('signs in by certificate in a browser, and silently afterwards', () => {
      expect(outcomes.get('authorization-code')).toMatchObject({
        claims: { oid: alice.id },
        requests: [expect.stringMatching(/openid-configuration$/), expect.stringMatching(/^POST .*\/token$/)],
      });
      expect(outcomes.get('silent')).toMatchObject({ claims: { oid: alice.id } });
    });

    it('signs in by device code', () => {
      expect(outcomes.get('device-code')).toMatchObject({ claims: { oid: alice.id } });
    });

    it('signs a test user of a managed domain in by password', () => {
      expect(outcomes.get('managed')).toMatchObject({ claims: { oid: dora.id }, scope: expect.any(String) });
      expect(outcomes.get('managed')?.requests?.slice(-2)).toEqual([
        `GET /common/userrealm/${dora.userPrincipalName}`,
        expect.stringMatching(/^POST .*\/oauth2\/v2\.0\/token$/),
      ]);
    });

    it('signs a test user of a federated domain in by user realm, MEX, WS-Trust and the assertion grant', () => {
      expect(outcomes.get('federated')).toMatchObject({ claims: { oid: alice.id } });
      expect(outcomes.get('federated')?.requests?.slice(-4)).toEqual([
        `GET /common/userrealm/${alice.userPrincipalName}`,
        'GET /adfs/services/trust/mex',
        'POST /adfs/services/trust/13/usernamemixed',
        expect.stringMatching(/^POST .*\/oauth2\/v2\.0\/token$/),
      ]);
    });

    it('is told why a password is refused, at both doors', () => {
      expect(outcomes.get('managed-wrong')).toMatchObject({ error: 'invalid_grant', error_codes: [50126] });
      expect(outcomes.get('federated-wrong')?.error_description).toContain('AADSTS50126');
      expect(outcomes.get('federated-wrong')?.error_description).toContain('FailedAuthentication');
    });

    it.each(credentials)('proves an application with its %s', (form) => {
      const outcome = outcomes.get(form);
      expect(decodeJwt(outcome?.accessToken ?? '')).toMatchObject({ azpacr: '2', idtyp: 'app' });
      expect(outcome?.requests?.at(-1)).toMatch(/^POST .*\/oauth2\/v2\.0\/token$/);
    });
  });
}

/** How an application's certificate is handed to MSAL. */
export type CredentialForm = 'SHA-1 thumbprint' | 'SHA-1 thumbprint and certificate' | 'certificate alone';

async function registerApplications(
  world: World,
  credentials: readonly CredentialForm[],
): Promise<PythonRuns['applications']> {
  await registerApplication(world, {
    displayName: 'Jobs',
    identifierUris: ['api://jobs'],
    requestedAccessTokenVersion: 2,
  });
  const own = await createOwnCertificate(world, 'Nightly job');
  const { appId: clientId } = await registerApplication(world, {}, [own.certificate]);
  const thumbprint = createHash('sha1').update(own.certificate).digest('hex').toUpperCase();
  // MSAL's own names.
  const key = { private_key: own.privateKeyPem };
  const certificate = { public_certificate: own.certificatePem };
  const forms: Record<CredentialForm, Readonly<Record<string, string>>> = {
    'SHA-1 thumbprint': { ...key, thumbprint },
    'SHA-1 thumbprint and certificate': { ...key, thumbprint, ...certificate },
    'certificate alone': { ...key, ...certificate },
  };
  return credentials.map((run) => ({ run, clientId, scope: 'api://jobs/.default', credential: forms[run] }));
}
