import { type CertificateMethod, DEFAULT_CERTIFICATE_METHOD } from './certificate-method.ts';

/**
 * The stored configuration; the defaults when none is stored, `unreadable` for what is no such configuration.
 * The API checks what it stores, so this asks only that nothing the decision reads is missing.
 */
export function readCertificateMethod(text: string | undefined): CertificateMethod | 'unreadable' {
  if (text === undefined) return DEFAULT_CERTIFICATE_METHOD;
  const value = parseJson(text);
  return isMethod(value) ? value : 'unreadable';
}

function isMethod(value: unknown): value is CertificateMethod {
  if (!isRecord(value)) return false;
  const { state, authenticationModeConfiguration: modes } = value;
  return (
    (state === 'enabled' || state === 'disabled') &&
    isListOf(value['includeTargets'], ['id', 'targetType']) &&
    isListOf(value['excludeTargets'], ['id', 'targetType']) &&
    isListOf(value['certificateUserBindings'], ['x509CertificateField', 'userProperty']) &&
    isListOf(value['certificateAuthorityScopes'], ['subjectKeyIdentifier']) &&
    (modes === null || isModes(modes))
  );
}

function isModes(value: unknown): boolean {
  return (
    isRecord(value) &&
    isMode(value['x509CertificateAuthenticationDefaultMode']) &&
    isListOf(value['rules'], ['x509CertificateRuleType', 'x509CertificateAuthenticationMode'])
  );
}

function isMode(value: unknown): boolean {
  return value === 'x509CertificateSingleFactor' || value === 'x509CertificateMultiFactor';
}

function isListOf(value: unknown, texts: readonly string[]): boolean {
  return (
    Array.isArray(value) &&
    value.every((item) => isRecord(item) && texts.every((name) => typeof item[name] === 'string'))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
