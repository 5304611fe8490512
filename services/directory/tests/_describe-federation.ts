import type { PartnerSession } from '@signet/identity';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const tenant = samples.tenant();
const otherTenant = samples.tenant();

export function describeFederation(backend: () => TestBackend): void {
  describe('relying party trusts', () => {
    const on = useDirectory(backend);
    beforeAll(async () => {
      await on.directory.tenants.add(tenant);
      await on.directory.tenants.add(otherTenant);
    });

    test('keeps every field and changes what is updated', async () => {
      const trust = samples.relyingPartyTrust(tenant.id, {
        identifiers: ['https://sp.example/metadata', 'urn:sp'],
        assertionConsumerServices: [
          { location: 'https://sp.example/acs', index: 0, isDefault: false },
          { location: 'https://sp.example/acs2', index: 7, isDefault: true },
        ],
        singleLogoutServices: [
          { binding: 'redirect', location: 'https://sp.example/slo' },
          { binding: 'post', location: 'https://sp.example/slo', responseLocation: 'https://sp.example/slr' },
        ],
        wsFederationUrls: ['https://sp.example/'],
        signingCertificates: [samples.bytes(700), samples.bytes(701)],
        encryptionCertificate: samples.bytes(702),
        nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
        unsignedRequests: 'refused',
        signedParts: 'assertion-and-message',
        metadataUrl: 'https://sp.example/metadata',
        issuanceTransformRules: 'c:[] => issue(claim = c);',
        issuanceAuthorizationRules: '=> issue(Type = "permit", Value = "ü");',
      });
      await on.directory.relyingPartyTrusts.add(trust);
      expect(await on.other.relyingPartyTrusts.find(trust.id)).toEqual(trust);
      const changed = samples.relyingPartyTrust(tenant.id, {
        id: trust.id,
        identifiers: ['urn:sp', 'urn:new'],
      });
      await on.directory.relyingPartyTrusts.update(changed);
      const { relyingPartyTrusts } = on.other;
      expect(await relyingPartyTrusts.findByIdentifier(tenant.id, 'urn:new')).toEqual(changed);
      expect(
        await relyingPartyTrusts.findByIdentifier(tenant.id, 'https://sp.example/metadata'),
      ).toBeUndefined();
    });

    test('finds by identifier letter by letter, in its tenant only', async () => {
      const trust = samples.relyingPartyTrust(tenant.id, { identifiers: ['urn:contoso:Letters'] });
      await on.directory.relyingPartyTrusts.add(trust);
      const { relyingPartyTrusts } = on.directory;
      expect(await relyingPartyTrusts.findByIdentifier(tenant.id, 'urn:contoso:Letters')).toEqual(trust);
      expect(await relyingPartyTrusts.findByIdentifier(tenant.id, 'urn:contoso:letters')).toBeUndefined();
      expect(
        await relyingPartyTrusts.findByIdentifier(otherTenant.id, 'urn:contoso:Letters'),
      ).toBeUndefined();
    });

    test('refuses an identifier that another trust of the tenant has, and leaves nothing behind', async () => {
      const first = samples.relyingPartyTrust(tenant.id);
      await on.directory.relyingPartyTrusts.add(first);
      const second = samples.relyingPartyTrust(tenant.id, {
        identifiers: ['urn:free', first.identifiers[0]],
      });
      await expect(on.directory.relyingPartyTrusts.add(second)).rejects.toMatchObject({
        code: 'already-exists',
        message: expect.stringContaining('identifiers'),
      });
      expect(await on.directory.relyingPartyTrusts.find(second.id)).toBeUndefined();
      await on.directory.relyingPartyTrusts.add({ ...second, tenantId: otherTenant.id });
    });

    test('lists by display name and forgets what is removed', async () => {
      const later = samples.relyingPartyTrust(otherTenant.id, { displayName: 'Zebra' });
      const earlier = samples.relyingPartyTrust(otherTenant.id, { displayName: 'Ant' });
      await on.directory.relyingPartyTrusts.add(later);
      await on.directory.relyingPartyTrusts.add(earlier);
      const names = (await on.directory.relyingPartyTrusts.list(otherTenant.id)).map((t) => t.displayName);
      expect([names[0], names.at(-1)]).toEqual(['Ant', 'Zebra']);
      await on.directory.relyingPartyTrusts.remove(later.id);
      await on.directory.relyingPartyTrusts.add({ ...later, id: samples.id() });
    });

    test('refuses to update one that does not exist', async () => {
      await expect(
        on.directory.relyingPartyTrusts.update(samples.relyingPartyTrust(tenant.id)),
      ).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  describe('session participants', () => {
    const on = useDirectory(backend);
    const trust = samples.relyingPartyTrust(tenant.id);
    beforeAll(async () => {
      await on.directory.tenants.add(tenant);
      await on.directory.relyingPartyTrusts.add(trust);
    });

    test('are taken once, without those that have expired and those of other sessions', async () => {
      const participant = samples.sessionParticipant(trust.id, {
        nameIdFormat: 'urn:f',
        spNameQualifier: 'urn:q',
      });
      const { sessionId } = participant;
      await on.directory.sessionParticipants.add(participant);
      await on.directory.sessionParticipants.add(
        samples.sessionParticipant(trust.id, { sessionId, expiresAt: samples.NOW }),
      );
      await on.directory.sessionParticipants.add(samples.sessionParticipant(trust.id));
      expect(await on.other.sessionParticipants.list(sessionId, samples.NOW)).toEqual([participant]);
      expect(await on.directory.sessionParticipants.take(sessionId, samples.NOW)).toEqual([participant]);
      expect(await on.other.sessionParticipants.take(sessionId, samples.NOW)).toEqual([]);
    });

    test('go when they have expired and when their trust goes', async () => {
      const gone = samples.relyingPartyTrust(tenant.id);
      await on.directory.relyingPartyTrusts.add(gone);
      const expired = samples.sessionParticipant(trust.id, { expiresAt: samples.NOW });
      const orphan = samples.sessionParticipant(gone.id);
      await on.directory.sessionParticipants.add(expired);
      await on.directory.sessionParticipants.add(orphan);
      await on.directory.removeExpired(samples.NOW);
      await on.directory.relyingPartyTrusts.remove(gone.id);
      expect(await on.directory.sessionParticipants.list(expired.sessionId, 0)).toEqual([]);
      expect(await on.directory.sessionParticipants.list(orphan.sessionId, 0)).toEqual([]);
    });
  });

  describe('domains that speak SAML', () => {
    const on = useDirectory(backend);
    beforeAll(() => on.directory.tenants.add(tenant));

    test('keep protocol, the signing of requests and what is let pass', async () => {
      const federation = samples.federation({
        preferredAuthenticationProtocol: 'saml',
        signedAuthenticationRequests: 'required',
        federatedIdpMfaBehavior: 'enforceMfaByFederatedIdp',
        allow: ['response-signature', 'no-audience'],
      });
      const domain = samples.domain(tenant.id, { federation });
      await on.directory.domains.add(domain);
      expect(await on.other.domains.find(domain.name)).toEqual(domain);
    });
  });

  describe('refreshes of metadata', () => {
    const on = useDirectory(backend);
    const begun = {
      subject: 'domain contoso.example',
      url: 'https://fs.contoso.example/metadata',
      result: undefined,
      reason: undefined,
      lastRunAt: undefined,
      nextRunAt: samples.NOW,
      etag: undefined,
      lastModified: undefined,
      signer: undefined,
    } as const;

    test('keep every field, replace the one before, and go', async () => {
      const { metadataRefreshes } = on.directory;
      await metadataRefreshes.put(begun);
      expect(await on.other.metadataRefreshes.find(begun.subject)).toEqual(begun);
      const run = {
        ...begun,
        result: 'refused',
        reason: 'Signed by nobody.',
        lastRunAt: samples.NOW,
        nextRunAt: samples.NOW + 60,
        etag: '"1"',
        lastModified: 'Mon, 23 Nov 2026 09:00:00 GMT',
        signer: samples.bytes(700),
      } as const;
      await metadataRefreshes.put(run);
      expect(await on.other.metadataRefreshes.find(begun.subject)).toEqual(run);
      await metadataRefreshes.remove(begun.subject);
      expect(await on.other.metadataRefreshes.find(begun.subject)).toBeUndefined();
    });

    test('are due when their time has come, the longest overdue first', async () => {
      for (const [name, nextRunAt] of [
        ['late', samples.NOW],
        ['later', samples.NOW - 60],
        ['early', samples.NOW + 1],
      ] as const) {
        await on.directory.metadataRefreshes.put({ ...begun, subject: `relying-party ${name}`, nextRunAt });
      }
      const due = await on.other.metadataRefreshes.listDue(samples.NOW);
      expect(due.map(({ subject }) => subject)).toEqual(['relying-party later', 'relying-party late']);
    });
  });

  describe('sessions that a SAML partner opened', () => {
    const on = useDirectory(backend);
    const session = {
      sessionId: 'c0270500-0000-4000-8000-000000000001',
      userId: 'c0270500-0000-4000-8000-000000000002',
      domain: 'contoso.example',
      nameId: 'AB+D',
      nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      spNameQualifier: undefined,
      sessionIndex: '_1',
      expiresAt: samples.NOW + 60,
    } as PartnerSession;
    const other = {
      ...session,
      sessionId: 'c0270500-0000-4000-8000-000000000003',
      sessionIndex: undefined,
    } as PartnerSession;

    test('are found by session and by name, until they have expired', async () => {
      await on.directory.partnerSessions.add(session);
      await on.directory.partnerSessions.add(other);
      const { partnerSessions } = on.other;
      const name = { domain: 'contoso.example', nameId: 'AB+D' };
      expect(await partnerSessions.find(session.sessionId, samples.NOW)).toEqual(session);
      expect(await partnerSessions.listNamed({ ...name, sessionIndexes: ['_1', '_2'] }, samples.NOW)).toEqual(
        [session],
      );
      expect(await partnerSessions.listNamed({ ...name, sessionIndexes: [] }, samples.NOW)).toHaveLength(2);
      expect(
        await partnerSessions.listNamed(
          { ...name, domain: 'fabrikam.example', sessionIndexes: [] },
          samples.NOW,
        ),
      ).toEqual([]);
      expect(await partnerSessions.listNamed({ ...name, sessionIndexes: [] }, samples.NOW + 60)).toEqual([]);
      await partnerSessions.remove(other.sessionId);
      await on.directory.removeExpired(samples.NOW + 60);
      expect(await partnerSessions.find(session.sessionId, 0)).toBeUndefined();
    });
  });
}
