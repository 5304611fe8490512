import type { CertificateAuthority, CertificateAuthorityId } from '@signet/identity';
import { type Certificate, equalBytes, parseCertificate } from '@signet/pki';
import { CrlSource } from './crl-source.ts';
import { isRecent } from './refresh-schedule.ts';
import type { SourceContext } from './source-context.ts';
import type { CrlPart } from './types.ts';

/** The sources of a CA with a base URL. */
export interface CaSources {
  readonly base: CrlSource;
  readonly delta: CrlSource | undefined;
}

/** The source of each CRL URL of each CA, made when it is first asked for. */
export class CrlSources {
  readonly #context: SourceContext;
  readonly #sources = new Map<string, CrlSource>();
  readonly #refetches = new Map<CertificateAuthorityId, { at: number; done: Promise<unknown> }>();

  constructor(context: SourceContext) {
    this.#context = context;
  }

  /** Of a CA whose base has this URL. Throws `PkiError` for a certificate that cannot be read, as `list` does. */
  of(authority: CertificateAuthority, baseUrl: string): CaSources {
    const deltaUrl = authority.deltaCertificateRevocationListUrl;
    return {
      base: this.#sourceOf(authority, 'base', baseUrl),
      delta: deltaUrl === undefined ? undefined : this.#sourceOf(authority, 'delta', deltaUrl),
    };
  }

  /** One for each URL of the CA. */
  list(authority: CertificateAuthority): readonly CrlSource[] {
    const baseUrl = authority.certificateRevocationListUrl;
    // A delta without its base is never asked for: nothing could be made of it.
    if (baseUrl === undefined) return [];
    const { base, delta } = this.of(authority, baseUrl);
    return delta === undefined ? [base] : [base, delta];
  }

  /** One for each URL of all the CAs there are; what is known of others is forgotten. */
  listAll(authorities: readonly CertificateAuthority[]): readonly CrlSource[] {
    this.#forgetAllBut(authorities);
    return authorities.flatMap((authority) => this.#tryList(authority));
  }

  /** Every sign-in of a user whose sessions were ended asks for this until the CA publishes: one download is shared. */
  async refetch({ base, delta }: CaSources): Promise<void> {
    const { clock, limits } = this.#context;
    const { id } = base.authority;
    const last = this.#refetches.get(id);
    if (last !== undefined && isRecent(last.at, limits.refetchForValidFromSeconds, clock.now())) {
      await last.done;
      return;
    }
    const done = Promise.all([base.refreshInteractively(), delta?.refreshInteractively()]);
    this.#refetches.set(id, { at: clock.now(), done });
    await done;
  }

  // One record that cannot be read must not keep the CRLs of all others from being refreshed.
  #tryList(authority: CertificateAuthority): readonly CrlSource[] {
    try {
      return this.list(authority);
    } catch (error) {
      const facts = { certificateAuthorityId: authority.id, error: String(error) };
      this.#context.log.warn(facts, 'CRLs of a CA are not refreshed: its certificate cannot be read');
      return [];
    }
  }

  // A CA record whose URL, certificate or relaxations were changed starts anew; a step back is none the better for another URL.
  #sourceOf(authority: CertificateAuthority, part: CrlPart, url: string): CrlSource {
    const key = sourceKey(authority.id, part);
    const known = this.#sources.get(key);
    if (known !== undefined && known.url === url && sameTerms(known.authority, authority)) return known;
    const issuer = parseCertificate(authority.certificate);
    const former = known !== undefined && sameKey(known.issuer, issuer) ? known.floor : undefined;
    const source = new CrlSource({ authority, issuer, part, url }, this.#context, former);
    this.#sources.set(key, source);
    return source;
  }

  #forgetAllBut(authorities: readonly CertificateAuthority[]): void {
    // An administrator who takes the URL away has the next one begin without a past.
    const kept = new Set(authorities.flatMap(listSourceKeys));
    for (const key of this.#sources.keys()) if (!kept.has(key)) this.#sources.delete(key);
  }
}

function sourceKey(id: CertificateAuthorityId, part: CrlPart): string {
  return `${id}/${part}`;
}

function listSourceKeys(authority: CertificateAuthority): readonly string[] {
  const { id, certificateRevocationListUrl: base, deltaCertificateRevocationListUrl: delta } = authority;
  if (base === undefined) return [];
  return delta === undefined ? [sourceKey(id, 'base')] : [sourceKey(id, 'base'), sourceKey(id, 'delta')];
}

function sameKey(one: Certificate, other: Certificate): boolean {
  return equalBytes(one.subjectPublicKeyInfo.der, other.subjectPublicKeyInfo.der);
}

function sameTerms(a: CertificateAuthority, b: CertificateAuthority): boolean {
  return Buffer.compare(a.certificate, b.certificate) === 0 && String(a.allow) === String(b.allow);
}
