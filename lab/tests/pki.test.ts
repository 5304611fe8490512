import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { X509Certificate as PeculiarCertificate, X509Crl, X509CrlReason } from '@peculiar/x509';
import { type LabPki, openLabPki, type PublicationPath } from '@signet/lab';
import { describe, expect, it } from 'vitest';
import { createTestClock, createTestFolder, createTestPki, random } from './_world.ts';

const ALICE = {
  commonName: 'Alice Åhlberg',
  userPrincipalName: 'alice@contoso.example',
  rfc822Name: 'alice.mail@contoso.example',
};

describe('certificates', () => {
  it('form a chain from the person to the root', async () => {
    const pki = await createTestPki();
    const client = await pki.issueClientCertificate(ALICE);
    const leaf = new X509Certificate(client.certificate);
    const issuing = new X509Certificate(pki.issuing.certificate);
    const root = new X509Certificate(pki.root.certificate);
    expect(leaf.checkIssued(issuing) && leaf.verify(issuing.publicKey)).toBe(true);
    expect(issuing.checkIssued(root) && issuing.verify(root.publicKey)).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
    expect([leaf.ca, issuing.ca, root.ca]).toEqual([false, true, true]);
  });

  it('name the person by Principal Name and RFC822 Name, for client authentication', async () => {
    const pki = await createTestPki();
    const client = await pki.issueClientCertificate(ALICE);
    const leaf = new X509Certificate(client.certificate);
    expect(leaf.subjectAltName).toContain('email:alice.mail@contoso.example');
    const upn = Buffer.from(`0c15${Buffer.from('alice@contoso.example').toString('hex')}`, 'hex');
    expect(Buffer.from(client.certificate).includes(upn)).toBe(true);
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(leaf.serialNumber.toLowerCase()).toBe(client.serialNumber);
  });

  it('give the TLS listeners every name of the demo', async () => {
    const pki = await createTestPki();
    const tls = new X509Certificate(pki.tls.chainPem);
    for (const name of [
      'localhost',
      'login.contoso.example',
      'certauth.fs.contoso.example',
      't1.certauth.login.contoso.example',
    ]) {
      expect(tls.checkHost(name), name).toBeDefined();
    }
    expect(tls.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(tls.checkIP('::1')).toBe('::1');
    expect(tls.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('come with RSA-2048 keys when nothing else is asked for', async () => {
    const pki = await createTestPki({ keyAlgorithm: 'rsa-2048' });
    const client = await pki.issueClientCertificate({ ...ALICE, keyAlgorithm: 'p-256' });
    expect(new X509Certificate(pki.issuing.certificate).publicKey.asymmetricKeyDetails?.modulusLength).toBe(
      2048,
    );
    const leaf = new X509Certificate(client.certificate);
    expect(leaf.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(leaf.verify(new X509Certificate(pki.issuing.certificate).publicKey)).toBe(true);
  });

  it('take the validity and the issuer that are asked for', async () => {
    const pki = await createTestPki();
    const other = await createTestPki({ organisation: 'Northwind' });
    const client = await pki.issueClientCertificate({
      ...ALICE,
      notBefore: 1_800_000_000,
      notAfter: 2_600_000_000,
      issuer: other.root,
    });
    const leaf = new X509Certificate(client.certificate);
    expect(leaf.validFromDate.getTime()).toBe(1_800_000_000_000);
    // After 2049 the encoding changes to GeneralizedTime.
    expect(leaf.validToDate.getTime()).toBe(2_600_000_000_000);
    expect(leaf.verify(new X509Certificate(other.root.certificate).publicKey)).toBe(true);
  });

  it('come as a PKCS #12 file that opens with its password only', async () => {
    const pki = await createTestPki();
    const { p12, p12Password, privateKeyPem } = await pki.issueClientCertificate(ALICE);
    expect(() => createSecureContext({ pfx: Buffer.from(p12), passphrase: p12Password })).not.toThrow();
    expect(() => createSecureContext({ pfx: Buffer.from(p12), passphrase: 'another' })).toThrow(
      /mac verify failure/,
    );
    expect(privateKeyPem).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  });
});

describe('revocation lists', () => {
  it('list what was revoked, with ever higher numbers', async () => {
    const pki = await createTestPki();
    const client = await pki.issueClientCertificate(ALICE);
    expect((await readCrl(pki, 'crl/issuing.crl')).entries).toHaveLength(0);
    const revocation = await pki.revoke(client.serialNumber, 'keyCompromise');
    await pki.publish();
    const crl = await readCrl(pki, 'crl/issuing.crl');
    expect(crl.entries.map(({ serialNumber, reason }) => [serialNumber, reason])).toEqual([
      [client.serialNumber, X509CrlReason.keyCompromise],
    ]);
    expect(crl.entries[0]?.revocationDate.getTime()).toBe(revocation.revocationDate * 1000);
    expect(numberOf(crl)).toBe(2);
    expect(await pki.newestCrlNumber('issuing')).toBe(2);
    expect((crl.nextUpdate?.getTime() ?? 0) - crl.thisUpdate.getTime()).toBe(7 * 86_400_000);
    const issuing = new PeculiarCertificate(Uint8Array.from(pki.issuing.certificate));
    expect(await crl.verify({ publicKey: issuing })).toBe(true);
  });

  it('tell in a delta what changed since the base', async () => {
    const pki = await createTestPki();
    const held = await pki.issueClientCertificate(ALICE);
    const lost = await pki.issueClientCertificate({ ...ALICE, commonName: 'Alice’s phone' });
    await pki.revoke(held.serialNumber, 'certificateHold');
    await pki.publish();
    expect((await readCrl(pki, 'crl/issuing-delta.crl')).entries).toHaveLength(0);
    await pki.unrevoke(held.serialNumber);
    await pki.revoke(lost.serialNumber);
    await pki.publish({ base: false });
    const delta = await readCrl(pki, 'crl/issuing-delta.crl');
    expect(numberOf(delta)).toBe(3);
    expect(hex(delta.getExtension('2.5.29.27')?.value)).toBe('020102');
    expect(delta.getExtension('2.5.29.27')?.critical).toBe(true);
    const reasons = delta.entries.map(({ serialNumber, reason }) => [serialNumber, reason] as const);
    expect(new Map(reasons)).toEqual(
      new Map<string, X509CrlReason | undefined>([
        [held.serialNumber, X509CrlReason.removeFromCRL],
        [lost.serialNumber, undefined],
      ]),
    );
    expect((await readCrl(pki, 'crl/issuing.crl')).entries).toHaveLength(1);
  });

  it('put a revoked issuing CA on the list of the root', async () => {
    const pki = await createTestPki();
    await pki.revoke(pki.issuing.serialNumber, 'cACompromise');
    await pki.publish({ cas: ['root'] });
    expect((await readCrl(pki, 'crl/root.crl')).entries.map(({ serialNumber }) => serialNumber)).toEqual([
      pki.issuing.serialNumber,
    ]);
    expect(await pki.newestCrlNumber('issuing')).toBe(1);
  });

  it('cannot revoke what was never issued, nor twice, nor take back what is final', async () => {
    const pki = await createTestPki();
    const { serialNumber } = await pki.issueClientCertificate(ALICE);
    await expect(pki.revoke('0123')).rejects.toMatchObject({ code: 'unknown-serial-number' });
    await pki.revoke(serialNumber, 'certificateHold');
    await pki.revoke(serialNumber, 'superseded');
    await expect(pki.revoke(serialNumber)).rejects.toMatchObject({ code: 'already-revoked' });
    await expect(pki.unrevoke(serialNumber)).rejects.toMatchObject({ code: 'not-on-hold' });
  });
});

describe('a PKI in a folder', () => {
  it('keeps private keys for their owner and survives being opened again', async () => {
    await using folder = await createTestFolder();
    const clock = createTestClock();
    const made = await createTestPki({ folder: folder.path, clock });
    const { serialNumber } = await made.issueClientCertificate(ALICE);
    for (const name of ['ca/root.key.pem', 'ca/issuing.key.pem', 'tls/server.key.pem', 'register.json']) {
      expect((await stat(join(folder.path, name))).mode & 0o777, name).toBe(0o600);
    }
    const opened = await openLabPki(folder.path, { clock, random });
    expect(opened.tls).toEqual(made.tls);
    expect(opened.issuing).toMatchObject({ subject: made.issuing.subject, chainPem: made.issuing.chainPem });
    expect(await opened.listIssued()).toMatchObject([
      { serialNumber, userPrincipalName: ALICE.userPrincipalName },
    ]);
    await opened.revoke(serialNumber);
    await opened.publish();
    expect(await made.listRevoked('issuing')).toMatchObject([{ serialNumber }]);
    expect((await readCrl(made, 'crl/issuing.crl')).entries).toHaveLength(1);
    const later = await opened.issueClientCertificate(ALICE);
    const leaf = new X509Certificate(later.certificate);
    expect(leaf.verify(new X509Certificate(made.issuing.certificate).publicKey)).toBe(true);
  });

  it('loses nothing when two that have it open issue at once', async () => {
    await using folder = await createTestFolder();
    const one = await createTestPki({ folder: folder.path });
    const two = await openLabPki(folder.path, { clock: createTestClock(), random });
    const issued = await Promise.all([one, two, one, two].map((pki) => pki.issueClientCertificate(ALICE)));
    const serials = (await one.listIssued()).map(({ serialNumber }) => serialNumber);
    expect(serials.sort()).toEqual(issued.map(({ serialNumber }) => serialNumber).sort());
  });

  it('renews the TLS certificate in its last thirty days', async () => {
    await using folder = await createTestFolder();
    const clock = createTestClock();
    const made = await createTestPki({ folder: folder.path, clock });
    clock.move(360 * 86_400);
    expect((await openLabPki(folder.path, { clock, random })).tls).toEqual(made.tls);
    clock.move(10 * 86_400);
    const renewed = await openLabPki(folder.path, { clock, random });
    expect(renewed.tls.chainPem).not.toBe(made.tls.chainPem);
    expect((await openLabPki(folder.path, { clock, random })).tls).toEqual(renewed.tls);
  });

  it('takes over the lock of a process that is gone', async () => {
    await using folder = await createTestFolder();
    const pki = await createTestPki({ folder: folder.path });
    // No process can have this number: it is above the kernel's limit.
    await writeFile(join(folder.path, 'lock'), '99999999');
    await pki.publish();
    expect(await pki.newestCrlNumber('root')).toBe(2);
  });

  it('says what is wrong with a folder that it cannot use', async () => {
    await using folder = await createTestFolder();
    const opening = openLabPki(folder.path, { clock: createTestClock(), random });
    await expect(opening).rejects.toMatchObject({ code: 'folder-without-pki' });
    await writeFile(join(folder.path, 'register.json'), '{"version":');
    const damaged = openLabPki(folder.path, { clock: createTestClock(), random });
    await expect(damaged).rejects.toMatchObject({ code: 'register-unreadable' });
    await expect(createTestPki({ folder: folder.path })).rejects.toMatchObject({ code: 'folder-not-empty' });
  });

  it('writes the files that are published where a web server could take them', async () => {
    await using folder = await createTestFolder();
    const path = join(folder.path, 'pki');
    await mkdir(path);
    const pki = await createTestPki({ folder: path });
    expect(await readFile(join(path, 'public/ca/root.cer'))).toEqual(Buffer.from(pki.root.certificate));
    expect(await pki.findPublication('../register.json')).toBeUndefined();
    expect(await pki.findPublication('ca/root.cer')).toMatchObject({
      bytes: Buffer.from(pki.root.certificate),
    });
  });
});

async function readCrl(pki: LabPki, path: PublicationPath): Promise<X509Crl> {
  return new X509Crl(Uint8Array.from((await pki.findPublication(path))?.bytes ?? []));
}

function numberOf(crl: X509Crl): number {
  return Number.parseInt(hex(crl.getExtension('2.5.29.20')?.value).slice(4), 16);
}

function hex(bytes: ArrayBuffer = new ArrayBuffer()): string {
  return Buffer.from(bytes).toString('hex');
}
