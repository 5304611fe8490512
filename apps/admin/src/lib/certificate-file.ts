/** Why a chosen file is not sent; the message says what to choose instead. */
export class CertificateFileError extends Error {
  override readonly name = 'CertificateFileError';
}

/**
 * The certificate of a .cer, .crt or .pem file as base64 DER. What the server would refuse is told here, and a
 * private key never leaves the browser. Throws `CertificateFileError`.
 */
export async function readCertificateFile(file: File): Promise<string> {
  if (file.size > MAX_FILE_BYTES) {
    throw new CertificateFileError(
      `The file is larger than a certificate can be (${MAX_FILE_BYTES / 1024} KB).`,
    );
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  return readCertificate(bytes);
}

/** See `readCertificateFile`. */
export function readCertificate(bytes: Uint8Array): string {
  const text = new TextDecoder('latin1').decode(bytes);
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new CertificateFileError(
      'The file holds a private key. It was not sent. Choose a file with the certificate of the authority alone.',
    );
  }
  const blocks = [...text.matchAll(PEM_CERTIFICATE)];
  if (blocks.length > 1) {
    throw new CertificateFileError(
      `The file holds ${blocks.length} certificates. Upload each authority from a file of its own.`,
    );
  }
  const block = blocks[0]?.[1];
  if (block !== undefined) return block.replaceAll(/\s/g, '');
  // DER: a SEQUENCE. Whether it is a certificate is for the server to say.
  if (bytes[0] !== 0x30) {
    throw new CertificateFileError('The file holds no certificate. Choose a .cer, .crt or .pem file.');
  }
  return btoa(String.fromCharCode(...bytes));
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** Certificates of authorities have 1 to 3 KB; a chosen disk image must not be read into memory. */
const MAX_FILE_BYTES = 64 * 1024;
