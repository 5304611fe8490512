import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyAlgorithm } from '@signet/lab';
import { describe, expect, it } from 'vitest';
import { createTestFolder, createTestPki, hasOpenssl, openssl } from './_world.ts';

describe.skipIf(!hasOpenssl).each<KeyAlgorithm>(['rsa-2048', 'p-256'])('OpenSSL with %s', (keyAlgorithm) => {
  it('verifies people and servers up to the root, each for its purpose', async () => {
    await using folder = await createTestFolder();
    const pki = await createTestPki({ folder: join(folder.path, 'pki'), keyAlgorithm });
    const client = await pki.issueClientCertificate({
      commonName: 'Bob',
      userPrincipalName: 'bob@contoso.example',
    });
    const leaf = join(folder.path, 'bob.pem');
    await writeFile(leaf, client.certificatePem);
    const inPki = (name: string): string => join(folder.path, 'pki', name);
    const chain = ['-x509_strict', '-CAfile', inPki('ca/root.pem'), '-untrusted', inPki('ca/issuing.pem')];
    expect(openssl('verify', ...chain, '-purpose', 'sslclient', leaf)).toContain('OK');
    expect(openssl('verify', ...chain, '-purpose', 'sslserver', inPki('tls/server.pem'))).toContain('OK');
    expect(() => openssl('verify', ...chain, '-purpose', 'sslserver', leaf)).toThrow(
      /unsuitable certificate purpose/,
    );
  });

  it('reads the Principal Name as a UTF8String', async () => {
    await using folder = await createTestFolder();
    const pki = await createTestPki({ keyAlgorithm });
    const client = await pki.issueClientCertificate({
      commonName: 'Bob',
      userPrincipalName: 'bob@contoso.example',
    });
    const leaf = join(folder.path, 'bob.pem');
    await writeFile(leaf, client.certificatePem);
    expect(openssl('x509', '-in', leaf, '-noout', '-ext', 'subjectAltName')).toContain(
      'UPN::bob@contoso.example',
    );
  });

  it('opens the PKCS #12 file with key and whole chain', async () => {
    await using folder = await createTestFolder();
    const pki = await createTestPki({ keyAlgorithm });
    const { p12, p12Password } = await pki.issueClientCertificate({
      commonName: 'Bøb',
      p12Password: 'se-cret_1',
    });
    const file = join(folder.path, 'bob.p12');
    await writeFile(file, p12);
    const opened = openssl('pkcs12', '-in', file, '-passin', `pass:${p12Password}`, '-nodes', '-info');
    expect(opened.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
    expect(opened).toContain('BEGIN PRIVATE KEY');
    expect(opened).toContain('MAC: sha256');
    expect(opened).toContain('PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256');
    expect(() => openssl('pkcs12', '-in', file, '-passin', 'pass:other', '-nodes')).toThrow(
      /invalid password/,
    );
  });

  it('verifies the CRLs and finds the revoked certificate by them', async () => {
    await using folder = await createTestFolder();
    const pki = await createTestPki({ folder: join(folder.path, 'pki'), keyAlgorithm });
    const client = await pki.issueClientCertificate({ commonName: 'Bob' });
    await pki.revoke(client.serialNumber);
    await pki.publish();
    const inPki = (name: string): string => join(folder.path, 'pki', name);
    for (const ca of ['root', 'issuing'] as const) {
      for (const part of ['', '-delta']) {
        const crl = inPki(`public/crl/${ca}${part}.crl`);
        expect(
          openssl('crl', '-inform', 'der', '-in', crl, '-noout', '-CAfile', inPki(`ca/${ca}.pem`)),
        ).toContain('verify OK');
      }
    }
    const leaf = join(folder.path, 'bob.pem');
    const crl = join(folder.path, 'issuing.pem');
    await writeFile(leaf, client.certificatePem);
    openssl('crl', '-inform', 'der', '-in', inPki('public/crl/issuing.crl'), '-out', crl);
    const chain = ['-CAfile', inPki('ca/root.pem'), '-untrusted', inPki('ca/issuing.pem')];
    expect(() => openssl('verify', '-crl_check', '-CRLfile', crl, ...chain, leaf)).toThrow(
      /certificate revoked/,
    );
  });
});
