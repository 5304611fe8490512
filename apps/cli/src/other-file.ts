import { PkiError, parseCertificate, parseCertificateList } from '@signet/pki';

/**
 * What a file holds that was named for another kind of file, and what to do with it, as the end of a sentence; nothing
 * where the bytes do not tell. A certificate is not told of where one was wanted, nor a CRL.
 */
export function describeOtherFile(
  bytes: Uint8Array,
  file: string,
  wanted: 'certificate' | 'crl',
): string | undefined {
  const kinds = bytes[0] === DER_SEQUENCE ? findEncoding(bytes) : findText(bytes);
  const [kind] = kinds;
  // A key and its certificate often stand in one file.
  return kind === undefined || kinds.includes(wanted) ? undefined : DESCRIPTIONS[kind](nameInCommand(file));
}

/** Whether a place is to be fetched, and is no file. */
export function isUrl(place: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(place);
}

/** As it can be pasted into a shell. What came from a URL has to be saved under some name first. */
function nameInCommand(file: string): string {
  if (isUrl(file)) return '<file>';
  return /^[\w./@%+=:,-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}

type Kind = keyof typeof DESCRIPTIONS;

function findEncoding(bytes: Uint8Array): readonly Kind[] {
  if (reads(() => parseCertificate(bytes))) return ['certificate'];
  if (reads(() => parseCertificateList(bytes))) return ['crl'];
  const start = Buffer.from(bytes.subarray(0, 32)).toString('hex');
  if (PKCS12.test(start)) return ['pkcs12'];
  return start.includes(SIGNED_DATA) ? ['pkcs7'] : [];
}

function findText(bytes: Uint8Array): readonly Kind[] {
  if (UTF16.test(Buffer.from(bytes.subarray(0, 2)).toString('hex'))) return ['utf16'];
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const labels = [...text.matchAll(/-----BEGIN ([A-Z0-9. #]{1,64})-----/g)].map(([, label = '']) => label);
  if (labels.length > 0) return labels.flatMap(findKind);
  if (/^\s*</.test(text)) return ['page'];
  // A SEQUENCE with a length of two or more octets, as every certificate and CRL begins.
  return /^MI[IM]/.test(text) ? ['base64'] : [];
}

function findKind(label: string): readonly Kind[] {
  const found = LABELS.find(([pattern]) => pattern.test(label));
  return found === undefined ? [] : [found[1]];
}

function reads(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}

const DESCRIPTIONS = {
  certificate: (file: string) =>
    `it holds a certificate, which «signet explain ${file}» and «signet cert verify ${file}» judge`,
  crl: (file: string) => `it holds a CRL, which «signet crl inspect ${file}» shows`,
  key: () => 'it holds a private key, which is needed nowhere here: name the file beside it',
  request: () => 'it holds a certificate request: name the certificate that the CA has made of it',
  pkcs7: (file: string) =>
    `it holds PKCS #7: take the certificates out with «openssl pkcs7 -in ${file} -print_certs», with -inform DER where it is binary`,
  pkcs12: (file: string) =>
    `it holds a key behind a password: give the certificate alone, from «openssl pkcs12 -in ${file} -nokeys -clcerts»`,
  trusted: (file: string) =>
    `it holds a TRUSTED CERTIFICATE of OpenSSL’s: «openssl x509 -in ${file} -out certificate.pem» writes the certificate alone`,
  utf16: (file: string) => `it is text in UTF-16: «iconv -f UTF-16 -t UTF-8 ${file}» gives it in UTF-8`,
  page: () => 'it holds a web page: whoever saved it was given that in place of the file',
  base64: (file: string) =>
    `it holds base64 without its BEGIN and END lines: «base64 -d ${file}» gives the DER in it`,
} as const;

const LABELS: readonly (readonly [RegExp, Kind])[] = [
  [/CERTIFICATE REQUEST$/, 'request'],
  [/TRUSTED CERTIFICATE$/, 'trusted'],
  [/CERTIFICATE$/, 'certificate'],
  [/CRL$/, 'crl'],
  [/PRIVATE KEY$/, 'key'],
  [/^(?:PKCS7|PKCS #7 SIGNED DATA|CMS)$/, 'pkcs7'],
];

const DER_SEQUENCE = 0x30;

/** A byte order mark, or a hyphen in two octets: PEM as Notepad and PowerShell save it. */
const UTF16 = /^(?:fffe|feff|2d00|002d)$/;

/** RFC 7292 §4: a PFX begins with version 3, where certificate and CRL have a SEQUENCE. */
const PKCS12 = /^30(?:80|81..|82.{4}|83.{6}|84.{8}|[0-7].)020103/;

/** 1.2.840.113549.1.7.2, RFC 5652 §5.1. */
const SIGNED_DATA = '06092a864886f70d010702';
