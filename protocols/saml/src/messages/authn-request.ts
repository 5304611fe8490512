import type { UnixSeconds } from '@signet/pki';
import {
  attributeOf,
  childElements,
  formatDateTime,
  isNamed,
  NAME_ID_FORMATS,
  readNameId,
  SAML20,
  textOf,
  type XmlElement,
  type XmlText,
  xml,
} from '@signet/xml';
import { BINDING_URIS } from '../vocabulary.ts';
import { findChild, type MessageHead, readBoolean, readHead, wrongShape } from './message-shape.ts';

/** AuthnRequest (SAML 2.0 core §3.4.1) as far as it is acted on. */
export interface AuthnRequest extends MessageHead {
  readonly forceAuthn: boolean;
  readonly isPassive: boolean;
  readonly protocolBinding: string | undefined;
  readonly assertionConsumerServiceUrl: string | undefined;
  readonly assertionConsumerServiceIndex: number | undefined;
  readonly nameIdFormat: string | undefined;
  readonly spNameQualifier: string | undefined;
  readonly requestedAuthnContext: RequestedAuthnContext | undefined;
  /** Whom the relying party wants to have signed in. */
  readonly subject: string | undefined;
}

export interface RequestedAuthnContext {
  readonly comparison: 'exact' | 'minimum' | 'maximum' | 'better';
  readonly classes: readonly string[];
}

/** Throws `XmlError`. */
export function readAuthnRequest(message: XmlElement): AuthnRequest {
  const policy = findChild(message, SAML20.protocol, 'NameIDPolicy');
  const context = findChild(message, SAML20.protocol, 'RequestedAuthnContext');
  const subject = findChild(message, SAML20.assertion, 'Subject');
  const name = subject && findChild(subject, SAML20.assertion, 'NameID');
  return {
    ...readHead(message, 'AuthnRequest'),
    forceAuthn: readBoolean(message, 'ForceAuthn'),
    isPassive: readBoolean(message, 'IsPassive'),
    protocolBinding: attributeOf(message, 'ProtocolBinding'),
    assertionConsumerServiceUrl: attributeOf(message, 'AssertionConsumerServiceURL'),
    assertionConsumerServiceIndex: readIndex(attributeOf(message, 'AssertionConsumerServiceIndex')),
    nameIdFormat: policy && attributeOf(policy, 'Format'),
    spNameQualifier: policy && attributeOf(policy, 'SPNameQualifier'),
    requestedAuthnContext: context && readRequestedAuthnContext(context),
    subject: name && readNameId(name).value,
  };
}

/** Ours to a third-party identity provider, without its signature. */
export function writeAuthnRequest(request: {
  readonly id: string;
  readonly issueInstant: UnixSeconds;
  readonly issuer: string;
  readonly destination: string;
  readonly assertionConsumerServiceUrl: string;
  readonly forceAuthn: boolean;
  /** The one class that answers it. `undefined`: any. */
  readonly authnContextClassRef: string | undefined;
}): XmlText {
  const { authnContextClassRef: wanted } = request;
  const context =
    wanted === undefined
      ? []
      : [
          xml`<samlp:RequestedAuthnContext Comparison="exact"><saml:AuthnContextClassRef xmlns:saml="${SAML20.assertion}">${wanted}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>`,
        ];
  return xml`<samlp:AuthnRequest xmlns:samlp="${SAML20.protocol}" ID="${request.id}" Version="2.0"
      IssueInstant="${formatDateTime(request.issueInstant)}" Destination="${request.destination}"
      AssertionConsumerServiceURL="${request.assertionConsumerServiceUrl}"
      ForceAuthn="${String(request.forceAuthn)}" ProtocolBinding="${BINDING_URIS.post}">
    <saml:Issuer xmlns:saml="${SAML20.assertion}">${request.issuer}</saml:Issuer>
    <samlp:NameIDPolicy Format="${NAME_ID_FORMATS.persistent}"></samlp:NameIDPolicy>
    ${context}
  </samlp:AuthnRequest>`;
}

function readIndex(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text)) wrongShape('AssertionConsumerServiceIndex is no number');
  return Number(text);
}

function readRequestedAuthnContext(context: XmlElement): RequestedAuthnContext {
  const comparison = attributeOf(context, 'Comparison') ?? 'exact';
  if (!isComparison(comparison)) return wrongShape('Comparison is none of exact, minimum, maximum, better');
  const children = childElements(context);
  if (children.length > MAX_CLASSES)
    wrongShape(`more than ${MAX_CLASSES} authentication contexts are asked for`);
  // Declarations are bilateral; none is known here, so only classes can be met.
  const classes = children.filter((child) => isNamed(child, SAML20.assertion, 'AuthnContextClassRef'));
  return { comparison, classes: classes.map((child) => textOf(child).trim()) };
}

function isComparison(text: string): text is RequestedAuthnContext['comparison'] {
  return ['exact', 'minimum', 'maximum', 'better'].includes(text);
}

const MAX_CLASSES = 32;
