import { useState } from 'react';
import { CertificateFileError, readCertificateFile } from './certificate-file.ts';

/** The file with a certificate that a form asks for, and what is wrong with it. */
export interface ChosenCertificateFile {
  readonly error: string | undefined;
  readonly choose: (file: File | undefined) => void;
  /** Base64 of the DER; `undefined` when `error` says what to choose instead. */
  readonly read: () => Promise<string | undefined>;
}

export function useCertificateFile(): ChosenCertificateFile {
  const [file, setFile] = useState<File>();
  const [error, setError] = useState<string>();
  const read = async (): Promise<string | undefined> => {
    if (file === undefined) {
      setError('Choose the file with the certificate.');
      return undefined;
    }
    try {
      return await readCertificateFile(file);
    } catch (refused) {
      if (!(refused instanceof CertificateFileError)) throw refused;
      setError(refused.message);
      return undefined;
    }
  };
  const choose = (chosen: File | undefined): void => {
    setError(undefined);
    setFile(chosen);
  };
  return { error, choose, read };
}
