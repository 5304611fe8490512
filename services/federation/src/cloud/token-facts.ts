import type { UnixSeconds } from '@signet/pki';
import {
  childElements,
  isNamed,
  parseXml,
  readAssertion,
  readSaml20Assertion,
  SAML11,
  SAML20,
  verifyEnvelopedSignature,
  type XmlCrypto,
  type XmlElement,
  XmlError,
} from '@signet/xml';

/** What a token says, whichever version it has. */
export interface TokenFacts {
  readonly version: 'SAML 1.1' | 'SAML 2.0';
  readonly signatureAlgorithm: string;
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly notBefore: UnixSeconds;
  readonly notOnOrAfter: UnixSeconds;
  readonly nameId: { readonly value: string; readonly format: string | undefined };
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  /** AuthenticationMethod, or AuthnContextClassRef. */
  readonly authenticationMethod: string;
  readonly authenticationInstant: UnixSeconds;
  /** Of SAML 2.0. */
  readonly recipient: string | undefined;
}

export type TokenReading =
  | { readonly status: 'read'; readonly facts: TokenFacts }
  | { readonly status: 'unreadable' | 'unsigned'; readonly why: string };

/** Reads the one assertion of a message, once its signature has proved good for a certificate of the settings. */
export function readToken(
  text: string,
  signingCertificates: readonly Uint8Array[],
  crypto: XmlCrypto,
): TokenReading {
  try {
    const document = parseXml(text);
    const [assertion, ...others] = findAssertions(document);
    if (!assertion || others.length > 0)
      return {
        status: 'unreadable',
        why: `There are ${assertion ? others.length + 1 : 'no'} assertions in it.`,
      };
    const keys = signingCertificates.map((certificate) => ({ id: 'the signing certificate', certificate }));
    const verdict = verifyEnvelopedSignature(assertion, { document, keys, crypto });
    if (verdict.status === 'refused')
      return { status: 'unsigned', why: verdict.checks.at(-1)?.detail ?? verdict.code };
    const { element, algorithm } = verdict;
    const facts = isNamed(element, SAML11.assertion, 'Assertion')
      ? readVersion11(element)
      : readVersion20(element);
    return { status: 'read', facts: { ...facts, signatureAlgorithm: algorithm } };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return { status: 'unreadable', why: error.message };
  }
}

type Unsigned = Omit<TokenFacts, 'signatureAlgorithm'>;

function readVersion11(element: Parameters<typeof readAssertion>[0]): Unsigned {
  const { issuer, conditions, nameIdentifier, attributes, authenticationMethod, authenticationInstant } =
    readAssertion(element);
  const { value, format } = nameIdentifier;
  const when = { authenticationMethod, authenticationInstant, recipient: undefined };
  return { version: 'SAML 1.1', issuer, ...conditions, nameId: { value, format }, attributes, ...when };
}

function readVersion20(element: Parameters<typeof readSaml20Assertion>[0]): Unsigned {
  const { issuer, conditions, nameId, attributes, authnStatement, subjectConfirmation } =
    readSaml20Assertion(element);
  return {
    version: 'SAML 2.0',
    issuer,
    ...conditions,
    nameId,
    attributes,
    authenticationMethod: authnStatement.authnContextClassRef,
    authenticationInstant: authnStatement.authnInstant,
    recipient: subjectConfirmation.recipient,
  };
}

function findAssertions(element: XmlElement): readonly XmlElement[] {
  const isAssertion = [SAML11.assertion, SAML20.assertion].some((uri) => isNamed(element, uri, 'Assertion'));
  return isAssertion ? [element] : childElements(element).flatMap(findAssertions);
}
