import { HttpError } from '@signet/http';
import { CERTIFICATE_HEADERS, readCertificateHeader } from '@signet/http/certificate-headers';
import type { Seeds } from '../seeds.ts';
import { expectEqualBytes, type FuzzTarget, PropertyError, parsed } from '../target.ts';

/** What a proxy in front says of its clients: the first line of the input is the leaf's header, the others are chains. */
export function createHeaderTargets({ certificates }: Pick<Seeds, 'certificates'>): readonly FuzzTarget[] {
  return [
    {
      name: 'client-cert-header',
      shape: 'text',
      covers: ['/protocols/http/src/proxy/'],
      maxLength: 8192,
      dictionary: [':', ',', '%2B', '%', 'Cert="', 'Chain="', '";', '-----BEGIN CERTIFICATE-----', '=', '\n'],
      seeds: [SMALL, ...certificates.slice(0, 2)].flatMap(writeForms),
      run: checkHeaders,
    },
  ];
}

// Whatever form it is taken for: certificates that were read are written and read again as the same.
function checkHeaders(input: Uint8Array): void {
  const [leaf = '', ...chains] = Buffer.from(input).toString('latin1').split('\n');
  for (const form of CERTIFICATE_HEADERS) {
    const read = parsed(
      () => readCertificateHeader(form, (name) => (name.includes('chain') ? chains : [leaf])),
      HttpError,
    );
    if (read === undefined || read.length === 0) continue;
    const [own, ...others] = read.map((der) => `:${Buffer.from(der).toString('base64')}:`);
    const again = readCertificateHeader('rfc-9440', (name) => [
      name === 'client-cert' ? (own ?? '') : others.join(', '),
    ]);
    if (again.length !== read.length)
      throw new PropertyError('certificates are lost on the way through a header');
    for (const [place, der] of again.entries())
      expectEqualBytes(der, read[place] ?? SMALL, 'a header written again');
  }
}

function writeForms(der: Uint8Array): readonly Uint8Array[] {
  const base64 = Buffer.from(der).toString('base64');
  const pem = encodeURIComponent(`-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`);
  return [
    `:${base64}:\n:${base64}:`,
    pem,
    `${base64}\n${base64}`,
    `Hash=00;Cert="${pem}";URI=a`,
    `${base64},${base64}`,
  ].map((text) => Buffer.from(text));
}

/** A SEQUENCE, which is all that the headers' reader looks for. */
const SMALL = Uint8Array.of(0x30, 3, 2, 1, 5);
