import type { UnixSeconds } from '@signet/pki';
import { attributeOf, formatDateTime, SAML20, textOf, type XmlElement, type XmlText, xml } from '@signet/xml';
import { STATUS, type StatusCode } from '../vocabulary.ts';
import { findChild, type MessageHead, readHead, wrongShape } from './message-shape.ts';

/** A status as it goes out: for a refusal, who is at fault and why (SAML 2.0 core §3.2.2.2). */
export interface Status {
  readonly code: StatusCode;
  readonly second?: StatusCode;
  readonly message?: string;
}

/** A status as it came. */
export interface ReceivedStatus {
  readonly code: string;
  readonly second: string | undefined;
  readonly message: string | undefined;
}

export interface ResponseParts {
  readonly id: string;
  readonly issueInstant: UnixSeconds;
  readonly issuer: string;
  readonly destination: string;
  readonly inResponseTo: string | undefined;
  readonly status: Status;
}

/** A Response without its signature; `content` is the assertion, encrypted or not, or nothing. */
export function writeResponse(
  parts: ResponseParts,
  content: readonly XmlText[] = [],
  name: 'Response' | 'LogoutResponse' = 'Response',
): XmlText {
  const issueInstant = formatDateTime(parts.issueInstant);
  const { id, destination, inResponseTo } = parts;
  const children = xml`<saml:Issuer xmlns:saml="${SAML20.assertion}">${parts.issuer}</saml:Issuer>
    ${writeStatus(parts.status)}${content}`;
  if (name === 'LogoutResponse') {
    return xml`<samlp:LogoutResponse xmlns:samlp="${SAML20.protocol}" ID="${id}" Version="2.0"
        IssueInstant="${issueInstant}" Destination="${destination}"
        InResponseTo="${inResponseTo ?? ''}">${children}</samlp:LogoutResponse>`;
  }
  if (inResponseTo === undefined) {
    return xml`<samlp:Response xmlns:samlp="${SAML20.protocol}" ID="${id}" Version="2.0"
        IssueInstant="${issueInstant}" Destination="${destination}">${children}</samlp:Response>`;
  }
  return xml`<samlp:Response xmlns:samlp="${SAML20.protocol}" ID="${id}" Version="2.0"
      IssueInstant="${issueInstant}" Destination="${destination}"
      InResponseTo="${inResponseTo}">${children}</samlp:Response>`;
}

/** Throws `XmlError`. */
export function readResponseHead(
  message: XmlElement,
  name: 'Response' | 'LogoutResponse',
): MessageHead & { readonly status: ReceivedStatus } {
  const head = readHead(message, name, 'any');
  const status = findChild(message, SAML20.protocol, 'Status') ?? wrongShape('there is no Status');
  const code = findChild(status, SAML20.protocol, 'StatusCode') ?? wrongShape('there is no StatusCode');
  const second = findChild(code, SAML20.protocol, 'StatusCode');
  const message_ = findChild(status, SAML20.protocol, 'StatusMessage');
  return {
    ...head,
    status: {
      code: attributeOf(code, 'Value') ?? '',
      second: second && attributeOf(second, 'Value'),
      message: message_ && textOf(message_).slice(0, 256),
    },
  };
}

export const SUCCESS: Status = { code: STATUS.success };

function writeStatus({ code, second, message }: Status): XmlText {
  const inner = second === undefined ? [] : xml`<samlp:StatusCode Value="${second}"></samlp:StatusCode>`;
  return xml`<samlp:Status>
    <samlp:StatusCode Value="${code}">${inner}</samlp:StatusCode>
    ${message === undefined ? [] : xml`<samlp:StatusMessage>${message}</samlp:StatusMessage>`}
  </samlp:Status>`;
}
