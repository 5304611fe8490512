import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { createKeyVault } from '@signet/crypto';
import type { StoredCrl, StoredCrlFailure } from '@signet/identity';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const tenant = samples.tenant();
const otherTenant = samples.tenant();

export function describeTrust(backend: () => TestBackend): void {
  describe('certificate authorities', () => {
    const on = useDirectory(backend);
    beforeAll(async () => {
      await on.directory.tenants.add(tenant);
      await on.directory.tenants.add(otherTenant);
    });

    test('keeps every field and changes what is updated', async () => {
      const authority = samples.authority(tenant.id, {
        isRootAuthority: true,
        deltaCertificateRevocationListUrl: 'http://crl.example/delta.crl',
        ocspUrl: 'http://ocsp.example/',
        allow: ['sha1'],
      });
      await on.directory.certificateAuthorities.add(authority);
      expect(await on.other.certificateAuthorities.find(authority.id)).toEqual(authority);
      const changed = { ...authority, certificateRevocationListUrl: undefined, isRootAuthority: false };
      await on.directory.certificateAuthorities.update(changed);
      expect(await on.other.certificateAuthorities.find(authority.id)).toEqual(changed);
    });

    test('refuses the same certificate twice in a tenant, by adding and by updating', async () => {
      const first = samples.authority(tenant.id);
      const second = samples.authority(tenant.id);
      await on.directory.certificateAuthorities.add(first);
      await on.directory.certificateAuthorities.add(second);
      const conflict = { code: 'already-exists', message: expect.stringContaining('certificate') };
      await expect(
        on.directory.certificateAuthorities.add({ ...first, id: samples.id() }),
      ).rejects.toMatchObject(conflict);
      await expect(
        on.directory.certificateAuthorities.update({ ...second, certificate: first.certificate }),
      ).rejects.toMatchObject(conflict);
    });

    test('takes the same certificate in another tenant', async () => {
      const authority = samples.authority(tenant.id);
      const elsewhere = { ...authority, id: samples.id<typeof authority.id>(), tenantId: otherTenant.id };
      await on.directory.certificateAuthorities.add(authority);
      await on.directory.certificateAuthorities.add(elsewhere);
      expect(await on.directory.certificateAuthorities.list(otherTenant.id)).toEqual([elsewhere]);
      expect(await on.directory.certificateAuthorities.listAll()).toEqual(
        expect.arrayContaining([authority, elsewhere]),
      );
    });

    test('refuses to update an authority that does not exist', async () => {
      await expect(
        on.directory.certificateAuthorities.update(samples.authority(tenant.id)),
      ).rejects.toMatchObject({ code: 'not-found' });
    });

    test('takes the stored CRLs along when an authority is removed', async () => {
      const authority = samples.authority(tenant.id);
      await on.directory.certificateAuthorities.add(authority);
      await on.directory.storedCrls.put(samples.storedCrl(authority.id));
      await on.directory.certificateAuthorities.remove(authority.id);
      expect(await on.directory.certificateAuthorities.find(authority.id)).toBeUndefined();
      expect(await on.directory.storedCrls.find(authority.id, 'base')).toBeUndefined();
    });
  });

  describe('stored CRLs', () => {
    const on = useDirectory(backend);
    const authority = samples.authority(tenant.id, { deltaCertificateRevocationListUrl: DELTA_URL });
    const withoutUrls = {
      ...authority,
      certificateRevocationListUrl: undefined,
      deltaCertificateRevocationListUrl: undefined,
    };
    beforeAll(async () => {
      await on.directory.tenants.add(tenant);
      await on.directory.certificateAuthorities.add(authority);
    });

    test('replaces the part that is put again and leaves the other', async () => {
      const base = samples.storedCrl(authority.id, {
        etag: '"1"',
        lastModified: 'Mon, 23 Nov 2026 09:00:00 GMT',
      });
      const delta = samples.storedCrl(authority.id, { part: 'delta' });
      const newer = samples.storedCrl(authority.id, {
        downloadedAt: samples.NOW + 1,
        url: 'http://b.example/',
      });
      await on.directory.storedCrls.put(base);
      await on.directory.storedCrls.put(delta);
      expect(await on.directory.storedCrls.find(authority.id, 'base')).toEqual(base);
      await on.directory.storedCrls.put(newer);
      expect(await on.other.storedCrls.find(authority.id, 'base')).toEqual(newer);
      expect(await on.other.storedCrls.find(authority.id, 'delta')).toEqual(delta);
    });

    test('replaces no CRL by an older one', async () => {
      const put = (number: bigint, thisUpdate: number) => {
        const crl = samples.bytes(300_000);
        const url = 'http://a.example/';
        const stored = samples.storedCrl(authority.id, { url, crl, thisUpdate, crlNumber: number });
        return on.directory.storedCrls.put(stored).then((outcome) => ({ outcome, crl }));
      };
      const first = await put(9n, samples.NOW);
      expect(first.outcome).toBe('stored');
      expect(await put(12n, samples.NOW - 1)).toMatchObject({ outcome: 'older' });
      expect(await put(8n, samples.NOW)).toMatchObject({ outcome: 'older' });
      expect((await on.other.storedCrls.find(authority.id, 'base'))?.crl).toEqual(first.crl);
      expect(await put(10n, samples.NOW)).toMatchObject({ outcome: 'stored' });
      expect(await put(2n ** 152n, samples.NOW)).toMatchObject({ outcome: 'stored' });
      expect(await put(2n, samples.NOW + 1)).toMatchObject({ outcome: 'stored' });
    });

    test('replaces a CRL by an older one only of the URL that the CA names now', async () => {
      const put = (url: string, thisUpdate: number) =>
        on.directory.storedCrls.put(samples.storedCrl(authority.id, { url, thisUpdate, crlNumber: 1n }));
      await put('http://a.example/', samples.NOW + 10);
      expect(await put('http://b.example/', samples.NOW)).toBe('older');
      const moved = { ...authority, certificateRevocationListUrl: 'http://b.example/' };
      await on.directory.certificateAuthorities.update(moved);
      expect(await put('http://b.example/', samples.NOW)).toBe('stored');
      // By whoever slept meanwhile.
      expect(await put('http://a.example/', samples.NOW - 1)).toBe('older');
      expect((await on.other.storedCrls.find(authority.id, 'base'))?.url).toBe('http://b.example/');
      await on.directory.certificateAuthorities.update(withoutUrls);
      await on.directory.certificateAuthorities.update(authority);
    });

    test('leaves the newest CRL whole, whichever of two processes is held up while it stores', async () => {
      const crlOf = (number: bigint, chunks: number) =>
        samples.storedCrl(authority.id, {
          url: 'http://c.example/',
          crl: new Uint8Array(chunks * 262_144).fill(Number(number)),
          crlNumber: number,
          thisUpdate: samples.NOW,
        });
      const [first, second, third] = [crlOf(1n, 20), crlOf(2n, 1), crlOf(3n, 40)];
      await on.directory.storedCrls.put(first);
      // The third is half written when the second is stored and removes what is not its own.
      await Promise.all([on.directory.storedCrls.put(third), on.other.storedCrls.put(second)]);
      expect((await on.other.storedCrls.find(authority.id, 'base'))?.crl).toEqual(third.crl);
      const [fourth, fifth] = [crlOf(4n, 1), crlOf(5n, 1)];
      const removing = on.directory.storedCrls.put(fourth);
      const sha256 = hash('sha256', fourth.crl);
      // From now on the fourth is the one that is named, and what is left of the third is being removed.
      while ((await on.other.storedCrls.findVersion(authority.id, 'base'))?.sha256 !== sha256)
        await setImmediate();
      await on.other.storedCrls.put(fifth);
      await removing;
      expect((await on.other.storedCrls.find(authority.id, 'base'))?.crl).toEqual(fifth.crl);
    });

    test('keeps a CRL of 20 MB, the largest that is downloaded', async () => {
      const large = samples.storedCrl(authority.id, { crl: samples.bytes(20_000_000) });
      await on.directory.storedCrls.put(large);
      const found = await on.other.storedCrls.find(authority.id, 'base');
      expect(Buffer.compare(found!.crl, large.crl)).toBe(0);
    });

    test('keeps a CRL that lies in shared memory, longer than one row', async () => {
      const crl = new Uint8Array(new SharedArrayBuffer(600_000));
      crl.set(samples.bytes(600_000));
      await on.directory.storedCrls.put(samples.storedCrl(authority.id, { crl }));
      const found = await on.other.storedCrls.find(authority.id, 'base');
      expect(Buffer.compare(found!.crl, crl)).toBe(0);
    });

    test('tells the version, and when the server last confirmed it', async () => {
      const stored = samples.storedCrl(authority.id);
      await on.directory.storedCrls.put(stored);
      const version = await on.other.storedCrls.findVersion(authority.id, 'base');
      expect(version).toEqual({ sha256: hash('sha256', stored.crl), confirmedAt: samples.NOW });
      const { sha256 } = version!;
      await on.directory.storedCrls.confirm(authority.id, 'base', sha256, samples.NOW + 60);
      await on.directory.storedCrls.confirm(authority.id, 'base', '00', samples.NOW + 90);
      expect(await on.other.storedCrls.findVersion(authority.id, 'base')).toEqual({
        sha256,
        confirmedAt: samples.NOW + 60,
      });
      expect(await on.other.storedCrls.findVersion(samples.id(), 'base')).toBeUndefined();
    });

    test('removes a part with its URL, and stores none of a URL that is gone', async () => {
      const { storedCrls, certificateAuthorities } = on.directory;
      const base = samples.storedCrl(authority.id);
      const delta = samples.storedCrl(authority.id, { part: 'delta' });
      await storedCrls.put(base);
      await storedCrls.put(delta);
      await certificateAuthorities.update({ ...authority, deltaCertificateRevocationListUrl: undefined });
      expect(await storedCrls.put(delta)).toBe('unwanted');
      await storedCrls.putFailure(failureOf(delta));
      expect(await storedCrls.find(authority.id, 'delta')).toBeUndefined();
      expect(await storedCrls.findFailure(authority.id, 'delta')).toBeUndefined();
      expect(await storedCrls.find(authority.id, 'base')).toEqual(base);
      await certificateAuthorities.update(withoutUrls);
      expect(await storedCrls.put(base)).toBe('unwanted');
      expect(await on.database.countRows('stored_crl')).toBe(0);
      expect(await on.database.countRows('crl_chunk')).toBe(0);
      await certificateAuthorities.update(authority);
    });

    test('stores nothing of an authority that does not exist', async () => {
      const { put, putFailure, findFailure } = on.directory.storedCrls;
      const crl = samples.storedCrl(samples.id());
      await expect(put(crl)).rejects.toMatchObject({ code: 'not-found' });
      await putFailure(failureOf(crl));
      expect(await findFailure(crl.certificateAuthorityId, 'base')).toBeUndefined();
    });

    test.each([
      ['URL', () => on.other.certificateAuthorities.update(withoutUrls)],
      ['authority', () => on.other.certificateAuthorities.remove(authority.id)],
    ])('leaves no row of a list whose %s is taken away while it is stored', async (what, takeAway) => {
      const crl = new Uint8Array(4 * 262_144);
      for (let turns = 0; turns < 60; turns += 1) {
        // Another list each time, so that no chunk is there before.
        const list = samples.storedCrl(authority.id, { crl: crl.fill(turns) });
        const { put, putFailure } = on.directory.storedCrls;
        const storing = Promise.allSettled([put(list), putFailure(failureOf(list))]);
        for (let turn = 0; turn < turns; turn += 1) await setImmediate();
        await takeAway();
        await storing;
        const tables = ['stored_crl', 'crl_chunk', 'stored_crl_failure'];
        const left = await Promise.all(tables.map((table) => on.database.countRows(table)));
        expect({ turns, left }).toEqual({ turns, left: [0, 0, 0] });
        const { update, add } = on.other.certificateAuthorities;
        await (what === 'URL' ? update(authority) : add(authority));
      }
    });

    test('keeps the newest failure of each part beside the list', async () => {
      const { storedCrls } = on.directory;
      const list = samples.storedCrl(authority.id);
      const failure = failureOf(list);
      await storedCrls.put(list);
      await storedCrls.putFailure(failure);
      const newer = { ...failure, failure: 'crl-too-large', at: samples.NOW + 1 } as const;
      await storedCrls.putFailure(newer);
      expect(await on.other.storedCrls.findFailure(authority.id, 'base')).toEqual(newer);
      expect(await on.other.storedCrls.findFailure(authority.id, 'delta')).toBeUndefined();
      expect(await on.other.storedCrls.find(authority.id, 'base')).toEqual(list);
      await storedCrls.removeFailure(authority.id, 'base');
      expect(await on.other.storedCrls.findFailure(authority.id, 'base')).toBeUndefined();
    });

    test('takes failures along when the URL or the authority is removed', async () => {
      const gone = samples.authority(tenant.id, { deltaCertificateRevocationListUrl: DELTA_URL });
      const failure = failureOf(samples.storedCrl(gone.id, { part: 'delta' }));
      await on.directory.certificateAuthorities.add(gone);
      await on.directory.storedCrls.putFailure(failure);
      await on.directory.certificateAuthorities.update({
        ...gone,
        deltaCertificateRevocationListUrl: undefined,
      });
      expect(await on.directory.storedCrls.findFailure(gone.id, 'delta')).toBeUndefined();
      await on.directory.certificateAuthorities.update(gone);
      await on.directory.storedCrls.putFailure(failure);
      expect(await on.directory.storedCrls.findFailure(gone.id, 'delta')).toEqual(failure);
      await on.directory.certificateAuthorities.remove(gone.id);
      expect(await on.directory.storedCrls.findFailure(gone.id, 'delta')).toBeUndefined();
    });

    test('refuses a CRL of an authority that is not in the store', async () => {
      await expect(on.directory.storedCrls.put(samples.storedCrl(samples.id()))).rejects.toMatchObject({
        code: 'not-found',
      });
    });
  });

  describe('installation secrets', () => {
    const on = useDirectory(backend);

    test('are made once, however many ask at the same moment, and read by every process', async () => {
      const candidates = Array.from({ length: 8 }, () => samples.bytes(32));
      const asked = candidates.map((candidate, place) =>
        (place % 2 === 0 ? on.directory : on.other).installationSecrets.findOrAdd('first', candidate),
      );
      const [first, ...others] = await Promise.all(asked);
      expect(candidates).toContainEqual(first);
      for (const other of others) expect(other).toEqual(first);
      expect(await on.other.installationSecrets.findOrAdd('first', samples.bytes(32))).toEqual(first);
    });

    test('of another name are others', async () => {
      const own = samples.bytes(32);
      expect(await on.directory.installationSecrets.findOrAdd('second', own)).toEqual(own);
    });
  });

  describe('applications', () => {
    const on = useDirectory(backend);
    beforeAll(async () => {
      await on.directory.tenants.add(tenant);
      await on.directory.tenants.add(otherTenant);
    });

    test('keeps every field and changes what is updated', async () => {
      const application = samples.application(tenant.id, { identifierUris: ['api://mail', 'https://mail'] });
      await on.directory.applications.add(application);
      expect(await on.other.applications.find(application.appId)).toEqual(application);
      const changed = {
        ...application,
        keyCredentials: [samples.keyCredential()],
        appRoles: [samples.appRole()],
        identifierUris: ['api://post'],
        redirectUris: [{ type: 'spa', uri: 'https://post.example' } as const],
        secrets: [],
        enableIdTokenIssuance: true,
        requestedAccessTokenVersion: 2,
        accessTokenSigningAlg: 'ES256',
        groupMembershipClaims: 'SecurityGroup',
        optionalClaims: {
          idToken: [{ name: 'email', additionalProperties: [] }],
          accessToken: [{ name: 'aud', additionalProperties: ['use_guid'] }],
        },
      } as const;
      await on.directory.applications.update(changed);
      expect(await on.other.applications.findByIdentifierUri(tenant.id, 'api://post')).toEqual(changed);
      expect(await on.other.applications.findByIdentifierUri(tenant.id, 'api://mail')).toBeUndefined();
      await on.directory.applications.update(application);
      expect(await on.other.applications.find(application.appId)).toEqual(application);
    });

    test('keeps an identifier URI unique in a tenant and free in another', async () => {
      const identifierUris = ['https://graph.example'];
      const application = samples.application(tenant.id, { identifierUris });
      await on.directory.applications.add(application);
      await on.directory.applications.add(samples.application(otherTenant.id, { identifierUris }));
      await expect(
        on.directory.applications.add(samples.application(tenant.id, { identifierUris })),
      ).rejects.toMatchObject({ code: 'already-exists', message: expect.stringContaining('identifierUris') });
      expect(await on.directory.applications.findByIdentifierUri(tenant.id, 'https://graph.example')).toEqual(
        application,
      );
    });

    test('lists a tenant by display name and refuses to update what does not exist', async () => {
      const own = samples.tenant();
      await on.directory.tenants.add(own);
      const second = samples.application(own.id, { displayName: 'Beta' });
      const first = samples.application(own.id, { displayName: 'Alpha' });
      await on.directory.applications.add(second);
      await on.directory.applications.add(first);
      expect(await on.directory.applications.list(own.id)).toEqual([first, second]);
      await expect(on.directory.applications.update(samples.application(own.id))).rejects.toMatchObject({
        code: 'not-found',
      });
    });
  });

  describe('app role assignments', () => {
    const on = useDirectory(backend);

    test('keeps what a principal is allowed, once, in the order of making, until it is taken away', async () => {
      const own = samples.tenant();
      await on.directory.tenants.add(own);
      const resource = samples.application(own.id);
      const principal = samples.application(own.id);
      await on.directory.applications.add(resource);
      await on.directory.applications.add(principal);
      const allow = (createdAt: number) =>
        ({
          id: samples.id<string>(),
          tenantId: own.id,
          principalId: principal.appId,
          resourceId: resource.appId,
          appRoleId: samples.id<string>(),
          createdAt,
        }) as const;
      const [second, first] = [allow(samples.NOW + 1), allow(samples.NOW)];
      await on.directory.appRoleAssignments.add(second);
      await on.directory.appRoleAssignments.add(first);
      await expect(
        on.directory.appRoleAssignments.add({ ...first, id: samples.id<string>() }),
      ).rejects.toMatchObject({ code: 'already-exists' });
      const list = () => on.other.appRoleAssignments.listOfPrincipal(own.id, principal.appId);
      expect(await list()).toEqual([first, second]);
      await on.directory.appRoleAssignments.remove(otherTenant.id, first.id);
      expect(await list()).toEqual([first, second]);
      await on.directory.appRoleAssignments.remove(own.id, first.id);
      expect(await list()).toEqual([second]);
    });
  });

  describe('signing keys', () => {
    const on = useDirectory(backend);

    test('gives back the private key and lists one use, newest first', async () => {
      const older = samples.signingKey();
      const newer = samples.signingKey({ createdAt: samples.NOW + 1 });
      const federation = samples.signingKey({ use: 'federation-signing' });
      for (const key of [older, newer, federation]) await on.directory.signingKeys.add(key);
      expect(await on.other.signingKeys.list('token-signing')).toEqual([newer, older]);
      expect(await on.other.signingKeys.list('federation-signing')).toEqual([federation]);
      await on.directory.signingKeys.remove(older.id);
      expect(await on.other.signingKeys.list('token-signing')).toEqual([newer]);
    });

    test('does not open with another encryption key', async () => {
      const foreign = createKeyVault(new Uint8Array(32).fill(8));
      await expect(on.database.open(foreign)).rejects.toMatchObject({ code: 'wrong-key' });
    });
  });
}

function failureOf({ certificateAuthorityId, part, url }: StoredCrl): StoredCrlFailure {
  return {
    certificateAuthorityId,
    part,
    url,
    failure: 'crl-unreachable',
    reason: 'The host did not answer.',
    at: samples.NOW,
  };
}

const DELTA_URL = 'http://crl.contoso.example/delta.crl';
