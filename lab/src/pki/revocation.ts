import { formatSerialNumber, type SerialNumber } from '@signet/pki';
import { LabError } from '../lab-error.ts';
import type { CaRecord, Register } from './register.ts';
import type { CaName, LabCertificateAuthority, Revocation } from './types.ts';

/** Throws `unknown-serial-number`, and `already-revoked` unless what stands is a hold. */
export function revokeInRegister(
  register: Register,
  revocation: Revocation,
  issuing: LabCertificateAuthority,
): readonly [Register, Revocation] {
  const { serialNumber } = revocation;
  const ca = findIssuer(register, serialNumber, issuing);
  const record = register.cas[ca];
  const standing = record.revoked.find((entry) => entry.serialNumber === serialNumber);
  if (standing && standing.reason !== 'certificateHold') {
    throw new LabError(
      'already-revoked',
      `Certificate ${formatSerialNumber(serialNumber)} is revoked already (${standing.reason}).`,
    );
  }
  const others = record.revoked.filter((entry) => entry !== standing);
  return [withRecord(register, ca, { ...record, revoked: [...others, revocation] }), revocation];
}

/** Throws `unknown-serial-number`, and `not-on-hold`: RFC 5280 §5.3.1 lets a CA take back a hold and nothing else. */
export function unrevokeInRegister(
  register: Register,
  serialNumber: SerialNumber,
  issuing: LabCertificateAuthority,
): Register {
  const ca = findIssuer(register, serialNumber, issuing);
  const record = register.cas[ca];
  const rest = record.revoked.filter(
    (entry) => entry.serialNumber !== serialNumber || entry.reason !== 'certificateHold',
  );
  if (rest.length < record.revoked.length) return withRecord(register, ca, { ...record, revoked: rest });
  throw new LabError(
    'not-on-hold',
    `Certificate ${formatSerialNumber(serialNumber)} is not on hold, so there is nothing to take back.`,
  );
}

function findIssuer(
  register: Register,
  serialNumber: SerialNumber,
  issuing: LabCertificateAuthority,
): CaName {
  if (serialNumber === issuing.serialNumber) return 'root';
  const issued = register.issued.find((entry) => entry.serialNumber === serialNumber);
  if (issued?.ca) return issued.ca;
  throw new LabError(
    'unknown-serial-number',
    `No certificate with serial number ${formatSerialNumber(serialNumber)} was issued by this PKI: «signet lab list» shows what was.`,
  );
}

function withRecord(register: Register, ca: CaName, record: CaRecord): Register {
  return { ...register, cas: { ...register.cas, [ca]: record } };
}
