import { describe, expect, it } from 'vitest';
import { statusOf } from '../http-error.ts';
import { CERTIFICATE_HEADERS, type CertificateHeader, readCertificateHeader } from './certificate-headers.ts';

/** Shaped like certificates as far as this module looks: a SEQUENCE of the right length. */
const LEAF = sequence(300, 1);
const ISSUER = sequence(200, 2);

type Headers = Readonly<Record<string, string | readonly string[]>>;

function read(form: CertificateHeader, headers: Headers): readonly Uint8Array[] {
  const byName = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat()]),
  );
  return readCertificateHeader(form, (name) => byName.get(name) ?? []);
}

describe('the certificates that a proxy hands on', () => {
  it.each<{ form: CertificateHeader; headers: Headers; what: string; expected: readonly Uint8Array[] }>([
    {
      form: 'rfc-9440',
      what: 'a leaf',
      headers: { 'Client-Cert': `:${base64(LEAF)}:` },
      expected: [LEAF],
    },
    {
      form: 'rfc-9440',
      what: 'a leaf and a chain in two lines',
      headers: {
        'Client-Cert': `:${base64(LEAF)}:`,
        'Client-Cert-Chain': [
          `:${base64(ISSUER)}:`,
          `:${base64(sequence(90, 3))}:,  :${base64(sequence(80, 4))}:`,
        ],
      },
      expected: [LEAF, ISSUER, sequence(90, 3), sequence(80, 4)],
    },
    { form: 'nginx', what: 'a leaf', headers: { 'X-SSL-Client-Cert': escapedPem(LEAF) }, expected: [LEAF] },
    { form: 'haproxy', what: 'a leaf', headers: { 'X-SSL-Client-Cert': base64(LEAF) }, expected: [LEAF] },
    {
      form: 'haproxy',
      what: 'a leaf and a chain that repeats it',
      headers: { 'X-SSL-Client-Cert': base64(LEAF), 'X-SSL-Client-Chain': base64(LEAF, ISSUER) },
      expected: [LEAF, ISSUER],
    },
    {
      form: 'envoy',
      what: 'a leaf between other facts',
      headers: {
        'x-forwarded-client-cert': `By=spiffe://a/b;Hash=00ff;Cert="${escapedPem(LEAF)}";Subject="CN=A, O=\\"B; C\\"";URI=`,
      },
      expected: [LEAF],
    },
    {
      form: 'envoy',
      what: 'a chain, which holds the leaf',
      headers: {
        'X-Forwarded-Client-Cert': `Cert="${escapedPem(LEAF)}";Chain="${escapedPem(LEAF, ISSUER)}"`,
      },
      expected: [LEAF, ISSUER],
    },
    {
      form: 'traefik',
      what: 'a leaf and its issuer',
      headers: { 'X-Forwarded-Tls-Client-Cert': `${base64(LEAF)},${base64(ISSUER)}` },
      expected: [LEAF, ISSUER],
    },
    {
      form: 'traefik',
      what: 'an escaped leaf',
      headers: { 'X-Forwarded-Tls-Client-Cert': encodeURIComponent(base64(LEAF)) },
      expected: [LEAF],
    },
  ])('are read as $form writes $what', ({ form, headers, expected }) => {
    expect(read(form, headers)).toEqual(expected);
  });

  it.each(CERTIFICATE_HEADERS)('are none when %s sends nothing', (form) => {
    expect(read(form, {})).toEqual([]);
  });

  it('are none when HAProxy sends its word for nothing', () => {
    expect(read('haproxy', { 'X-SSL-Client-Cert': '-', 'X-SSL-Client-Chain': '' })).toEqual([]);
  });

  it('are not taken from the header of another form', () => {
    expect(read('rfc-9440', { 'X-SSL-Client-Cert': escapedPem(LEAF) })).toEqual([]);
    expect(read('nginx', { 'Client-Cert': `:${base64(LEAF)}:` })).toEqual([]);
  });

  it('are not taken from a chain without a leaf', () => {
    expect(read('rfc-9440', { 'Client-Cert-Chain': `:${base64(LEAF)}:` })).toEqual([]);
  });
});

