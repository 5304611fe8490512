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
  if (name.kind === 'dNSName' && base.kind === 'dNSName')
    return matchDnsName(readDnsName(name), readDnsName(base));
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
  const localPart = readLocalPart(mailbox.slice(0, at));
  if (localPart === undefined) return 'undecidable';
  const host = normalHost(mailbox.slice(at + 1));
  const baseAt = base.lastIndexOf('@');
  const baseHost = normalHost(base.slice(baseAt + 1));
  if (baseAt < 0) return matchHost(host, baseHost);
  if (host !== baseHost) return outside(host, baseHost);
  return baseAt === 0 ? 'inside' : matchLocalPart(localPart, base.slice(0, baseAt));
}

// RFC 9598 §3: only the local part goes beyond ASCII, and a host that does could be any other written otherwise.
function matchUtf8Mailbox({ text = '' }: GeneralName & { kind: 'otherName' }, base: string): SubtreeMatch {
  const host = text.slice(text.lastIndexOf('@') + 1);
  return ASCII.test(host) ? matchMailbox(text, base) : 'undecidable';
}

// The local part's case belongs to its host (RFC 5321 §2.4): where nothing else differs nobody but the host can tell,
// while accounts are found without regard to case. So no mailbox escapes an exclusion by being written otherwise.
function matchLocalPart(own: string, baseText: string): SubtreeMatch {
  const base = readLocalPart(baseText);
  if (base === undefined) return 'undecidable';
  if (own === base) return 'inside';
  if (own.length > MAX_LOCAL_PART || base.length > MAX_LOCAL_PART) return 'undecidable';
  return foldText(own) === foldText(base) ? 'undecidable' : 'outside';
}

// RFC 5321 §4.1.2: `"a\b"@host` is `ab@host`; quotes must not slip past an exclusion. Without quotes, what belongs
// into them, another @ above all, makes it no mailbox: somebody could read `"a"@evil.com, b@host` from its beginning.
function readLocalPart(text: string): string | undefined {
  if (text.startsWith('"')) return QUOTED.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : undefined;
  return NEEDS_QUOTES.test(text) ? undefined : text;
}

function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

interface DnsName {
  /** Lower case, without a dot at the end. */
  readonly host: string;
  /** As a base: what the names below it end in. A leading dot is outside the RFC and in wide use: hosts below only. */
  readonly domain: string;
  /** Of a wildcard what stands after the asterisk, with its dot. */
  readonly parent: string | undefined;
  /** What is outside a subtree for sure if it is not in it: neither a wildcard of unknown reach nor no name at all. */
  readonly isHostName: boolean;
}

// Each name of a certificate is held against each subtree of every CA above.
const DNS_NAMES = new WeakMap<GeneralName, DnsName>();

function readDnsName(name: Extract<GeneralName, { readonly value: string }>): DnsName {
  const known = DNS_NAMES.get(name);
  if (known !== undefined) return known;
  const host = normalHost(name.value);
  const parent = host.startsWith('*.') ? host.slice(1) : undefined;
  const domain = host.startsWith('.') ? host : `.${host}`;
  const isHostName = HOST_NAME.test(parent === undefined ? host : parent.slice(1));
  const read = { host, domain, parent, isHostName };
  DNS_NAMES.set(name, read);
  return read;
}

function matchDnsName({ host, parent, isHostName }: DnsName, base: DnsName): SubtreeMatch {
  if (base.host === '' || (host === base.host && !host.startsWith('.'))) return 'inside';
  if (host === '' || host.startsWith('.')) return 'undecidable';
  if (host.endsWith(base.domain)) return below(host, base.domain, WILDCARD_NAME);
  // `*.example.com` covers hosts on both sides of a narrower subtree. What other wildcards cover nobody agrees on.
  if (!isHostName || (parent !== undefined && base.domain.endsWith(parent))) return 'undecidable';
  return 'outside';
}

