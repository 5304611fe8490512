import { setImmediate } from 'node:timers/promises';
import {
  AMR_FEDERATED,
  type CertificateAuthority,
  type CertificateAuthorityId,
  type CertificateUse,
  type Clock,
  type Directory,
  type EndedUses,
} from '@signet/identity';
import type { SerialNumber } from '@signet/pki';
import type { NewCrl, RevocationLog, RevocationService } from './types.ts';

export interface PushServices {
  readonly revocation: RevocationService;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Pick<RevocationLog, 'info'>;
}

/**
 * Ends the sessions and grants that came from a certificate as soon as a CRL lists it, so that nobody waits for
 * a refresh (DESIGN.md §3). What the list changed is looked for in the database by index; nothing is scanned.
 * It also keeps ended what the CA drops from later CRLs, as it may once the certificate has expired. The result
 * stops listening.
 */
export function pushRevocation(services: PushServices): () => void {
  const undecided = new Map<CertificateAuthorityId, readonly SerialNumber[]>();
  return services.revocation.onNewCrl(async (event) => {
    const { id } = event.authority;
    const ids = await listNamesakes(event.authority, services.directory);
    const candidates = [...(await findCandidates(event, ids, services)), ...(undecided.get(id) ?? [])];
    const outcomes = await endRevoked(event.authority, ids, new Set(candidates), services);
    const milliseconds = event.millisecondsSinceSeen();
    // Base and delta may not belong together until the other one arrives, too.
    undecided.set(id, outcomes.undecided);
    // What another list has ended is for its own push to settle and to tell.
    if (outcomes.revoked.length === 0) return;
    await tell(event, { ...(await settle(ids, services)), milliseconds }, services);
  });
}

/** Serial numbers that the list revokes and that live sessions or grants came from. */
async function findCandidates(
  { newlyRevoked, findRevoked }: NewCrl,
  ids: readonly CertificateAuthorityId[],
  { directory }: PushServices,
): Promise<readonly SerialNumber[]> {
  const { certificateUses } = directory;
  const found: SerialNumber[] = [];
  for (const id of ids) {
    if (newlyRevoked !== undefined) {
      found.push(...(await certificateUses.findLive(id, newlyRevoked)));
      continue;
    }
    // The first list since the start, or one with thousands of changes: the live ones are held against it.
    for (let after: SerialNumber | undefined; ; ) {
      const page = await certificateUses.listLive(id, { limit: LIVE_AT_ONCE, after });
      found.push(...page.filter((serialNumber) => findRevoked(serialNumber) !== undefined));
      after = page.at(-1);
      if (after === undefined) break;
      // SQLite has answered at once: others have their turn.
      await setImmediate();
    }
  }
  return found;
}

/**
 * The CA itself first. Then those of the same name in its tenant: a partner's claim tells the name only, so of a
 * renewed CA the CRLs of all keys count (entra-cba.md §1.5).
 */
async function listNamesakes(
  authority: CertificateAuthority,
  { certificateAuthorities }: Directory,
): Promise<readonly CertificateAuthorityId[]> {
  const all = await certificateAuthorities.list(authority.tenantId);
  const others = all.filter(({ id, issuer }) => id !== authority.id && issuer === authority.issuer);
  return [authority.id, ...others.map(({ id }) => id)];
}

/** Several at a time. */
async function endRevoked(
  authority: CertificateAuthority,
  ids: readonly CertificateAuthorityId[],
  candidates: ReadonlySet<SerialNumber>,
  services: PushServices,
): Promise<Readonly<Record<Outcome, readonly SerialNumber[]>>> {
  const outcomes: Record<Outcome, SerialNumber[]> = { revoked: [], good: [], undecided: [] };
  const waiting = candidates.values();
  const worker = async (): Promise<void> => {
    for (const serialNumber of waiting) {
      outcomes[await endIfRevoked(authority, ids, serialNumber, services)].push(serialNumber);
    }
  };
  await Promise.all(Array.from({ length: ENDED_AT_ONCE }, worker));
  return outcomes;
}

type Outcome = 'revoked' | 'good' | 'undecided';

async function endIfRevoked(
  authority: CertificateAuthority,
  ids: readonly CertificateAuthorityId[],
  serialNumber: SerialNumber,
  { revocation, directory, clock }: PushServices,
): Promise<Outcome> {
  // The other part may say more: a delta takes a hold back that the base still lists.
  const question = { authority, serialNumber, subjectIsCA: false, publishedAfter: undefined };
  const { status } = await revocation.check(question);
  if (status === 'undetermined') return 'undecided';
  if (status !== 'revoked') return 'good';
  for (const id of ids) {
    const own: CertificateUse = { certificateAuthorityId: id, serialNumber };
    const use = id === authority.id ? own : { ...own, amr: AMR_FEDERATED };
    await directory.certificateUses.end(use, clock.now());
  }
  return 'revoked';
}

/** What has ended is written into each row only now: it may be a hundred thousand. */
async function settle(
  ids: readonly CertificateAuthorityId[],
  { directory }: PushServices,
): Promise<EndedUses> {
  const total = { sessions: 0, grants: 0 };
  for (const id of ids) {
    const { sessions, grants } = await directory.certificateUses.settle(id);
    total.sessions += sessions;
    total.grants += grants;
  }
  return total;
}

/** From the CRL's arrival to the end of the last session: what an administrator wants to know of a revocation. */
async function tell(
  { authority, part, seenAt }: NewCrl,
  ended: EndedUses & { readonly milliseconds: number },
  { directory, log }: PushServices,
): Promise<void> {
  // Of the processes that load the same list, the one that ended something has the figure.
  if (ended.sessions + ended.grants === 0) return;
  log.info({ certificateAuthorityId: authority.id, part, ...ended }, 'a new CRL ended sessions and grants');
  await directory.crlPushes.put({ certificateAuthorityId: authority.id, part, seenAt, ...ended });
}

/** Read in a few milliseconds. */
const LIVE_AT_ONCE = 1000;

/** SQLite commits them together, and PostgreSQL has connections left for whoever signs in meanwhile. */
const ENDED_AT_ONCE = 8;
