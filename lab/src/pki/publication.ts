import type { UnixSeconds } from '@signet/pki';
import { LabError } from '../lab-error.ts';
import { signerOf } from './authority.ts';
import { encodeCrl, listDeltaEntries } from './crl.ts';
import type { PkiStore } from './pki-store.ts';
import type { CaRecord, Register } from './register.ts';
import type {
  CaName,
  LabCertificateAuthority,
  Publication,
  PublicationPath,
  PublishOptions,
} from './types.ts';

/** Writes the CRLs that are asked for and returns the register that remembers them. */
export async function publishCrls(
  store: PkiStore,
  register: Register,
  authorities: Readonly<Record<CaName, LabCertificateAuthority>>,
  options: PublishOptions,
  now: UnixSeconds,
): Promise<Register> {
  const cas = { ...register.cas };
  for (const ca of options.cas ?? (['root', 'issuing'] as const)) {
    cas[ca] = await publishCrlsOf(store, authorities[ca], cas[ca], options, now);
  }
  return { ...register, cas };
}

export async function publishCas(store: PkiStore, cas: readonly LabCertificateAuthority[]): Promise<void> {
  for (const { name, certificate } of cas) await publishBytes(store, `ca/${name}.cer`, certificate);
}

export async function publishBytes(store: PkiStore, path: PublicationPath, bytes: Uint8Array): Promise<void> {
  await store.put(`public/${path}`, bytes, 'public');
}

/** Only the names that the PKI publishes exist: what a request asks for never becomes a file name. */
export async function findPublication(store: PkiStore, path: string): Promise<Publication | undefined> {
  return PUBLICATION.test(path) ? await store.find(`public/${path}`) : undefined;
}

async function publishCrlsOf(
  store: PkiStore,
  authority: LabCertificateAuthority,
  record: CaRecord,
  options: PublishOptions,
  now: UnixSeconds,
): Promise<CaRecord> {
  const { base: wantsBase = true, delta: wantsDelta = true } = options;
  if (!wantsBase && !wantsDelta) return record;
  // RFC 5280 §5.2.3: a base and a delta of the same moment have the same number.
  const crlNumber = record.crlNumber + 1;
  const { revoked } = record;
  const base = wantsBase ? { crlNumber, revoked } : record.base;
  const signer = signerOf(authority);
  if (wantsBase) {
    const nextUpdate = now + (options.nextUpdateSeconds ?? BASE_SECONDS);
    const crl = await encodeCrl({ thisUpdate: now, nextUpdate, crlNumber, entries: revoked }, signer);
    await publishBytes(store, `crl/${authority.name}.crl`, crl);
  }
  if (wantsDelta) {
    if (!base) {
      throw new LabError(
        'no-base-crl',
        `The ${authority.name} CA has no base CRL yet; publish one with the delta.`,
      );
    }
    const nextUpdate = now + (options.deltaNextUpdateSeconds ?? DELTA_SECONDS);
    const entries = listDeltaEntries(base.revoked, revoked, now);
    const contents = { thisUpdate: now, nextUpdate, crlNumber, baseCrlNumber: base.crlNumber, entries };
    await publishBytes(store, `crl/${authority.name}-delta.crl`, await encodeCrl(contents, signer));
  }
  return { crlNumber, revoked, base };
}

const PUBLICATION = /^(?:crl\/(?:root|issuing)(?:-delta)?\.crl|ca\/(?:root|issuing)\.cer)$/;
const BASE_SECONDS = 7 * 86_400;
const DELTA_SECONDS = 86_400;
