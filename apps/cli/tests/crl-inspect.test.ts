import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTestAuthority,
  Extension,
  type TestAuthority,
  type TestCrl,
} from '../../../core/pki/src/crl/_test-authority.ts';
import { startCrlServer } from '../../../services/revocation/tests/_crl-server.ts';
import { runInHost } from './_command-host.ts';

// What `signet crl inspect` says of lists that nobody uses, and of files that are something else.

let folder: string;
let ca: TestAuthority;
const now = Math.floor(Date.now() / 1000);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signet-inspect-'));
  ca = await createTestAuthority('CN=Inspected');
  writeFileSync(join(folder, 'ca.cer'), ca.certificateDer);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function inspect(...words: readonly string[]): Promise<{ output: string; exitCode: number }> {
  const { stdout: output, exitCode } = await runInHost(['crl', 'inspect', ...words], folder, 'together');
  return { output, exitCode };
}

describe('marks what makes a list unusable, and says of the signature what is true of it', () => {
  const NULL = Uint8Array.of(5, 0);
  const cases: readonly (readonly [string, TestCrl, string, RegExp])[] = [
    [
      'SHA-1',
      { thisUpdate: now - 60, hash: 'SHA-1' },
      'crl-algorithm',
      /signed with +\S+ with sha1, which sign-in and/,
    ],
    [
      'a critical extension that is not understood',
      { thisUpdate: now - 60, extensions: [new Extension('1.2.3.4', true, NULL)] },
      'crl-critical-extensions',
      /unusable +The CRL has critical extensions that are not understood: 1\.2\.3\.4\./,
    ],
    [
      'a thisUpdate in the future',
      { thisUpdate: now + 9000 },
      'crl-this-update',
      /thisUpdate .*Z, in the future/,
    ],
    [
      'a nextUpdate that is over',
      { thisUpdate: now - 200_000 },
      'crl-next-update',
      /nextUpdate .*Z, expired/,
    ],
  ];

  it.each(cases)('%s', async (name, crl, check, words) => {
    const file = `${name.replaceAll(' ', '-')}.crl`;
    writeFileSync(join(folder, file), await ca.issueCrl(crl));
    const { output, exitCode } = await inspect(file, '--issuer', 'ca.cer');
    expect(output).toMatch(words);
    expect(output).toContain('✓ The CRL is signed with the key of the CA.');
    expect(exitCode).toBe(0);
    const json = JSON.parse((await inspect(file, '--json')).output) as { unusable: { check: string }[] };
    expect(json.unusable.map((fault) => fault.check)).toEqual([check]);
  });

  it('nothing of one that counts, and a signature that is another’s in spite of an unknown extension', async () => {
    writeFileSync(join(folder, 'good.crl'), await ca.issueCrl({ thisUpdate: now - 60 }));
    expect(JSON.parse((await inspect('good.crl', '--json')).output)).toMatchObject({ unusable: [] });
    const signedBy = await createTestAuthority('CN=Inspected');
    const extensions = [new Extension('1.2.3.4', true, NULL)];
    const forged = await ca.issueCrl({
      thisUpdate: now - 60,
      extensions,
      signedBy,
      withoutKeyIdentifier: true,
    });
    writeFileSync(join(folder, 'forged.crl'), forged);
    const { output, exitCode } = await inspect('forged.crl', '--issuer', 'ca.cer');
    expect(output).toMatch(/signature +✗ crl-signature: The CRL is not signed with the key of the CA/);
    expect(exitCode).toBe(4);
  });
});

