import {
  type MetadataRefresh,
  type MetadataRefreshResult,
  type RelyingPartyTrustId,
  workThrough,
} from '@signet/identity';
import { PkiError, parseCertificate, type UnixSeconds } from '@signet/pki';
import { XmlError } from '@signet/xml';
import { describeTrust, isSameTrust } from './describe-trust.ts';
import { type EntityMetadata, readEntityMetadata } from './entity.ts';
import { judgeOrigin } from './origin.ts';
import { endOfCertificate, rollOver } from './roll-over.ts';
import {
  type MetadataRefresher,
  type MetadataRefreshServices,
  type RefreshSubject,
  subjectOf,
} from './types.ts';

/** Nothing is read before the first call of a method; of several processes one reads for a subject at a time. */
export function createMetadataRefresher(services: MetadataRefreshServices): MetadataRefresher {
  const run = async (
    subject: RefreshSubject,
    when: 'if-due' | 'now',
  ): Promise<MetadataRefresh | undefined> => {
    const { leases } = services.directory;
    const lease = `metadata ${subjectOf(subject)}`;
    const now = services.clock.now();
    if (!(await leases.acquire(lease, services.leaseHolder, now, now + LEASE_SECONDS))) return undefined;
    try {
      return await refresh(subject, when, now, services);
    } finally {
      await leases.release(lease, services.leaseHolder);
    }
  };
  const runLogged = async (subject: RefreshSubject): Promise<void> => {
    try {
      await run(subject, 'if-due');
    } catch (error) {
      services.log.warn({ err: error, subject: subjectOf(subject) }, 'metadata could not be refreshed');
    }
  };
  return {
    refreshNow: (subject) => run(subject, 'now'),
    // Partners that are slow together, or on purpose, keep the others waiting no longer than one does.
    refreshDue: async () => workThrough(await listDue(services), READERS, runLogged),
  };
}

async function listDue({ directory, clock }: MetadataRefreshServices): Promise<readonly RefreshSubject[]> {
  const now = clock.now();
  const due: RefreshSubject[] = [];
  for (const { subject } of await directory.metadataRefreshes.listDue(now)) {
    if (!subject.startsWith('relying-party ')) continue;
    const id = subject.slice('relying-party '.length) as RelyingPartyTrustId;
    const trust = await directory.relyingPartyTrusts.find(id);
    if (trust) due.push({ kind: 'relying-party', trust });
    else await directory.metadataRefreshes.remove(subject);
  }
  for (const { id } of await directory.tenants.list()) {
    for (const domain of await directory.domains.list(id)) {
      // Entra: from 30 days before the end of the present certificate.
      const end = domain.federation && endOfCertificate(domain.federation.signingCertificate);
      if (end !== undefined && end - AHEAD_SECONDS <= now) due.push({ kind: 'domain', domain });
    }
  }
  return due;
}

async function refresh(
  subject: RefreshSubject,
  when: 'if-due' | 'now',
  now: UnixSeconds,
  services: MetadataRefreshServices,
): Promise<MetadataRefresh | undefined> {
  const { metadataRefreshes } = services.directory;
  const before = await metadataRefreshes.find(subjectOf(subject));
  // Another process may have done it between the list and the lease.
  if (when === 'if-due' && before !== undefined && before.nextRunAt > now) return before;
  const attempt = await attemptRefresh(subject, before, when, now, services);
  const after: MetadataRefresh = { ...attempt, subject: subjectOf(subject), lastRunAt: now };
  await metadataRefreshes.put(after);
  const { url, result, reason } = after;
  const facts = { subject: after.subject, url, result, reason };
  if (result === 'updated' || result === 'unchanged') services.log.info(facts, 'metadata refreshed');
  else services.log.warn(facts, 'metadata could not be taken; the old stay in force');
  return after;
}

type Attempt = Omit<MetadataRefresh, 'subject' | 'lastRunAt'>;

