import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type PathCase, SuiteError } from './path-case.ts';

/**
 * BoringSSL's pki/testdata/verify_certificate_chain_unittest: a folder for each chain, with a PEM file and `.test`
 * files of `key: value` lines, the last of which, `expected_errors:`, is followed by as many lines as there are.
 */
export function readBoringssl(folder: string): readonly PathCase[] {
  const files = globSync('*/*.test', { cwd: folder }).sort();
  if (files.length === 0) throw new SuiteError(`${folder} has no files */*.test.`);
  return files.map((file) => readTest(folder, file));
}

function readTest(folder: string, file: string): PathCase {
  const [head = '', errors = ''] = readFileSync(join(folder, file), 'utf8').split('expected_errors:');
  const values = new Map(
    [...head.matchAll(/^(\w+): *(.*)$/gm)].map(([, key, value]) => [key, value?.trim()]),
  );
  const chain = readChain(join(folder, dirname(file), values.get('chain') ?? ''));
  const trust = values.get('last_cert_trust') ?? '';
  const isAnchored = isAnchor(trust, chain.length);
  const policies = values.get('expected_user_constrained_policy_set');
  return {
    id: file,
    expected: errors.includes('ERROR:') ? 'invalid' : 'valid',
    ...(policies !== undefined && { expectedPolicies: policies.split(', ') }),
    leaf: chain[0] ?? '',
    intermediates: chain.slice(1, isAnchored ? -1 : undefined),
    anchors: isAnchored ? chain.slice(-1) : [],
    crls: [],
    settings: {
      time: readTime(values.get('utc_time')),
      revocation: 'off',
      eku: readPurpose(values.get('key_purpose')),
      // The least that BoringSSL's own run of these takes: 1024 bits, and SHA-1 unless a test says otherwise.
      allow: values.get('digest_policy') === 'STRONG' ? ['rsa1024'] : ['rsa1024', 'sha1'],
      anchorConstraints: /EXPIRATION|WITH_CONSTRAINTS|AND_CONSTRAINTS/.test(trust),
    },
  };
}

function readChain(path: string): readonly string[] {
  const blocks = readFileSync(path, 'utf8').match(
    /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n/gs,
  );
  if (blocks === null) throw new SuiteError(`${path} holds no certificate.`);
  return blocks;
}

/** A trusted leaf counts as an anchor only where it is all there is of the chain. */
function isAnchor(trust: string, length: number): boolean {
  return trust.startsWith('TRUSTED_ANCHOR') || (trust.startsWith('TRUSTED_LEAF') && length === 1);
}

/** `YYMMDDhhmmssZ`, or `DEFAULT`: a day on which the chains of the suite are valid. */
function readTime(time: string | undefined): string {
  const digits = time?.match(/^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/)?.slice(1);
  if (digits === undefined) return '2021-10-05T12:00:00Z';
  const [year, month, day, ...clock] = digits;
  return `20${year}-${month}-${day}T${clock.join(':')}Z`;
}

function readPurpose(purpose = ''): readonly string[] {
  const name = purpose.replace(/_STRICT(_LEAF)?$/, '');
  const purposes = Object.hasOwn(PURPOSES, name) ? PURPOSES[name] : undefined;
  if (purposes === undefined) throw new SuiteError(`${purpose} is no key_purpose that is known here.`);
  return purposes;
}

const PURPOSES: Readonly<Record<string, readonly string[]>> = {
  ANY_EKU: [],
  SERVER_AUTH: ['serverAuth'],
  CLIENT_AUTH: ['clientAuth'],
  // Clients of Messaging Layer Security in Rich Communication Services.
  MLS_CLIENT_AUTH: ['2.23.146.2.1.3'],
  // What the Coalition for Content Provenance and Authenticity signs manifests and times with.
  C2PA_MANIFEST: ['emailProtection'],
  C2PA_TIMESTAMPING: ['timeStamping'],
};
