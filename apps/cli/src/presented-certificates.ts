import { type Certificate, decodePem, PkiError, parseCertificate } from '@signet/pki';
import { CommandError, EXIT } from './exit-codes.ts';
import { describeOtherFile } from './other-file.ts';
import { readNamedFile } from './read-file.ts';

/**
 * The certificates of a file as a TLS client would send them, leaf first. They are not parsed here: what is
 * wrong with one belongs to the decision's evidence.
 */
export async function readPresentedCertificates(file: string): Promise<readonly Uint8Array[]> {
  const bytes = await readNamedFile(file);
  const other = describeOtherFile(bytes, file, 'certificate');
  if (other !== undefined) throw new CommandError(EXIT.usage, `${file} holds no certificate: ${other}.`);
  const text = Buffer.from(bytes).toString('latin1');
  if (!text.includes('-----BEGIN ')) {
    // X.690: DER of a certificate is a SEQUENCE. Any other file was named by mistake.
    if (bytes[0] === 0x30) return [bytes];
    throw noCertificate(file);
  }
  const certificates = decode(file, text).filter(({ label }) => label === 'CERTIFICATE');
  if (certificates.length > 0) return certificates.map(({ der }) => der);
  throw noCertificate(file);
}

/** One of them parsed; none when it breaks its encoding, which the decision tells. */
export function parsePresented(der: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

function noCertificate(file: string): CommandError {
  return new CommandError(EXIT.usage, `${file} holds no certificate: give one in PEM or DER.`);
}

function decode(file: string, text: string): ReturnType<typeof decodePem> {
  try {
    return decodePem(text);
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    throw new CommandError(EXIT.usage, `${file} is not readable PEM (${error.message}).`, { cause: error });
  }
}
