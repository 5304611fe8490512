import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { decodePem } from '@signet/pki';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestAuthority } from '../../../core/pki/src/crl/_test-authority.ts';
import { readDivergences } from '../../../tests/_divergences.ts';
import { findVectors } from '../../../tests/_vectors.ts';

// `signet cert verify --batch` as somebody else's script runs it: one process, cases on standard input.

const NODE = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
const SIGNET = fileURLToPath(new URL('../bin/signet.mjs', import.meta.url));
const pkits = findVectors('pkits') ?? '';
const piv = findVectors('piv') ?? '';
const crls = findVectors('crls') ?? '';

interface Answer {
  readonly id: string;
  readonly valid: boolean;
  readonly code: string;
  readonly reason: string;
  readonly path: readonly string[];
  readonly policies: readonly string[];
  readonly error?: string;
}

async function runBatch(
  lines: readonly (object | string)[],
  flags: readonly string[] = [],
): Promise<{ readonly answers: readonly Answer[]; readonly exitCode: number }> {
  const child = spawn(NODE, [SIGNET, 'cert', 'verify', '--batch', '-', ...flags], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  );
  const [output, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const answers = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
  return { answers, exitCode };
}

interface PkitsIndex {
  readonly tests: readonly {
    readonly chain: readonly string[];
    readonly crlIssuerCerts: readonly string[];
    readonly crls: readonly string[];
    readonly subtests: readonly {
      readonly id: string;
      readonly inputs: {
        readonly initialPolicySet: readonly string[];
        readonly explicitPolicy: boolean;
        readonly policyMappingInhibit: boolean;
        readonly anyPolicyInhibit: boolean;
      };
      readonly expect: 'valid' | 'invalid';
      readonly userConstrainedPolicySet: readonly string[];
    }[];
  }[];
}

describe.skipIf(pkits === '')('a batch of all PKITS', () => {
  it('answers every case as NIST does, in the order of the lines', async () => {
    const { tests } = JSON.parse(readFileSync(join(pkits, 'index.json'), 'utf8')) as PkitsIndex;
    const named = (names: readonly string[]): string[] => names.map((name) => join(pkits, name));
    const cases = tests.flatMap((test) =>
      test.subtests.map(({ id, inputs }) => ({
        id,
        leaf: named(test.chain).at(-1),
        intermediates: named([...test.chain.slice(1, -1), ...test.crlIssuerCerts]),
        anchors: named(test.chain.slice(0, 1)),
        crls: named(test.crls),
        time: '2011-04-15T00:00:00Z',
        revocation: 'require',
        policies: inputs.initialPolicySet,
        requireExplicitPolicy: inputs.explicitPolicy,
        inhibitPolicyMapping: inputs.policyMappingInhibit,
        inhibitAnyPolicy: inputs.anyPolicyInhibit,
        allow: ['sha1', 'dsa'],
      })),
    );
    const { answers, exitCode } = await runBatch(cases);
    const subtests = tests.flatMap((test) => test.subtests);
    expect(subtests).toHaveLength(249);
    expect(answers.map(({ id, valid }) => ({ id, expect: valid ? 'valid' : 'invalid' }))).toEqual(
      subtests.map(({ id, expect }) => ({ id, expect })),
    );
    const policies = (sets: readonly { readonly policies: readonly string[] }[]): string[][] =>
      sets.map((set) => [...set.policies].sort());
    expect(policies(answers)).toEqual(
      policies(
        subtests.map((one) => ({ policies: one.expect === 'valid' ? one.userConstrainedPolicySet : [] })),
      ),
    );
    expect(exitCode).toBe(0);
  });
});

interface PivIndex {
  readonly cards: readonly { readonly certs: readonly PivCertificate[] }[];
  readonly pathFaults: readonly {
    readonly id: string;
    readonly trustAnchor: string;
    readonly chain: readonly string[];
    readonly openssl: OpensslAnswers;
  }[];
}

interface PivCertificate {
  readonly file: string;
  readonly openssl: OpensslAnswers;
}

interface OpensslAnswers {
  readonly path: string;
  readonly 'path+crl': string;
}

const otherThanOpenssl = readDivergences('PIV');

describe.skipIf(piv === '')('a batch of PIV cards and their path faults', () => {
  it('answers every case as OpenSSL does', async () => {
    const { cards, pathFaults } = JSON.parse(readFileSync(join(piv, 'index.json'), 'utf8')) as PivIndex;
    const list = (folder: string): string[] =>
      readdirSync(join(piv, folder)).map((name) => join(piv, folder, name));
    const roots = list('ca').filter((file) => /_(?:PIV|PIV-I)_Root_CA_/.test(file));
    const both = (id: string, fields: object): object[] => [
      { id, time: '2026-11-23', revocation: 'off', ...fields },
      { id: `${id} with CRLs`, time: '2026-11-23', crls: list('crls'), ...fields },
    ];
    const certificates = cards.flatMap(({ certs }) => certs);
    const leaf = certificates.find(({ file }) => file.includes('46_'))?.file ?? '';
    const { answers } = await runBatch([
      ...certificates.flatMap(({ file }) =>
        both(file, { leaf: join(piv, file), anchors: roots, intermediates: list('ca') }),
      ),
      ...pathFaults.flatMap(({ id, trustAnchor, chain }) =>
        both(id, {
          leaf: join(piv, leaf),
          anchors: [join(piv, trustAnchor)],
          intermediates: chain.filter((file) => file.endsWith('.crt')).map((file) => join(piv, file)),
        }),
      ),
    ]);
    const expected = [
      ...certificates.map(({ file: id, openssl }) => ({ id, openssl })),
      ...pathFaults.map(({ id, openssl }) => ({ id, openssl })),
    ].flatMap(({ id, openssl }) => [
      { id, valid: openssl.path === 'valid' || otherThanOpenssl.has(id) },
      { id: `${id} with CRLs`, valid: openssl['path+crl'] === 'valid' || otherThanOpenssl.has(id) },
    ]);
    expect(answers.map(({ id, valid }) => ({ id, valid }))).toEqual(expected);
  });
});

interface CrlIndex {
  readonly files: readonly { readonly file: string; readonly kind: string; readonly expect?: string }[];
}

const otherThanBoringssl = readDivergences('CRLs');

describe.skipIf(crls === '')('a batch of revocation bundles', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'signet-bundles-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function writeBundle(file: string): object {
    const blocks = decodePem(readFileSync(join(crls, file), 'latin1'));
    const write = (label: RegExp): string[] =>
      blocks
        .filter((block) => label.test(block.label))
        .map(({ der }, index) => {
          const name = join(folder, `${file.replaceAll('/', '-')}-${label.source.length}-${index}.der`);
          writeFileSync(name, der);
          return name;
        });
    const [leaf] = write(/^CERTIFICATE$/);
    return {
      id: file,
      leaf,
      anchors: write(/^CA CERTIFICATE/),
      crls: write(/^CRL$/),
      time: '2017-03-09',
      allow: ['rsa1024'],
    };
  }

  it('answers every case as BoringSSL does', async () => {
    const { files } = JSON.parse(readFileSync(join(crls, 'index.json'), 'utf8')) as CrlIndex;
    const bundles = files.filter(({ kind }) => kind === 'synthetic-bundle');
    const { answers } = await runBatch(bundles.map(({ file }) => writeBundle(file)));
    const codes = { good: 'valid', revoked: 'revoked', unknown: 'revocation-undetermined' } as const;
    const expected = bundles.map(({ file, expect: stated }) => {
      const status = otherThanBoringssl.get(file)?.actual ?? /^status-(\w+)/.exec(stated ?? '')?.[1] ?? '';
      return { id: file, code: codes[status as keyof typeof codes] };
    });
    expect(answers.map(({ id, code }) => ({ id, code }))).toEqual(expected);
  });
});

