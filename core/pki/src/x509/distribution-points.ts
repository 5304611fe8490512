import type { DerReader } from '../der/reader.ts';
import { constructedContextTag, contextTag, TAG } from '../der/tags.ts';
import { readGeneralNames } from './general-names.ts';
import { readNamedBits } from './named-bits.ts';
import { readRelativeDistinguishedName } from './names.ts';
import type { DistributionPoint, ReasonFlag } from './types.ts';

/** CRLDistributionPoints and FreshestCRL, RFC 5280 §4.2.1.13 and §4.2.1.15. */
export function readDistributionPoints(reader: DerReader): readonly DistributionPoint[] {
  const points: DistributionPoint[] = [];
  reader.within(TAG.sequence, () => {
    if (reader.atEnd) throw reader.fault('empty-sequence', 'CRLDistributionPoints without a point');
    while (!reader.atEnd) points.push(reader.within(TAG.sequence, () => readPoint(reader)));
  });
  return Object.freeze(points);
}

/** DistributionPointName in its own [0], as distribution points and issuing distribution points hold it. */
export function readDistributionPointName(
  reader: DerReader,
): Pick<DistributionPoint, 'fullName' | 'nameRelativeToCRLIssuer'> {
  const name = reader.optional(constructedContextTag(0), () => {
    if (reader.hasTag(constructedContextTag(1))) {
      return { nameRelativeToCRLIssuer: readRelativeDistinguishedName(reader, constructedContextTag(1)) };
    }
    return { fullName: readGeneralNames(reader, constructedContextTag(0)) };
  });
  return name ?? {};
}

/** ReasonFlags under an IMPLICIT tag. */
export function readReasonFlags(reader: DerReader, tag: number): ReadonlySet<ReasonFlag> {
  return readNamedBits(reader, tag, REASON_FLAGS);
}

function readPoint(reader: DerReader): DistributionPoint {
  const start = reader.offset;
  const name = readDistributionPointName(reader);
  const reasons = reader.hasTag(contextTag(1)) ? readReasonFlags(reader, contextTag(1)) : undefined;
  const issuerTag = constructedContextTag(2);
  const cRLIssuer = reader.hasTag(issuerTag) ? readGeneralNames(reader, issuerTag) : undefined;
  const named = 'fullName' in name || 'nameRelativeToCRLIssuer' in name;
  // RFC 5280 §4.2.1.13: reasons alone say nothing.
  if (!named && cRLIssuer === undefined) {
    throw reader.fault('bad-extension', 'distribution point with neither name nor CRL issuer', start);
  }
  return Object.freeze({
    ...name,
    ...(reasons === undefined ? {} : { reasons }),
    ...(cRLIssuer === undefined ? {} : { cRLIssuer }),
  });
}

const REASON_FLAGS: readonly (ReasonFlag | undefined)[] = [
  undefined,
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
];
