import { readFileSync } from 'node:fs';
import { type PathCase, SuiteError } from './path-case.ts';

/** The fields of limbo.json that `--batch` can ask for: not the peer's name, the longest chain and the key usage. */
interface LimboCase {
  readonly id: string;
  readonly validation_kind: 'CLIENT' | 'SERVER';
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly extended_key_usage: readonly string[];
  readonly expected_result: 'FAILURE' | 'SUCCESS';
  readonly crls: readonly string[];
}

/** x509-limbo: one file, limbo.json. */
export function readLimbo(path: string): readonly PathCase[] {
  const file = JSON.parse(readFileSync(path, 'utf8')) as { testcases?: readonly LimboCase[] } | null;
  if (file?.testcases === undefined) throw new SuiteError(`${path} is no limbo.json: it has no testcases.`);
  return file.testcases.map(toPathCase);
}

function toPathCase(limbo: LimboCase): PathCase {
  return {
    id: limbo.id,
    expected: limbo.expected_result === 'SUCCESS' ? 'valid' : 'invalid',
    leaf: limbo.peer_certificate,
    intermediates: limbo.untrusted_intermediates,
    anchors: limbo.trusted_certs,
    crls: limbo.crls,
    settings: {
      time: limbo.validation_time,
      revocation: limbo.crls.length > 0 ? 'require' : 'off',
      eku: findPurposes(limbo),
    },
  };
}

/** A case that names none means that of the peer it validates. */
function findPurposes({ extended_key_usage: named, validation_kind: kind }: LimboCase): readonly string[] {
  if (named.length > 0) return named;
  return [kind === 'SERVER' ? 'serverAuth' : 'clientAuth'];
}
