import type { UnixSeconds } from '@signet/pki';
import {
  attributeOf,
  childElements,
  formatDateTime,
  isNamed,
  type NameId,
  parseDateTime,
  readNameId,
  SAML20,
  textOf,
  writeNameId,
  type XmlElement,
  type XmlText,
  xml,
} from '@signet/xml';
import { findChild, type MessageHead, readHead, wrongShape } from './message-shape.ts';

/** LogoutRequest (SAML 2.0 core §3.7.1). */
export interface LogoutRequest extends MessageHead {
  readonly nameId: NameId;
  /** Empty: every session of this person. */
  readonly sessionIndexes: readonly string[];
  readonly notOnOrAfter: UnixSeconds | undefined;
}

/** Throws `XmlError`; names that are encrypted are not taken. */
export function readLogoutRequest(message: XmlElement): LogoutRequest {
  const head = readHead(message, 'LogoutRequest');
  const name = findChild(message, SAML20.assertion, 'NameID') ?? wrongShape('there is no NameID');
  const notOnOrAfter = attributeOf(message, 'NotOnOrAfter');
  const indexes = childElements(message).filter((child) => isNamed(child, SAML20.protocol, 'SessionIndex'));
  if (indexes.length > MAX_SESSIONS) wrongShape(`more than ${MAX_SESSIONS} sessions are named`);
  return {
    ...head,
    nameId: readNameId(name),
    sessionIndexes: indexes.map(textOf),
    notOnOrAfter: notOnOrAfter === undefined ? undefined : parseDateTime(notOnOrAfter),
  };
}

/** Without its signature. */
export function writeLogoutRequest(request: {
  readonly id: string;
  readonly issueInstant: UnixSeconds;
  readonly notOnOrAfter: UnixSeconds;
  readonly issuer: string;
  readonly destination: string;
  readonly nameId: NameId;
  /** `undefined`: every session of this person. */
  readonly sessionIndex: string | undefined;
}): XmlText {
  const { sessionIndex } = request;
  const index =
    sessionIndex === undefined ? [] : xml`<samlp:SessionIndex>${sessionIndex}</samlp:SessionIndex>`;
  return xml`<samlp:LogoutRequest xmlns:samlp="${SAML20.protocol}" ID="${request.id}" Version="2.0"
      IssueInstant="${formatDateTime(request.issueInstant)}" Destination="${request.destination}"
      NotOnOrAfter="${formatDateTime(request.notOnOrAfter)}">
    <saml:Issuer xmlns:saml="${SAML20.assertion}">${request.issuer}</saml:Issuer>
    ${writeNameId(request.nameId)}
    ${index}
  </samlp:LogoutRequest>`;
}

const MAX_SESSIONS = 64;