describe('a batch', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'signet-batch-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('answers a bad line with an error and goes on', async () => {
    const notACertificate = join(folder, 'text.pem');
    writeFileSync(notACertificate, 'no certificate\n');
    const { answers, exitCode } = await runBatch([
      'no JSON',
      '[1]',
      '',
      { id: 'without a leaf' },
      { id: 'no such file', leaf: join(folder, 'absent.pem') },
      { id: 'no such time', leaf: notACertificate, time: 'yesterday' },
      { id: 'no such mode', leaf: notACertificate, revocation: 'maybe' },
      { id: 7, leaf: notACertificate, eku: ['clientAuth', '1.2.3'], anchors: null },
      `{"id": "long", "leaf": "${'x'.repeat(1_000_001)}"}`,
      { id: 'last', leaf: notACertificate, allow: ['sha1', 'rot13'], colour: 'red' },
    ]);
    expect(exitCode).toBe(2);
    const absent = join(folder, 'absent.pem');
    expect(answers).toEqual([
      { id: null, line: 1, error: expect.stringContaining('The line is no JSON') },
      { id: null, line: 2, error: 'The line is JSON, and no object.' },
      { id: 'without a leaf', line: 4, error: expect.stringContaining('leaf: ') },
      { id: 'no such file', line: 5, error: `There is no file ${absent}.` },
      { id: 'no such time', line: 6, error: expect.stringContaining('time: Give a date') },
      { id: 'no such mode', line: 7, error: expect.stringContaining('revocation: ') },
      expect.objectContaining({ id: 7, valid: false, code: 'malformed-certificate', path: [] }),
      { id: null, line: 9, error: 'The line is longer than 1000000 characters.' },
      expect.objectContaining({
        id: 'last',
        valid: false,
        warnings: [
          'The field colour is not known and was passed over.',
          'allow: rot13 is not known here and relaxes nothing.',
        ],
      }),
    ]);
  });

  it('takes no field for another that was meant, and passes over those that mean nothing here', async () => {
    const slips = {
      crl: 'crls',
      CRLs: 'crls',
      anchor: 'anchors',
      Intermediates: 'intermediates',
      policy: 'policies',
      purpose: 'eku',
      extKeyUsage: 'eku',
      explicitPolicy: 'requireExplicitPolicy',
      'explicit-policy': 'requireExplicitPolicy',
      'inhibit-any-policy': 'inhibitAnyPolicy',
      initialPolicyMappingInhibit: 'inhibitPolicyMapping',
      Leaf: 'leaf',
    };
    const { answers, exitCode } = await runBatch([
      ...Object.keys(slips).map((field) => ({ id: field, leaf: 'x', [field]: ['y'] })),
      { id: 'harness', leaf: 'x', comment: 'c', expected: 'valid', constructor: 1, crl: null },
    ]);
    expect(answers).toEqual([
      ...Object.entries(slips).map(([field, meant], index) => ({
        id: field,
        line: index + 1,
        error: `The field ${field} is not known: write «${meant}».`,
      })),
      { id: 'harness', line: 13, error: 'There is no file x.' },
    ]);
    expect(exitCode).toBe(2);
  });

  it('says of each field what it takes', async () => {
    const faults = [
      [{ leaf: '' }, 'leaf: Give the name of a file.'],
      [{ leaf: ['x'] }, 'leaf: Give the name of a file.'],
      [{ anchors: 'root.cer' }, 'anchors: Give a list, as in ["one", "another"].'],
      [{ crls: ['x', 7] }, 'crls.1: Give the name of a file.'],
      [{ time: 1_700_000_000 }, 'time: Give a date as text, as in "2026-12-01T08:30:00Z".'],
      [{ revocation: 'maybe' }, 'revocation: Give "off" or "require".'],
      [{ policies: ['gold'] }, 'policies.0: Give an OID, or "any".'],
      [{ requireExplicitPolicy: 1 }, 'requireExplicitPolicy: Give true or false.'],
      [{ eku: [7] }, 'eku.0: Give text.'],
      [{ eku: ['login'] }, expect.stringMatching(/^eku\.0: Give an OID or one of serverAuth, .*\.$/)],
      [{ allow: 'sha1' }, 'allow: Give a list, as in ["one", "another"].'],
      [{ leaf: '', allow: [7] }, 'leaf: Give the name of a file. allow.0: Give text.'],
    ] as const;
    const { answers } = await runBatch(faults.map(([fields]) => ({ leaf: 'x', ...fields })));
    expect(answers.map(({ error }) => error)).toEqual(faults.map(([, error]) => error));
  });

  it('takes flags for what a line leaves out or has as null', async () => {
    const { answers } = await runBatch(
      [
        { id: 1, leaf: 'x' },
        { id: 2, leaf: 'x', time: '2026-01-01' },
        { id: 3, leaf: 'x', time: null },
      ],
      ['--time', 'never'],
    );
    expect(answers[0]?.error).toContain('time: Give a date');
    expect(answers[1]?.error).toBe('There is no file x.');
    expect(answers[2]?.error).toContain('time: Give a date');
  });

  it('says of every answer whether revocation was checked, and warns when an empty list takes the place of --crl', async () => {
    const { leaf, flags } = await writeRevoked();
    const { answers } = await runBatch(
      [
        { id: 'flag', leaf },
        { id: 'null', leaf, crls: null },
        { id: 'empty', leaf, crls: [] },
        { id: 'off', leaf, crls: [], revocation: 'off' },
        { id: 'require', leaf, crls: [], revocation: 'require' },
      ],
      flags,
    );
    expect(answers).toMatchObject([
      { id: 'flag', code: 'revoked', revocation: 'require' },
      { id: 'null', code: 'revoked', revocation: 'require' },
      {
        id: 'empty',
        code: 'valid',
        revocation: 'off',
        warnings: [
          expect.stringMatching(/^crls is empty here, in the place of --crl, so that revocation was not/),
        ],
      },
      { id: 'off', code: 'valid', revocation: 'off' },
      { id: 'require', code: 'revocation-undetermined', revocation: 'require' },
    ]);
    expect(answers.filter((answer) => 'warnings' in answer)).toHaveLength(1);
    const bare = await runBatch([{ id: 1, leaf, crls: [] }], flags.slice(0, 2));
    expect(bare.answers).toEqual([expect.not.objectContaining({ warnings: expect.anything() })]);
  });

  it('says what is wrong with a CRL that does not count', async () => {
    const ca = await createTestAuthority('CN=Issuer');
    const { der } = await ca.issueCertificate({ serialNumber: '0a' });
    const now = Math.floor(Date.now() / 1000);
    const crls = {
      future: { thisUpdate: now + 9000 },
      forgeable: { thisUpdate: now - 60, hash: 'SHA-1' },
      expired: { thisUpdate: now - 9000, nextUpdate: now - 60 },
    } as const;
    const write = (name: string, bytes: Uint8Array): string => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const flags = ['--anchor', write('issuer.cer', ca.certificateDer)];
    const leaf = write('leaf.cer', der);
    const cases = await Promise.all(
      Object.entries(crls).map(async ([id, crl]) => ({
        id,
        leaf,
        crls: [write(`${id}.crl`, await ca.issueCrl(crl))],
      })),
    );
    const { answers } = await runBatch([...cases, { id: 'none', leaf, revocation: 'require' }], flags);
    expect(answers.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/\(crl-unusable\)\. The CRL is dated .*: compare the clocks of CA and server\.$/),
      expect.stringMatching(/\(crl-signature-invalid\)\. The CRL is signed with SHA-1, which can be forged/),
      expect.stringMatching(
        /\(crl-expired\)\. The CRL has expired at .* Fetch the CRL anew, or judge at a time/,
      ),
      expect.stringMatching(/\(crl-unreachable\)\. No CRL at hand .* Name that of its issuer with --crl/),
    ]);
  });

  it('answers the first line of a file that begins with a byte order mark', async () => {
    const { answers, exitCode } = await runBatch([
      '\uFEFF{"id":"first","leaf":"x"}',
      { id: 'next', leaf: 'x' },
    ]);
    expect(answers.map(({ error }) => error)).toEqual(['There is no file x.', 'There is no file x.']);
    expect([answers[0]?.id, exitCode]).toEqual(['first', 2]);
  });

  it.skipIf(process.platform === 'win32')('says that the name of a file may not be UTF-8', () => {
    // Nobody but a shell can hand over such a name.
    const script = 'exec "$0" "$1" cert verify "$(printf "caf\\351.cer")"';
    const { stderr, status } = spawnSync('sh', ['-c', script, NODE, SIGNET], { encoding: 'utf8' });
    expect(stderr).toBe(
      'signet: There is no file caf\uFFFD.cer: where its name is not in UTF-8, copy it to one that is.\n',
    );
    expect(status).toBe(3);
  });

  it.skipIf(!existsSync('/dev/full'))('says in a sentence that the answers cannot be written', async () => {
    const batch = join(folder, 'many.jsonl');
    writeFileSync(batch, `${JSON.stringify({ leaf: 'x' })}\n`.repeat(3000));
    const full = openSync('/dev/full', 'w');
    const child = spawn(NODE, [SIGNET, 'cert', 'verify', '--batch', batch], {
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    const [said, [exitCode]] = await Promise.all([text(child.stderr!), once(child, 'exit')]);
    expect(said).toMatch(
      /^signet: The output cannot be written \(ENOSPC: .*\): make room, or send it elsewhere\.\n$/,
    );
    expect(exitCode).toBe(1);
  });

  async function writeRevoked(): Promise<{ readonly leaf: string; readonly flags: readonly string[] }> {
    const ca = await createTestAuthority('CN=Issuer');
    const { der } = await ca.issueCertificate({ serialNumber: '0a' });
    const thisUpdate = Math.floor(Date.now() / 1000) - 60;
    const crl = await ca.issueCrl({ thisUpdate, entries: [{ serialNumber: '0a', reason: 'keyCompromise' }] });
    const write = (name: string, bytes: Uint8Array): string => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const leaf = write('revoked.cer', der);
    return {
      leaf,
      flags: ['--anchor', write('issuer.cer', ca.certificateDer), '--crl', write('issuer.crl', crl)],
    };
  }
});
