import { setImmediate } from 'node:timers/promises';
import {
  type CertificateAuthority,
  type CertificateAuthorityId,
  type Clock,
  type Directory,
  type EndedUses,
  workThrough,
} from '@signet/identity';
import { positiveReadingOf, readingsOf, type SerialNumber } from '@signet/pki';
import { type Ended, type EndingServices, endIfRevoked } from './ended-uses.ts';
import { findRelatives, type Relatives } from './relatives.ts';
import type { NewCrl, RevocationLog, RevocationService } from './types.ts';

export interface PushServices {
  readonly revocation: RevocationService;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: RevocationLog;
}

/**
 * Ends the sessions and grants that came from a certificate as soon as a CRL lists it, so that nobody waits for
 * a refresh (DESIGN.md §3). What the list changed is looked for in the database by index; nothing is scanned.
 * It also keeps ended what the CA drops from later CRLs, as it may once the certificate has expired. What could not
 * be decided or written is tried again, with the next list and after each sweep. The result stops listening.
 */
export function pushRevocation(services: PushServices): () => void {
  const pushes = new Map<CertificateAuthorityId, AuthorityPush>();
  const away = services.revocation.onNewCrl(async (event) => {
    const { id } = event.authority;
    const push = pushes.get(id) ?? new AuthorityPush(services);
    pushes.set(id, push);
    await push.take(event);
  });
  const stay = services.revocation.onSweep(async () => {
    await workThrough(pushes, PUSHES_AT_ONCE, async ([id, push]) => {
      if (await push.retry()) return;
      // The list that the CA has now, if any, begins anew.
      if (pushes.get(id) === push) pushes.delete(id);
    });
  });
  return () => {
    away();
    stay();
  };
}

/** What is to be ended of one CA. */
class AuthorityPush {
  readonly #services: PushServices;
  /** Stays here until it has been decided and, where need be, ended, whatever happens meanwhile. */
  readonly #undecided = new Set<SerialNumber>();
  /** Whose candidates could not be looked for. */
  #unsearched: NewCrl | undefined;
  #last: NewCrl | undefined;
  #hasDelta = false;

  constructor(services: PushServices) {
    this.#services = services;
  }

  async take(event: NewCrl): Promise<void> {
    this.#last = event;
    if (event.part === 'delta') this.#hasDelta = true;
    // What both bases list may have been good between them: a delta had taken the hold back.
    await this.#search(
      this.#hasDelta && event.part === 'base' ? { ...event, newlyRevoked: undefined } : event,
    );
    // Base and delta may not belong together until the other one arrives, too: what waits is asked again.
    await this.#decide(event);
  }

  /** Once more what failed; nothing as a rule. False when the CA no longer has the URL that the list came from. */
  async retry(): Promise<boolean> {
    const last = this.#last;
    if (last === undefined || (this.#unsearched === undefined && this.#undecided.size === 0)) return true;
    const authority = await this.#services.directory.certificateAuthorities.find(last.authority.id);
    if (authority === undefined || urlOf(authority, last.part) !== urlOf(last.authority, last.part))
      return false;
    if (this.#unsearched !== undefined) await this.#search(this.#unsearched);
    if (this.#undecided.size > 0) await this.#decide(last);
    return true;
  }

  async #search(event: NewCrl): Promise<void> {
    try {
      const relatives = await findRelatives(event.authority, this.#services.directory);
      // Before the work: an error on the way leaves them waiting.
      for (const one of await findCandidates(event, relatives, this.#services)) this.#undecided.add(one);
      if (this.#unsearched === event) this.#unsearched = undefined;
    } catch (error) {
      // The later list names less than what is missing, so the live ones are held against it whole.
      this.#unsearched = { ...event, newlyRevoked: undefined };
      this.#warn(event, 'what a new CRL revokes could not be looked for', error);
    }
  }

  async #decide(event: NewCrl): Promise<void> {
    const { directory } = this.#services;
    const relatives = await findRelatives(event.authority, directory);
    // The list may have come before the URL of the delta was set: people sign in by both, so both are asked.
    const authority = (await directory.certificateAuthorities.find(event.authority.id)) ?? event.authority;
    const endedOf = new Set<CertificateAuthorityId>();
    await workThrough(this.#undecided, ENDED_AT_ONCE, async (serialNumber) => {
      const ended = await this.#decideOne({ ...event, authority }, relatives, serialNumber);
      for (const id of ended) endedOf.add(id);
    });
    const milliseconds = event.millisecondsSinceSeen();
    // What another list has ended is for its own push to settle and to tell.
    if (endedOf.size === 0) return;
    await tell(event, { ...(await settle(endedOf, this.#services)), milliseconds }, this.#services);
  }

  async #decideOne(event: NewCrl, relatives: Relatives, serialNumber: SerialNumber): Promise<Ended> {
    try {
      const ended = await endIfRevoked(event.authority, relatives, serialNumber, this.#services);
      if (ended !== 'undecided') this.#undecided.delete(serialNumber);
      return ended === 'undecided' ? [] : ended;
    } catch (error) {
      this.#warn(event, 'what came from a revoked certificate could not be ended yet', error);
      return [];
    }
  }

  #warn({ authority }: NewCrl, message: string, error: unknown): void {
    this.#services.log.warn({ certificateAuthorityId: authority.id, error: String(error) }, message);
  }
}

function urlOf(authority: CertificateAuthority, part: NewCrl['part']): string | undefined {
  const { certificateRevocationListUrl, deltaCertificateRevocationListUrl } = authority;
  return part === 'base' ? certificateRevocationListUrl : deltaCertificateRevocationListUrl;
}

/** Serial numbers that the list revokes and that live sessions or grants, or a CA of the store, came from. */
async function findCandidates(
  { newlyRevoked, findRevoked }: NewCrl,
  { holders, namesakes, issued }: Relatives,
  { directory }: EndingServices,
): Promise<readonly SerialNumber[]> {
  const { certificateUses } = directory;
  const isListed = (serialNumber: SerialNumber) =>
    readingsOf(serialNumber).some((one) => findRevoked(one) !== undefined);
  // A partner's claim may name a negative number by its octets.
  const named = newlyRevoked?.flatMap((one) => [one, positiveReadingOf(one) ?? []].flat());
  const found = issued.map(({ serialNumber }) => serialNumber).filter(isListed);
  for (const id of [...holders, ...namesakes]) {
    if (named !== undefined) {
      found.push(...(await certificateUses.findLive(id, named)));
      continue;
    }
    // The first list since the start, or one with thousands of changes: the live ones are held against it.
    for (let after: SerialNumber | undefined; ; ) {
      const page = await certificateUses.listLive(id, { limit: LIVE_AT_ONCE, after });
      found.push(...page.filter(isListed));
      after = page.at(-1);
      if (after === undefined) break;
      // SQLite has answered at once: others have their turn.
      await setImmediate();
    }
  }
  return found;
}

/** What has ended is written into each row only now: it may be a hundred thousand. */
async function settle(
  ids: Iterable<CertificateAuthorityId>,
  { directory }: EndingServices,
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

/** Each may wait for its CA's host. */
const PUSHES_AT_ONCE = 4;

/** SQLite commits them together, and PostgreSQL has connections left for whoever signs in meanwhile. */
const ENDED_AT_ONCE = 8;
