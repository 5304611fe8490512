import { spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONTOSO_TENANT_ID } from '@signet/lab';
import { openServices, readConfig } from '@signet/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTestAuthority,
  derPointName,
  issuingDistributionPoint,
  type TestAuthority,
  type TestCrl,
} from '../../../core/pki/src/crl/_test-authority.ts';
import { type CrlServer, startCrlServer } from '../../../services/revocation/tests/_crl-server.ts';
import { createOcspResponder } from '../../../services/revocation/tests/_ocsp-responder.ts';
import type { Finding } from '../src/doctor/types.ts';
import { run } from './_run.ts';
import { createWorld, type World } from './_world.ts';

// What the commands say to do, by what failed: a responder, or one of the many faults of a CRL.

let world: World;
let server: CrlServer;
const now = Math.floor(Date.now() / 1000);

beforeAll(async () => {
  world = await createWorld();
  server = await startCrlServer();
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await world?.[Symbol.asyncDispose]();
});

describe('crl refresh says what to do about what was wrong', () => {
  let ca: TestAuthority;
  let id: string;

  beforeAll(async () => {
    ca = await createTestAuthority('CN=Published');
    await writeFile(join(world.folder, 'published.cer'), ca.certificateDer);
    const { output } = await run('signet ca add published.cer --json', world);
    id = (JSON.parse(output.slice(output.indexOf('{'))) as { id: string }).id;
  });

  const cases: readonly (readonly [string, TestCrl, RegExp])[] = [
    ['SHA-1', { thisUpdate: now - 60, crlNumber: 2, hash: 'SHA-1' }, /sign its CRLs with SHA-256 or better/],
    ['a thisUpdate in the future', { thisUpdate: now + 9000, crlNumber: 2 }, /Set the clocks of the CA and/],
    ['a delta at the base URL', { thisUpdate: now - 60, crlNumber: 2, baseCrlNumber: 1 }, /--delta-crl-url/],
    ['no nextUpdate', { thisUpdate: now - 60, nextUpdate: null }, /publish CRLs with nextUpdate/],
    ['an older list', { thisUpdate: now - 9000, crlNumber: 2 }, /Publish the CA’s newest CRL/],
    ['a lower number', { thisUpdate: now - 60, crlNumber: 0 }, /go on from the number of its last CRL/],
    [
      'another issuingDistributionPoint',
      {
        thisUpdate: now - 60,
        crlNumber: 2,
        extensions: [issuingDistributionPoint(derPointName('http://x.example/a.crl'))],
      },
      /issuingDistributionPoint names this URL/,
    ],
  ];

  it.each(cases)('%s', async (name, crl, remedy) => {
    const path = `/${name.replace(/\W/g, '-')}.crl`;
    server.answer(path, await ca.issueCrl({ thisUpdate: now - 600, crlNumber: 1 }));
    const updated = await run(`signet ca update ${id} --crl-url ${server.url(path)}`, world);
    expect(updated.output).toContain('The base CRL works: number 1');
    server.answer(path, await ca.issueCrl(crl));
    const refreshed = await run(`signet crl refresh ${id}`, world);
    expect(refreshed.exitCode).toBe(4);
    expect(refreshed.output).toMatch(remedy);
    expect(refreshed.output).not.toMatch(/evidence|not signed by this CA/);
    expect(refreshed.output).toContain('1 of 1 CRL could not be had; what was in use before stays in use.');
    const json = await run(`signet crl refresh ${id} --json`, world);
    expect(json.output).toMatch(new RegExp(`"remedy": ".*${remedy.source}`));
    await run(`signet ca update ${id} --no-crl-url`, world);
  });

  it('an older list than a former URL brought, of which none is in use', async () => {
    server.answer('/former.crl', await ca.issueCrl({ thisUpdate: now - 30, crlNumber: 2 }));
    server.answer('/present.crl', await ca.issueCrl({ thisUpdate: now - 600, crlNumber: 1 }));
    await run(`signet ca update ${id} --crl-url ${server.url('/former.crl')}`, world);
    await run(`signet ca update ${id} --crl-url ${server.url('/present.crl')}`, world);
    const { output, exitCode } = await run(`signet crl refresh ${id}`, world);
    expect(exitCode).toBe(4);
    expect(output).toContain(
      'The thisUpdate of the new CRL is earlier than that of a CRL that the former URL brought.',
    );
    expect(output).toContain('certificates of CN=Published sign nobody in');
  });
});

describe('a CA of two records, as after a renewal with its key', () => {
  it('is not said to be open to revoked certificates when one of them has a CRL', async () => {
    const one = await createTestAuthority('CN=Renewed');
    const keys = { privateKey: one.privateKey, publicKey: one.publicKey };
    const other = await createTestAuthority('CN=Renewed', { keys });
    await writeFile(join(world.folder, 'one.cer'), one.certificateDer);
    await writeFile(join(world.folder, 'other.cer'), other.certificateDer);
    server.answer('/renewed.crl', await one.issueCrl({ thisUpdate: now - 60 }));
    await run('signet ca add one.cer', world);
    const evidence = async (): Promise<readonly string[]> => {
      const findings = await runDoctor();
      return findings
        .filter((finding) => finding.name === 'CRL of CN=Renewed' && finding.result === 'skipped')
        .map((finding) => finding.evidence);
    };
    expect(await evidence()).toEqual([
      'no URL is configured: certificates of this CA are never found revoked',
    ]);
    await run(`signet ca add other.cer --crl-url ${server.url('/renewed.crl')}`, world);
    expect(await evidence()).toEqual(['no URL is configured: another record of its name and key is asked']);
  });
});

