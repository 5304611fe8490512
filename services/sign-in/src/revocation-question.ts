import type {
  CertificateAuthority,
  RevocationAnswer,
  RevocationOracle,
  RevocationQuery,
} from '@signet/identity';
import { type Certificate, type Check, equalBytes, equalNames } from '@signet/pki';
import type { TrustStore } from './trust-store.ts';

/**
 * The certificates of the store with this name and this key: of a CA that was renewed with its key, each record has
 * a CRL URL of its own, and its one key signs for all of them. In the order of the store, the same for each of them.
 */
function listKeyHolders(
  issuer: Certificate,
  { anchors, intermediates }: Pick<TrustStore, 'anchors' | 'intermediates'>,
): readonly Certificate[] {
  return [...anchors, ...intermediates].filter((one) => isKeyHolder(one, issuer));
}

/** Whether two CA certificates stand for one CA and key: what the one issued, the other did as well. */
export function isKeyHolder(one: Certificate, other: Certificate): boolean {
  const key = other.subjectPublicKeyInfo.der;
  return equalBytes(one.subjectPublicKeyInfo.der, key) && equalNames(one.subject, other.subject);
}

/**
 * Asks every record of the CA's name and key: revoked at one of them is revoked. «Undetermined» is outweighed only
 * by a sibling's «good», and «not checked» by every other answer.
 */
export async function askKeyHolders(
  issuer: Certificate,
  query: Omit<RevocationQuery, 'authority'>,
  trustStore: TrustStore,
  revocation: RevocationOracle,
): Promise<RevocationAnswer> {
  const authorities = listKeyHolders(issuer, trustStore)
    .map((certificate) => trustStore.findRecord(certificate))
    .filter((record): record is CertificateAuthority => record !== undefined);
  if (authorities.length === 0) throw new Error('the path left the trust store');
  return combine(
    await Promise.all(authorities.map((authority) => revocation.check({ ...query, authority }))),
  );
}

function combine(answers: readonly RevocationAnswer[]): RevocationAnswer {
  const sorted = answers.toSorted((one, other) => WEIGHT[one.status] - WEIGHT[other.status]);
  const [heaviest, ...others] = sorted;
  if (heaviest === undefined) throw new Error('nobody was asked about revocation');
  // The evidence ends with what decides.
  const outweighed = others.toReversed().flatMap((other) => describeOutweighed(other, heaviest));
  return { ...heaviest, checks: [...outweighed, ...heaviest.checks] };
}

function describeOutweighed(
  { status, checks }: RevocationAnswer,
  heaviest: RevocationAnswer,
): readonly Check[] {
  // That nothing is configured here lets nobody pass where another record is asked.
  const isCovered = status === 'not-checked' && heaviest.status !== 'not-checked';
  return checks.map((check) =>
    check.check === 'revocation'
      ? { ...check, result: 'skipped', ...(isCovered && { detail: ANOTHER_IS_ASKED }) }
      : check,
  );
}

const ANOTHER_IS_ASKED =
  'No CRL URL is configured on this record of the CA: another one of its name and key is asked.';

const WEIGHT = { revoked: 0, good: 1, undetermined: 2, 'not-checked': 3 } as const satisfies Record<
  RevocationAnswer['status'],
  number
>;
