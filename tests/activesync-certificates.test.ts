import { randomUUID } from 'node:crypto';
import { type CertificateMethod, DEFAULT_CERTIFICATE_METHOD } from '@signet/identity';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE, issueFaultyCertificate } from '@signet/lab';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPhones, type Phones } from './_phones.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob, dora } = DEMO_PEOPLE;

let world: World;
let phones: Phones;
beforeAll(async () => {
  world = await startWorld();
  phones = createPhones(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('at the mail door a certificate', () => {
  it('asks nobody for a password: 403 without a certificate, with a row in the log', async () => {
    const { status, headers } = await phones.connect().options();
    expect(status).toBe(403);
    expect(headers['www-authenticate']).toBeUndefined();
    expect(await world.newestLogEntry()).toMatchObject({ face: 'activesync', code: 'no-certificate' });
  });

  it.each([
    ['nobody', [{ type: 'upn', value: 'nobody@contoso.example' }], 'user-not-found'],
    [
      'two people',
      [
        { type: 'upn', value: alice.userPrincipalName },
        { type: 'email', value: bob.userPrincipalName },
      ],
      'certificate-user-mismatch',
    ],
  ] as const)('refuses a certificate that names %s, with a row in the log', async (_title, names, code) => {
    const certificate = await world.pki.issueClientCertificate({
      commonName: 'Somebody',
      subjectAltName: names,
    });
    const { status, text } = await phones.connect(certificate).options();
    expect(status).toBe(403);
    expect(text).toContain('AADSTS');
    const entry = await world.newestLogEntry();
    expect(entry).toMatchObject({ face: 'activesync', code });
    expect(entry.evidence.at(-1)).toMatchObject({ check: 'user-binding', result: 'fail' });
  });

  it.each(['expired', 'not-yet-valid', 'unknown-ca', 'impostor-ca', 'wrong-eku', 'without-san'] as const)(
    'refuses a certificate that is %s',
    async (fault) => {
      const person = { commonName: 'Alice', userPrincipalName: alice.userPrincipalName };
      const { clock, random } = world.server.services;
      const certificate = await issueFaultyCertificate(world.pki, fault, person, { clock, random });
      expect((await phones.connect(certificate).options()).status).toBe(403);
      expect((await world.newestLogEntry()).code).not.toBe('success');
    },
  );

  it('binds by a proxy address in RFC822 Name alone', async () => {
    const certificate = await world.pki.issueClientCertificate({
      commonName: 'Dora',
      subjectAltName: [{ type: 'email', value: 'Dora.Dahl@fabrikam.example' }],
    });
    expect((await phones.connect(certificate).options()).status).toBe(200);
  });

  describe('of a user of a managed domain is held to the policy of the certificate method', () => {
    const set = (changes: Partial<CertificateMethod>) =>
      world.server.services.directory.authenticationMethodPolicies.put(
        CONTOSO_TENANT_ID,
        'X509Certificate',
        JSON.stringify({ ...DEFAULT_CERTIFICATE_METHOD, ...changes }),
      );
    const byRequiredAffinity = (level: 'low' | 'high') => ({
      x509CertificateAuthenticationDefaultMode: 'x509CertificateSingleFactor' as const,
      x509CertificateDefaultRequiredAffinityLevel: level,
      rules: [],
    });
    afterEach(() =>
      world.server.services.directory.authenticationMethodPolicies.remove(
        CONTOSO_TENANT_ID,
        'X509Certificate',
      ),
    );

    it.each([
      ['the method is disabled', { state: 'disabled' }, 'certificate-method-not-allowed'],
      [
        'the user is left out',
        { excludeTargets: [{ id: dora.id, targetType: 'user' }] },
        'certificate-method-not-allowed',
      ],
      [
        'high affinity is asked for',
        { authenticationModeConfiguration: byRequiredAffinity('high') },
        'certificate-affinity-too-low',
      ],
    ] as const)('when %s', async (_title, changes, code) => {
      const phone = phones.connect(await world.issueFor(dora));
      expect((await phone.options()).status).toBe(200);
      await set(changes);
      expect((await phone.options()).status).toBe(403);
      expect(await world.newestLogEntry()).toMatchObject({ face: 'activesync', code });
      // A federated domain has its federation server, where no policy of the method holds.
      expect((await phones.connect(await world.issueFor(alice)).options()).status).toBe(200);
    });

    it('when the authority is for a group that the user is not in', async () => {
      const phone = phones.connect(await world.issueFor(dora));
      const { subjectKeyIdentifier } = world.pki.issuing;
      const includeTargets = [{ id: randomUUID(), targetType: 'group' }] as const;
      await set({ certificateAuthorityScopes: [{ subjectKeyIdentifier, includeTargets }] });
      expect((await phone.options()).status).toBe(403);
      expect((await world.newestLogEntry()).code).toBe('certificate-authority-out-of-scope');
    });
  });

  it('logs a success once an hour and device', async () => {
    const phone = phones.connect(await world.issueFor(bob));
    const { signInLog } = world.server.services.directory;
    const count = async (): Promise<number> =>
      (await signInLog.list({ userId: bob.id }, { limit: 1000 })).items.length;
    await phone.provision();
    const before = await count();
    await phone.listFolders();
    await phone.listFolders();
    expect(await count()).toBe(before);
  });
});
