import { isWithinSubtree } from '../x509/name-match.ts';
import { SMTP_UTF8_MAILBOX, USER_PRINCIPAL_NAME } from '../x509/oids.ts';
import type { GeneralName } from '../x509/types.ts';

export type SubtreeMatch = 'inside' | 'outside' | 'undecidable';

/**
 * Whether constraints with this base speak of this name: those of its own kind, and those of rfc822Name of an
 * SmtpUTF8Mailbox too (RFC 9598 §6).
 */
export function isConstrainedBy(name: GeneralName, base: GeneralName): boolean {
  if (name.kind !== 'otherName') return name.kind === base.kind;
  if (base.kind === 'rfc822Name') return name.typeId === SMTP_UTF8_MAILBOX;
  return base.kind === 'otherName' && name.typeId === base.typeId;
}

/**
 * Whether a name lies in a subtree that speaks of it, RFC 5280 §4.2.1.10. `undecidable` for kinds that nobody
 * constrains and for names or subtrees that are malformed.
 */
export function matchSubtree(name: GeneralName, base: GeneralName): SubtreeMatch {
  if (name.kind === 'directoryName' && base.kind === 'directoryName') {
    return decided(isWithinSubtree(name.name, base.name));
  }
  if (name.kind === 'rfc822Name' && base.kind === 'rfc822Name') return matchMailbox(name.value, base.value);
  if (name.kind === 'dNSName' && base.kind === 'dNSName') return matchDnsName(name.value, base.value);
  if (name.kind === 'uniformResourceIdentifier' && base.kind === 'uniformResourceIdentifier') {
    return matchUri(name.value, base.value);
  }
  if (name.kind === 'iPAddress' && base.kind === 'iPAddress') return matchAddress(name.octets, base.octets);
  if (name.kind === 'otherName' && base.kind === 'rfc822Name') return matchUtf8Mailbox(name, base.value);
  if (name.kind === 'otherName' && base.kind === 'otherName') return matchOtherName(name, base);
  return 'undecidable';
}

// `user@host` is one mailbox, `host` all of that host, `.domain` all hosts below a domain.
function matchMailbox(mailbox: string, base: string): SubtreeMatch {
  const at = mailbox.lastIndexOf('@');
  if (at <= 0 || at === mailbox.length - 1) return 'undecidable';
  // RFC 5321 §4.1.2: a local part with another @ in it is quoted, or this is no mailbox.
  if (mailbox.slice(0, at).includes('@') && !mailbox.startsWith('"')) return 'undecidable';
  const host = normalHost(mailbox.slice(at + 1));
  const baseAt = base.lastIndexOf('@');
  if (baseAt < 0) return matchHost(host, normalHost(base));
  if (host !== normalHost(base.slice(baseAt + 1))) return outside(host);
  return baseAt === 0 ? 'inside' : matchLocalPart(mailbox.slice(0, at), base.slice(0, baseAt));
}

// RFC 9598 §3: only the local part goes beyond ASCII, and a host that does could be any other written otherwise.
function matchUtf8Mailbox({ text = '' }: GeneralName & { kind: 'otherName' }, base: string): SubtreeMatch {
  const host = text.slice(text.lastIndexOf('@') + 1);
  return ASCII.test(host) ? matchMailbox(text, base) : 'undecidable';
}

// The local part's case belongs to its host (RFC 5321 §2.4): where nothing else differs nobody but the host can tell,
// while accounts are found without regard to case. So no mailbox escapes an exclusion by being written otherwise.
function matchLocalPart(ownText: string, baseText: string): SubtreeMatch {
  const own = unquote(ownText);
  const base = unquote(baseText);
  if (own === undefined || base === undefined) return 'undecidable';
  if (own === base) return 'inside';
  return own.toLowerCase() === base.toLowerCase() ? 'undecidable' : 'outside';
}

// RFC 5321 §4.1.2: `"a\b"@host` is `ab@host`; quotes must not slip past an exclusion.
function unquote(localPart: string): string | undefined {
  if (!localPart.startsWith('"')) return localPart;
  return QUOTED.test(localPart) ? localPart.slice(1, -1).replace(/\\(.)/g, '$1') : undefined;
}

function matchDnsName(name: string, base: string): SubtreeMatch {
  const host = normalHost(name);
  const subtree = normalHost(base);
  if (subtree === '' || (host === subtree && !host.startsWith('.'))) return 'inside';
  if (host === '' || host.startsWith('.')) return 'undecidable';
  // A leading dot is outside the RFC and in wide use: hosts below only.
  if (host.endsWith(subtree.startsWith('.') ? subtree : `.${subtree}`)) return 'inside';
  // `*.example.com` covers hosts on both sides of a narrower subtree.
  const wildcard = host.startsWith('*.') ? host.slice(1) : undefined;
  return wildcard !== undefined && `.${subtree}`.endsWith(wildcard) ? 'undecidable' : outside(host);
}

// RFC 5280 §4.2.1.10: only the host counts, and it must be a name: a URI without one can't be judged.
function matchUri(uri: string, base: string): SubtreeMatch {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(uri)?.[1];
  const host = authority === undefined ? undefined : hostOf(authority);
  if (host === undefined || host === '' || host.startsWith('[') || IPV4.test(host)) return 'undecidable';
  return matchHost(host, normalHost(base));
}

function hostOf(authority: string): string {
  return normalHost(authority.slice(authority.lastIndexOf('@') + 1).replace(/:[0-9]*$/, ''));
}

function matchAddress(octets: Uint8Array, base: Uint8Array): SubtreeMatch {
  if (base.length !== octets.length * 2) return 'outside';
  const mask = base.subarray(octets.length);
  if (!isPrefixMask(mask)) return 'undecidable';
  return decided(octets.every((octet, i) => ((octet ^ (base[i] ?? 0)) & (mask[i] ?? 0)) === 0));
}

// RFC 4632 §3.1: ones, then zeros.
function isPrefixMask(mask: Uint8Array): boolean {
  const bits = Array.from(mask, (octet) => octet.toString(2).padStart(8, '0')).join('');
  return !bits.includes('01');
}

// Windows constrains user principal names like mail addresses: `@host`, `host`, `.domain` or one whole name. Their case
// counts nowhere.
function matchOtherName(
  name: GeneralName & { kind: 'otherName' },
  base: GeneralName & { kind: 'otherName' },
): SubtreeMatch {
  if (name.typeId !== USER_PRINCIPAL_NAME || name.text === undefined || base.text === undefined) {
    return 'undecidable';
  }
  return matchMailbox(name.text.toLowerCase(), base.text.toLowerCase());
}

function matchHost(host: string, base: string): SubtreeMatch {
  const isInside = base === '' || (base.startsWith('.') ? host.endsWith(base) : host === base);
  return isInside ? 'inside' : outside(host);
}

/** What is no host name could be read as any by somebody: `cont%6Fso.com`, `contoso.com evil.com`. */
function outside(host: string): SubtreeMatch {
  return HOST_NAME.test(host) ? 'outside' : 'undecidable';
}

// A dot at the end makes a name absolute, not another one: it must not slip past an exclusion.
function normalHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function decided(inside: boolean): SubtreeMatch {
  return inside ? 'inside' : 'outside';
}

const ASCII = /^[!-~]+$/;

/** Of RFC 1034 §3.5, and with what is in use: underscores and wildcards. Lower case. */
const HOST_NAME = /^[a-z0-9_*-]+(?:\.[a-z0-9_*-]+)*$/;

const QUOTED = /^"(?:[^"\\]|\\.)*"$/;

const IPV4 = /^[0-9]+(?:\.[0-9]+){3}$/;