async function attemptRefresh(
  subject: RefreshSubject,
  before: MetadataRefresh | undefined,
  when: 'if-due' | 'now',
  now: UnixSeconds,
  services: MetadataRefreshServices,
): Promise<Attempt> {
  const url = urlOf(subject, before);
  // What was taken from another address says nothing about this one.
  const known = before?.url === url ? before : undefined;
  const validators = when === 'now' ? undefined : known;
  const kept = { etag: known?.etag, lastModified: known?.lastModified, signer: known?.signer };
  const failed = (result: MetadataRefreshResult, reason: string): Attempt => ({
    url,
    result,
    reason,
    nextRunAt: now + RETRY_SECONDS,
    ...kept,
  });
  if (url === '') return failed('unreadable', 'No address of its metadata is known.');
  const fetched = await services.fetch(url, {
    etag: validators?.etag,
    lastModified: validators?.lastModified,
  });
  if (fetched.outcome === 'failed') {
    return failed(fetched.failure.endsWith('timeout') ? 'timed-out' : 'unreachable', fetched.reason);
  }
  if (fetched.outcome === 'not-modified') {
    return { url, result: 'unchanged', reason: undefined, nextRunAt: now + LONGEST_SECONDS, ...kept };
  }
  try {
    const text = decodeUtf8(fetched.body);
    const metadata = readEntityMetadata(text);
    for (const der of metadata.signingCertificates) parseCertificate(der);
    const origin = judgeOrigin(
      metadata,
      subject.kind === 'domain' ? metadata.issuerCertificates : metadata.signingCertificates,
      { url, ...knownOf(subject), signer: known?.signer, unsigned: unsignedOf(subject, when) },
      now,
      services.xmlCrypto,
    );
    if (origin.status === 'refused') return failed('refused', origin.reason);
    const result = await apply(subject, metadata, text, services);
    const { etag, lastModified } = fetched;
    const { signer } = origin;
    return {
      url,
      result,
      reason: undefined,
      nextRunAt: nextRunAt(metadata, now),
      etag,
      lastModified,
      signer,
    };
  } catch (error) {
    if (error instanceof XmlError || error instanceof PkiError) {
      return failed('unreadable', `${error.message.replace(/\.$/, '')}.`);
    }
    throw error;
  }
}

function decodeUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new XmlError('not-unicode', 'the metadata are not UTF-8', { cause });
  }
}

/** AD FS's address beside the one that people are sent to, unless another was given. */
function urlOf(subject: RefreshSubject, before: MetadataRefresh | undefined): string {
  if (subject.kind === 'relying-party') return subject.trust.metadataUrl ?? before?.url ?? '';
  const { passiveSignInUri = '' } = subject.domain.federation ?? {};
  const usual = URL.parse('/FederationMetadata/2007-06/FederationMetadata.xml', passiveSignInUri)?.href;
  return subject.url ?? before?.url ?? usual ?? '';
}

// With its key a partner of a domain signs anybody in: what proves nothing is for an administrator to take.
function unsignedOf({ kind }: RefreshSubject, when: 'if-due' | 'now'): 'by-tls' | 'refused' {
  return kind === 'relying-party' || when === 'now' ? 'by-tls' : 'refused';
}

function knownOf(subject: RefreshSubject): {
  entityIds: readonly string[];
  certificates: readonly Uint8Array[];
} {
  if (subject.kind === 'relying-party') {
    const { identifiers, signingCertificates } = subject.trust;
    return { entityIds: identifiers, certificates: signingCertificates };
  }
  const { federation } = subject.domain;
  if (!federation) throw new TypeError(`${subject.domain.name} is not federated`);
  const { issuerUri, signingCertificate, nextSigningCertificate: next } = federation;
  return { entityIds: [issuerUri], certificates: [signingCertificate, ...(next ? [next] : [])] };
}

/** In one transaction with a fresh look, so that what an administrator changed meanwhile is not lost. */
function apply(
  subject: RefreshSubject,
  metadata: EntityMetadata,
  text: string,
  services: MetadataRefreshServices,
): Promise<'updated' | 'unchanged'> {
  return services.directory.transaction(async ({ tenants, domains, relyingPartyTrusts }) => {
    await tenants.hold(subject.kind === 'domain' ? subject.domain.tenantId : subject.trust.tenantId);
    if (subject.kind === 'domain') {
      const domain = await domains.find(subject.domain.name);
      const federation = domain?.federation && rollOver(domain.federation, metadata.issuerCertificates);
      if (!domain || !federation) return 'unchanged';
      await domains.update({ ...domain, federation });
      return 'updated';
    }
    const trust = await relyingPartyTrusts.find(subject.trust.id);
    if (!trust) return 'unchanged';
    const updated = describeTrust(trust, services.readRelyingParty(text), services);
    if (isSameTrust(updated, trust)) return 'unchanged';
    await relyingPartyTrusts.update(updated);
    return 'updated';
  });
}

/** As often as the partner wants it, and well before what it said ends. */
function nextRunAt({ validUntil, cacheDurationSeconds }: EntityMetadata, now: UnixSeconds): UnixSeconds {
  const untilEnd = validUntil === undefined ? LONGEST_SECONDS : Math.floor((validUntil - now) / 2);
  const wanted = Math.min(cacheDurationSeconds ?? LONGEST_SECONDS, untilEnd, LONGEST_SECONDS);
  return now + Math.max(wanted, SHORTEST_SECONDS);
}

/** Each holds one download, of 256 KB at most. */
const READERS = 8;
const LEASE_SECONDS = 60; // a fetch takes ten at most
const AHEAD_SECONDS = 30 * 86_400;
const LONGEST_SECONDS = 86_400;
const SHORTEST_SECONDS = 15 * 60;
const RETRY_SECONDS = 3600;