// RFC 5280 §4.2.1.10: only the host counts, and it must be a whole name: a URI without one can't be judged.
function matchUri(uri: string, base: string): SubtreeMatch {
  const host = normalHost(AUTHORITY.exec(uri)?.[1] ?? '');
  if (host === '' || NUMERIC_END.test(host)) return 'undecidable';
  const match = matchHost(host, normalHost(base));
  // A single label is completed by whoever reads it.
  return match === 'outside' && !host.includes('.') ? 'undecidable' : match;
}

function matchAddress(octets: Uint8Array, base: Uint8Array): SubtreeMatch {
  if (base.length !== octets.length * 2) return matchMappedAddress(octets, base);
  const mask = base.subarray(octets.length);
  if (!isPrefixMask(mask)) return 'undecidable';
  return decided(octets.every((octet, i) => ((octet ^ (base[i] ?? 0)) & (mask[i] ?? 0)) === 0));
}

// RFC 4291 §2.5.5.2: `::ffff:10.1.2.3` leads to 10.1.2.3, and must not slip past an exclusion of it, nor the other way
// round. It is an address of the other kind all the same, and nobody permits one by the other.
function matchMappedAddress(octets: Uint8Array, base: Uint8Array): SubtreeMatch {
  const isMapped = MAPPED.every((octet, i) => octet === (octets.length === 16 ? octets : base)[i]);
  const isMasked = base.length === 8 || MAPPED.every((_, i) => base[16 + i] === 0xff);
  if (!isMapped || !isMasked) return 'outside';
  const subtree = base.length === 8 ? base : Uint8Array.of(...base.subarray(12, 16), ...base.subarray(28));
  return matchAddress(octets.subarray(-4), subtree) === 'outside' ? 'outside' : 'undecidable';
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
  if (base === '' || host === base) return 'inside';
  return base.startsWith('.') && host.endsWith(base) ? below(host, base, HOST_NAME) : outside(host, base);
}

/** What is no host name could be read as any by somebody: `evil.com/.contoso.com`. */
function below(host: string, domain: string, syntax: RegExp): SubtreeMatch {
  return syntax.test(host.slice(0, -domain.length)) ? 'inside' : 'undecidable';
}

/** The same for `cont%6Fso.com` and `contoso.com evil.com`, and for a name in Punycode beside one that is not. */
function outside(host: string, base: string): SubtreeMatch {
  if (!HOST_NAME.test(host)) return 'undecidable';
  return PUNYCODE.test(host) && !ASCII.test(base) ? 'undecidable' : 'outside';
}

// A dot at the end makes a name absolute, not another one: it must not slip past an exclusion.
function normalHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function decided(inside: boolean): SubtreeMatch {
  return inside ? 'inside' : 'outside';
}

const ASCII = /^[!-~]+$/;

/** Of RFC 1034 §3.5, and with the underscores that are in use. Lower case. */
const HOST_NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/** The same with wildcards. */
const WILDCARD_NAME = /^[a-z0-9_*-]+(?:\.[a-z0-9_*-]+)*$/;

const PUNYCODE = /(?:^|\.)xn--/;

/** RFC 3986 §3.2, and of its hosts those that are names. */
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/(?:[\w.~!$&'()*+,;=:%-]*@)?([a-z0-9._-]+)(?::[0-9]*)?(?:[/?#]|$)/i;

/** Browsers read as IPv4 whatever ends in a number: `127.1`, `0x7f.0.0.1`. */
const NUMERIC_END = /(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$/;

const QUOTED = /^"(?:[^"\\]|\\.)*"$/;

/**
 * RFC 5321 §4.5.3.1.1, there in octets. Normalising takes time that grows with the square of what is made for it, almost
 * a second for 60 KB, and each subtree asks for it.
 */
const MAX_LOCAL_PART = 64;

/** RFC 5322 §3.2.3 specials but the dot, which many write where it does not belong; controls and blanks. */
const NEEDS_QUOTES = /[\u0000-\u0020\u007f"(),:;<>@[\\\]]/;

/** The first twelve octets of ::ffff:0:0/96. */
const MAPPED: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