describe('looks for a serial number among all entries', () => {
  const entries = [1, 2, 3].map((number) => ({
    serialNumber: `0a0${number}`,
    revocationDate: now - 600 * number,
    reason: 'keyCompromise' as const,
  }));

  it.each(['0A03', '0a:03', '0x0a03'])('%s', async (serial) => {
    writeFileSync(join(folder, 'three.crl'), await ca.issueCrl({ thisUpdate: now - 60, entries }));
    const words = ['three.crl', '--serial', serial, '--entries', '1'];
    const { output, exitCode } = await inspect(...words);
    expect(output).toMatch(/Serial number .*\n0A03 .*Z +keyCompromise/);
    expect(output).not.toContain('0A01');
    expect(exitCode).toBe(0);
    expect(JSON.parse((await inspect(...words, '--json')).output)).toMatchObject({
      firstEntries: [{ userCertificate: '0A01' }],
      sought: { serialNumber: '0A03', entries: [{ userCertificate: '0A03', reason: 'keyCompromise' }] },
    });
  });

  it('and says that it is not there, and of a delta that the base has a word too', async () => {
    writeFileSync(join(folder, 'three.crl'), await ca.issueCrl({ thisUpdate: now - 60, entries }));
    writeFileSync(
      join(folder, 'delta.crl'),
      await ca.issueCrl({ thisUpdate: now - 60, crlNumber: 2, baseCrlNumber: 1, entries }),
    );
    const complete = await inspect('three.crl', '--serial', '0A04');
    expect(complete.output).toMatch(/Serial number 0A04 is not on this list\.$/m);
    const delta = await inspect('delta.crl', '--serial', '0A04');
    expect(delta.output).toContain(
      'Serial number 0A04 is not on this list. It has only what changed since its base: look there too.',
    );
    expect([complete.exitCode, delta.exitCode]).toEqual([0, 0]);
  });

  it('which a viewer writes as its octets are, although they make a negative number', async () => {
    const list = await ca.issueCrl({ thisUpdate: now - 60, entries: [{ serialNumber: 'ff8f01' }] });
    Buffer.from(list.buffer).write('8f010001', Buffer.from(list).indexOf('00ff8f01', 0, 'hex'), 'hex');
    writeFileSync(join(folder, 'negative.crl'), list);
    expect((await inspect('negative.crl', '--serial', '8F010001')).output).toMatch(/\n-70FEFFFF +/);
  });

  it('and refuses what is none', async () => {
    const { output, exitCode } = await inspect('three.crl', '--serial', 'Alice');
    expect(output).toContain('Give the hexadecimal number that certificate viewers show: 0A1B or 0a:1b.');
    expect(exitCode).toBe(2);
  });
});

describe('says what was named in place of a CRL', () => {
  const pem = (label: string, bytes: Uint8Array): string =>
    `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${label}-----\n`;

  it.each([
    ['an issuer that is a folder', ['good.crl', '--issuer', '.'], '. is a folder: name the file in it.', 2],
    ['an issuer without a name', ['good.crl', '--issuer', ''], 'The name of a file is empty.', 2],
    ['an issuer that is not there', ['good.crl', '--issuer', 'no.cer'], 'There is no file no.cer.', 3],
    ['no name', [''], 'The name of a file is empty.', 2],
    [
      'two lists in one file',
      ['both.pem'],
      'PEM of several CRLs where one is read: give each a file of its own.',
      4,
    ],
    [
      'a certificate whose name has a space',
      ['my ca’s.cer'],
      "which «signet explain 'my ca’s.cer'» and «signet cert verify 'my ca’s.cer'» judge.",
      4,
    ],
    [
      'a TRUSTED CERTIFICATE',
      ['trusted.pem'],
      '«openssl x509 -in trusted.pem -out certificate.pem» writes',
      4,
    ],
    ['UTF-16', ['utf16.pem'], '«iconv -f UTF-16 -t UTF-8 utf16.pem» gives it in UTF-8.', 4],
  ])('%s', async (_, words, sentence, exitCode) => {
    const list = await ca.issueCrl({ thisUpdate: now - 60 });
    writeFileSync(join(folder, 'good.crl'), list);
    writeFileSync(join(folder, 'both.pem'), pem('X509 CRL', list).repeat(2));
    writeFileSync(join(folder, 'my ca’s.cer'), ca.certificateDer);
    writeFileSync(join(folder, 'trusted.pem'), pem('TRUSTED CERTIFICATE', ca.certificateDer));
    writeFileSync(join(folder, 'utf16.pem'), Buffer.from(`\uFEFF${pem('X509 CRL', list)}`, 'utf16le'));
    const answer = await inspect(...words);
    expect(answer.output).toContain(sentence);
    expect(answer.exitCode).toBe(exitCode);
  });

  it('a certificate behind a URL, which no other command can fetch', async () => {
    await using server = await startCrlServer();
    server.answer('/ca.cer', ca.certificateDer);
    const { output } = await inspect(server.url('/ca.cer'));
    expect(output).toContain('which «signet explain <file>» and «signet cert verify <file>» judge.');
  });
});
