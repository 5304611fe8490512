import type { Form } from '@signet/http';
import { type AuthnRequest, readAuthnRequest } from './authn-request.ts';
import { readPostMessage } from './binding.ts';
import { type LogoutRequest, readLogoutRequest } from './logout-request.ts';
import { readResponseHead } from './response.ts';

/**
 * Reads any message of a form without asking who sent it: for tools and the fuzzer, never for a decision.
 * Throws `XmlError`.
 */
export function readSamlMessage(
  form: Form,
): AuthnRequest | LogoutRequest | ReturnType<typeof readResponseHead> {
  const { document } = readPostMessage(form);
  if (document.localName === 'LogoutRequest') return readLogoutRequest(document);
  if (document.localName === 'LogoutResponse') return readResponseHead(document, 'LogoutResponse');
  if (document.localName === 'Response') return readResponseHead(document, 'Response');
  return readAuthnRequest(document);
}
