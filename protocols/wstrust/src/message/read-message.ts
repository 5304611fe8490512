import { XmlError } from '@signet/xml';
import { refuse } from '../refusal.ts';
import type { TrustVersion } from '../vocabulary.ts';
import { MessageShapeError } from './children.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { type RequestSecurityToken, readRequestSecurityToken } from './request-security-token.ts';
import { readSecurityHeader, type SecurityHeader } from './security.ts';

/** A request as it came, taken apart and not yet judged. */
export interface Message extends Envelope, RequestSecurityToken {
  /** All parts are absent where there is no Security header. */
  readonly parts: SecurityHeader;
}

/**
 * Reads a message. Throws `MessageRefusal`: what is wrong is told by the kind of fault alone, for a parser's own
 * words quote the document, and the document may hold a password.
 */
export function readMessage(text: string, version: TrustVersion): Message {
  try {
    const envelope = readEnvelope(text);
    const parts = envelope.security === undefined ? NO_PARTS : readSecurityHeader(envelope.security);
    return { ...envelope, ...readRequestSecurityToken(envelope.payload, version), parts };
  } catch (error) {
    if (!(error instanceof XmlError) && !(error instanceof MessageShapeError)) throw error;
    const what = error instanceof XmlError ? error.code : error.message;
    return refuse(
      'request-malformed',
      'soap-message',
      'SOAP 1.2, WS-Security 1.1, WS-Trust',
      `The message cannot be read: ${what}.`,
    );
  }
}

const NO_PARTS: SecurityHeader = {
  timestamp: undefined,
  usernameToken: undefined,
  binarySecurityToken: undefined,
  signature: undefined,
};