describe('a hostile or mistaken header', () => {
  const long = base64(sequence(60_000, 9));
  it.each<{ what: string; form: CertificateHeader; headers: Headers }>([
    {
      what: 'twice',
      form: 'rfc-9440',
      headers: { 'Client-Cert': [`:${base64(LEAF)}:`, `:${base64(ISSUER)}:`] },
    },
    {
      what: 'twice in one line',
      form: 'rfc-9440',
      headers: { 'Client-Cert': `:${base64(LEAF)}:, :${base64(LEAF)}:` },
    },
    { what: 'without colons', form: 'rfc-9440', headers: { 'Client-Cert': base64(LEAF) } },
    { what: 'with a parameter', form: 'rfc-9440', headers: { 'Client-Cert': `:${base64(LEAF)}:;a=1` } },
    {
      what: 'of two certificates in one sequence',
      form: 'rfc-9440',
      headers: { 'Client-Cert': `:${base64(LEAF, ISSUER)}:` },
    },
    { what: 'empty between its colons', form: 'rfc-9440', headers: { 'Client-Cert': '::' } },
    { what: 'in base64url', form: 'rfc-9440', headers: { 'Client-Cert': ':MIIB_-8=:' } },
    {
      what: 'without padding',
      form: 'haproxy',
      headers: { 'X-SSL-Client-Cert': base64(LEAF).replace(/=+$/, '') },
    },
    { what: 'cut off', form: 'haproxy', headers: { 'X-SSL-Client-Cert': base64(LEAF.subarray(0, 150)) } },
    {
      what: 'with a tail',
      form: 'haproxy',
      headers: { 'X-SSL-Client-Cert': base64(LEAF, Uint8Array.of(0)) },
    },
    {
      what: 'of indefinite length',
      form: 'haproxy',
      headers: { 'X-SSL-Client-Cert': base64(Uint8Array.of(0x30, 0x80, 0, 0, 0, 0)) },
    },
    {
      what: 'of a length of nine octets',
      form: 'haproxy',
      headers: { 'X-SSL-Client-Cert': base64(Uint8Array.of(0x30, 0x89, 1, 1, 1, 1)) },
    },
    {
      what: 'that is no SEQUENCE',
      form: 'haproxy',
      headers: { 'X-SSL-Client-Cert': base64(Uint8Array.of(0x31, 1, 0)) },
    },
    {
      what: 'of eleven certificates',
      form: 'haproxy',
      headers: {
        'X-SSL-Client-Cert': base64(LEAF),
        'X-SSL-Client-Chain': base64(...Array.from({ length: 11 }, (_, i) => sequence(9, i))),
      },
    },
    { what: 'of base64 without PEM', form: 'nginx', headers: { 'X-SSL-Client-Cert': base64(LEAF) } },
    { what: 'of two PEM blocks', form: 'nginx', headers: { 'X-SSL-Client-Cert': escapedPem(LEAF, ISSUER) } },
    { what: 'with a broken escape', form: 'nginx', headers: { 'X-SSL-Client-Cert': '%2' } },
    {
      what: 'with text before the PEM',
      form: 'nginx',
      headers: { 'X-SSL-Client-Cert': `x${escapedPem(LEAF)}` },
    },
    {
      what: 'longer than the budget',
      form: 'nginx',
      headers: { 'X-SSL-Client-Cert': encodeURIComponent(pemOf(long)) },
    },
    {
      what: 'of two elements',
      form: 'envoy',
      headers: { 'x-forwarded-client-cert': `Cert="${escapedPem(ISSUER)}",Cert="${escapedPem(LEAF)}"` },
    },
    {
      what: 'with two of Cert',
      form: 'envoy',
      headers: { 'x-forwarded-client-cert': `Cert="${escapedPem(ISSUER)}";Cert="${escapedPem(LEAF)}"` },
    },
    {
      what: 'without a certificate',
      form: 'envoy',
      headers: { 'x-forwarded-client-cert': 'Hash=00;Subject="CN=A"' },
    },
    { what: 'with an open quote', form: 'envoy', headers: { 'x-forwarded-client-cert': 'Cert="abc' } },
    { what: 'that ends in a semicolon', form: 'envoy', headers: { 'x-forwarded-client-cert': 'Hash=00;' } },
    {
      what: 'with an empty part',
      form: 'traefik',
      headers: { 'X-Forwarded-Tls-Client-Cert': `${base64(LEAF)},` },
    },
  ])('$what ($form) is refused with 400', ({ form, headers }) => {
    let error: unknown;
    try {
      read(form, headers);
    } catch (caught) {
      error = caught;
    }
    expect(statusOf(error)).toBe(400);
  });
});

function sequence(length: number, fill: number): Uint8Array {
  const header = length < 128 ? [0x30, length] : [0x30, 0x82, length >> 8, length & 0xff];
  return Uint8Array.from([...header, ...new Uint8Array(length).fill(fill)]);
}

function base64(...parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts).toString('base64');
}

function escapedPem(...certificates: readonly Uint8Array[]): string {
  return encodeURIComponent(certificates.map((der) => pemOf(base64(der))).join(''));
}

function pemOf(body: string): string {
  return `-----BEGIN CERTIFICATE-----\n${body.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}
