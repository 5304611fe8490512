import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createKeyVault } from '@signet/crypto';
import { openSqliteDirectory } from '@signet/directory';
import type { Directory } from '@signet/identity';
import {
  APPLICATION_IDS,
  CONTOSO_TENANT_ID,
  DEMO_PEOPLE,
  type LabPki,
  type OrganisationOptions,
  seedOrganisation,
} from '@signet/lab';
import { describe, expect, it } from 'vitest';
import { createTestClock, createTestFolder, createTestPki, random } from './_world.ts';

describe('the demo organisation', () => {
  it('has a federated and a managed domain with people in both', async () => {
    await using world = await createWorld();
    await world.seed();
    const federated = await world.directory.domains.findByIssuerUri('http://localhost/adfs/services/trust');
    expect(federated).toMatchObject({
      name: 'contoso.example',
      tenantId: CONTOSO_TENANT_ID,
      isDefault: true,
    });
    expect(federated?.federation?.passiveSignInUri).toBe('https://localhost:8443/adfs/ls/');
    expect(Buffer.from(federated?.federation?.signingCertificate ?? [])).toEqual(SIGNING_CERTIFICATE);
    const managed = await world.directory.domains.find('fabrikam.example');
    expect(managed).toMatchObject({ tenantId: CONTOSO_TENANT_ID, federation: undefined });
    const domains = Object.values(DEMO_PEOPLE).map(
      ({ userPrincipalName }) => userPrincipalName.split('@')[1],
    );
    expect(new Set(domains)).toEqual(new Set(['contoso.example', 'fabrikam.example']));
  });

  it('finds its people by user principal name, proxy address and ImmutableID', async () => {
    await using world = await createWorld();
    await world.seed();
    const { users } = world.directory;
    const alice = await users.findByUserPrincipalName('Alice@Contoso.example');
    expect(alice?.proxyAddresses).toEqual([
      'SMTP:alice@contoso.example',
      'smtp:alice.ahlberg@contoso.example',
    ]);
    expect(await users.findByProxyAddress(CONTOSO_TENANT_ID, 'alice.ahlberg@contoso.example')).toEqual(alice);
    expect(await users.findByImmutableId(CONTOSO_TENANT_ID, alice?.onPremisesImmutableId ?? '')).toEqual(
      alice,
    );
    const admins = (await users.list(CONTOSO_TENANT_ID, { limit: 100 })).items.filter(({ roles }) =>
      roles.includes('Global Administrator'),
    );
    expect(admins.map(({ userPrincipalName }) => userPrincipalName)).toEqual(['admin@contoso.example']);
  });

  it('trusts root and issuing CA, each with base and delta CRL of the publisher', async () => {
    await using world = await createWorld();
    await world.seed({ crlBaseUrl: 'http://127.0.0.1:8123' });
    const authorities = await world.directory.certificateAuthorities.list(CONTOSO_TENANT_ID);
    const issuing = authorities.find(({ isRootAuthority }) => !isRootAuthority);
    expect(authorities).toHaveLength(2);
    expect(issuing).toMatchObject({
      issuer: 'CN=Contoso Issuing CA, O=Contoso',
      issuerSki: world.pki.issuing.subjectKeyIdentifier,
      certificateRevocationListUrl: 'http://127.0.0.1:8123/crl/issuing.crl',
      deltaCertificateRevocationListUrl: 'http://127.0.0.1:8123/crl/issuing-delta.crl',
    });
    expect(Buffer.from(issuing?.certificate ?? [])).toEqual(Buffer.from(world.pki.issuing.certificate));
  });

  it('has a native, a single-page and a confidential app, whose secret is told once', async () => {
    await using world = await createWorld();
    const { webAppClientSecret = '' } = await world.seed();
    const { applications } = world.directory;
    const native = await applications.find(APPLICATION_IDS.native);
    expect(native?.redirectUris.map(({ uri }) => uri)).toEqual(['http://localhost', 'http://127.0.0.1']);
    expect(native?.secrets).toEqual([]);
    expect((await applications.find(APPLICATION_IDS.spa))?.redirectUris[0]?.type).toBe('spa');
    const web = await applications.find(APPLICATION_IDS.web);
    expect(web?.redirectUris.map(({ uri }) => uri)).toContain('http://localhost:8090/callback');
    expect(web?.secrets[0]?.sha256).toBe(createHash('sha256').update(webAppClientSecret).digest('hex'));
    expect((await world.seed()).webAppClientSecret).toBeUndefined();
  });

  it('stays as it is when it is seeded again, whatever was changed since', async () => {
    await using world = await createWorld();
    const first = await world.seed();
    expect(first.added).toHaveLength(1 + 2 + 5 + 2 + Object.keys(APPLICATION_IDS).length);
    const alice = await world.directory.users.find(DEMO_PEOPLE.alice.id);
    if (!alice) throw new Error('not seeded');
    await world.directory.users.update({ ...alice, accountEnabled: false });
    const before = await world.describe();
    world.clock.move(3600);
    expect((await world.seed({ loginOrigin: 'https://login.contoso.example' })).added).toEqual([]);
    expect(await world.describe()).toEqual(before);
  });
});

const SIGNING_CERTIFICATE = Buffer.from('3003020101', 'hex');

interface World extends AsyncDisposable {
  readonly directory: Directory;
  readonly pki: LabPki;
  readonly clock: ReturnType<typeof createTestClock>;
  seed(options?: Partial<OrganisationOptions>): ReturnType<typeof seedOrganisation>;
  /** Everything that seeding writes. */
  describe(): Promise<unknown>;
}

async function createWorld(): Promise<World> {
  const folder = await createTestFolder();
  const keyVault = createKeyVault(new Uint8Array(32).fill(7));
  const directory = await openSqliteDirectory({ path: join(folder.path, 'directory.sqlite'), keyVault });
  const clock = createTestClock();
  const pki = await createTestPki({ clock });
  const options: OrganisationOptions = {
    clock,
    random,
    loginOrigin: 'https://localhost:8443',
    federationSigningCertificate: SIGNING_CERTIFICATE,
  };
  return {
    directory,
    pki,
    clock,
    seed: (more = {}) => seedOrganisation(directory, pki, { ...options, ...more }),
    describe: async () => [
      await directory.tenants.list(),
      await directory.domains.list(CONTOSO_TENANT_ID),
      await directory.users.list(CONTOSO_TENANT_ID, { limit: 100 }),
      await directory.certificateAuthorities.list(CONTOSO_TENANT_ID),
      await directory.applications.list(CONTOSO_TENANT_ID),
    ],
    [Symbol.asyncDispose]: async () => {
      await directory[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