describe('a CA without a CRL, where the organisation requires one', () => {
  it('is not said to be open to revoked certificates, but to sign nobody in', async () => {
    const { certificateDer } = await createTestAuthority('CN=Unlisted');
    await writeFile(join(world.folder, 'unlisted.cer'), certificateDer);
    await run('signet ca add unlisted.cer', world);
    await using services = await openServices(
      await readConfig(join(world.folder, 'data', 'signet.json'), {}),
    );
    const { authenticationMethodPolicies: policies } = services.directory;
    const crlValidationConfiguration = {
      state: 'enabled',
      exemptedCertificateAuthoritiesSubjectKeyIdentifiers: [],
    };
    await policies.put(CONTOSO_TENANT_ID, 'X509Certificate', JSON.stringify({ crlValidationConfiguration }));
    const findings = await runDoctor();
    await policies.remove(CONTOSO_TENANT_ID, 'X509Certificate');
    expect(findings.find(({ name }) => name === 'CRL of CN=Unlisted')).toMatchObject({
      result: 'fail',
      evidence: 'no URL is configured: certificates of this CA sign nobody in',
      remedy: expect.stringMatching(/^The organisation requires CRL validation/),
    });
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe('a CA that has a responder and no CRL', () => {
  let id: string;

  beforeAll(async () => {
    const { output } = await run('signet ca list --json', world);
    const list = JSON.parse(output) as { id: string; issuer: string }[];
    id = list.find(({ issuer }) => issuer.startsWith('CN=Contoso Issuing'))!.id;
    await run(`signet ca update ${id} --no-crl-url --no-delta-crl-url`, world);
  });

  it('is not said to be open to revoked certificates, and its responder that is down is named with a remedy', async () => {
    const url = 'http://127.0.0.1:1/ocsp';
    const updated = await run(`signet ca update ${id} --ocsp-url ${url}`, world);
    expect(updated.output).toContain('none: OCSP alone is asked');
    const explained = await run('signet explain dora.cer', world);
    expect(explained.exitCode).toBe(4);
    expect(explained.output).toContain(`${url} could not be read: nothing listens there (ECONNREFUSED).`);
    expect(explained.output).toContain('What to do: Start the OCSP responder of the CA');
    expect(explained.output).not.toMatch(/CRL URL of the CA|would pass/);
    const json = JSON.parse((await run('signet explain dora.cer --json', world)).output) as {
      remedy: string;
    };
    expect(json.remedy).toMatch(/^Start the OCSP responder of the CA/);
    const findings = await runDoctor();
    expect(findOf(findings, 'crl-base').evidence).toBe(
      'no URL is configured: its OCSP responder alone is asked',
    );
    expect(findOf(findings, 'ocsp')).toMatchObject({
      result: 'fail',
      evidence: expect.stringContaining('nothing listens there'),
      remedy: expect.stringMatching(/^Start the OCSP responder/),
    });
  });

  it('has both told when its CRL cannot be had either', async () => {
    const crlUrl = server.url('/nothing.crl');
    const updated = await run(`signet ca update ${id} --crl-url ${crlUrl}`, world);
    expect(updated.output).toContain('its OCSP responder is asked in its place');
    const { output } = await run('signet explain dora.cer', world);
    expect(output).toMatch(/Make the CRL URL .* The OCSP responder gave no answer either: Start the OCSP/);
    await run(`signet ca update ${id} --no-crl-url`, world);
  });

  it.skipIf(!hasOpenssl)(
    'is asked by doctor and explain, which say when an answer is a kept one',
    async () => {
      const ca = join(world.folder, 'data/lab/ca');
      const certificateDer = new X509Certificate(await readFile(join(ca, 'issuing.pem'))).raw;
      const privateKey = createPrivateKey(await readFile(join(ca, 'issuing.key.pem')));
      await using responder = await createOcspResponder({ certificateDer, privateKey });
      const { serialNumber } = new X509Certificate(await readFile(join(world.folder, 'dora.cer')));
      await responder.setStatus(serialNumber, 'V');
      server.answerAllBelow('/ocsp', responder.listener);
      await run(`signet ca update ${id} --ocsp-url ${server.url('/ocsp')}`, world);
      expect(findOf(await runDoctor(), 'ocsp')).toMatchObject({
        result: 'pass',
        evidence: expect.stringMatching(
          /^signed, «unknown» when asked about the made-up serial number 7E57, /,
        ),
      });
      const first = await run('signet explain dora.cer', world);
      expect([first.exitCode, first.output]).toEqual([0, expect.not.stringContaining('kept')]);
      await responder.setStatus(serialNumber, 'R');
      const second = await run('signet explain dora.cer', world);
      expect(second.exitCode).toBe(0);
      expect(second.output).toMatch(/not revoked\. This answer is kept from an earlier question and tells/);
    },
  );

  it('is not failed by doctor for a serial number that nobody has issued', async () => {
    // RFC 6960 §4.2.1: OCSPResponseStatus unauthorized (6), without responseBytes.
    server.answerAllBelow('/shy', (_, response) => void response.end(Buffer.from('30030a0106', 'hex')));
    await run(`signet ca update ${id} --ocsp-url ${server.url('/shy')}`, world);
    expect(findOf(await runDoctor(), 'ocsp')).toMatchObject({
      result: 'skipped',
      evidence: expect.stringContaining('«unauthorized»'),
      remedy: expect.stringContaining('signet explain'),
    });
  });

  /** The line of the issuing CA. */
  function findOf(findings: readonly Finding[], check: string): Finding {
    return findings.find((one) => one.check === check && one.name.includes('Issuing'))!;
  }
});

async function runDoctor(): Promise<readonly Finding[]> {
  const { output } = await run('signet doctor --json', world);
  return JSON.parse(output.slice(0, output.lastIndexOf(']') + 1)) as readonly Finding[];
}
