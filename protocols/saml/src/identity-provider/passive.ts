import { type Form, HttpError, promptForCertificate, type RequestContext } from '@signet/http';
import { type XmlElement, XmlError } from '@signet/xml';
import {
  carriesMessage,
  type ReceivedMessage,
  readPostMessage,
  readRedirectMessage,
} from '../messages/binding.ts';
import { CERTIFICATE_STEP } from './certificate.ts';
import type { IdentityProviderOptions } from './options.ts';
import { refuse, refuseMalformed } from './refusals.ts';
import { readSignInRequest } from './sign-in-request.ts';
import { declineSignIn } from './sign-in-response.ts';
import { acceptLogoutResponse, answerLogoutRequest } from './single-logout.ts';

/**
 * SAML's part of `/adfs/ls/`, the address that it shares with WS-Federation: answers when the form or query
 * carries a SAML message, and leaves everything else alone.
 */
export function samlAtPassiveEndpoint(
  options: IdentityProviderOptions,
): (form: Form, request: Request, context: RequestContext) => Promise<Response | undefined> {
  return async (form, request, context) => {
    if (!carriesMessage(form)) return undefined;
    return answeringUnreadable(request, context, options, async () => {
      const message = request.method === 'POST' ? readPostMessage(form) : await readRedirectMessage(request);
      return answerMessage(message, request, context, options);
    });
  };
}

/** What the sender did wrong in a message is a refusal, not a fault. */
export async function answeringUnreadable(
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
  answer: () => Promise<Response>,
): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof XmlError) {
      return refuseMalformed(`${error.code}: ${error.message}.`, request, context, options);
    }
    if (error instanceof HttpError && error.code === 'invalid_request') {
      return refuseMalformed(error.message, request, context, options);
    }
    throw error;
  }
}

async function answerMessage(
  message: ReceivedMessage,
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  switch (nameOf(message.document, message.parameter)) {
    case 'SAMLRequest AuthnRequest':
      return answerAuthnRequest(message, request, context, options);
    case 'SAMLRequest LogoutRequest':
      return answerLogoutRequest(message, request, context, options);
    case 'SAMLResponse LogoutResponse':
      return acceptLogoutResponse(message, request, context, options);
    default:
      return refuseMalformed('No message of this kind is taken here.', request, context, options);
  }
}

async function answerAuthnRequest(
  message: ReceivedMessage,
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const reading = await readSignInRequest(message, context.correlationId, context.now, options);
  switch (reading.status) {
    case 'read':
      return promptForCertificate(CERTIFICATE_STEP, reading.request, request, context, options);
    case 'declined':
      return declineSignIn(reading, request, context, options);
    case 'refused':
      return refuse(reading.code, reading.checks, request, context, options);
    default:
      return reading satisfies never;
  }
}

function nameOf({ localName }: XmlElement, parameter: ReceivedMessage['parameter']): string {
  return `${parameter} ${localName}`;
}
