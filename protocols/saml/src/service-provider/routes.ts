import {
  type Form,
  HttpError,
  type RequestContext,
  type Routes,
  readForm,
  readQuery,
  refuseOnPage,
} from '@signet/http';
import { XmlError } from '@signet/xml';
import {
  carriesMessage,
  type ReceivedMessage,
  readPostMessage,
  readRedirectMessage,
} from '../messages/binding.ts';
import { answerServiceProviderMetadata } from '../metadata/service-provider-metadata.ts';
import { acceptSamlResponse } from './accept-response.ts';
import { answerLogoutMessage } from './logout-messages.ts';
import type { ServiceProviderOptions } from './options.ts';

/**
 * SAML's part of `/login.srf`, which it shares with WS-Federation: takes a form or query that holds a SAML message,
 * answers to our requests by HTTP-POST and logout messages by either binding.
 */
export function samlAtLoginSrf(
  options: ServiceProviderOptions,
): (form: Form, request: Request, context: RequestContext) => Promise<Response | undefined> {
  return async (form, request, context) =>
    carriesMessage(form) ? answerMessage(form, request, context, options) : undefined;
}

/** The token service's own addresses for SAML: where a partner may answer as well, and our metadata. */
export function serviceProviderRoutes(options: ServiceProviderOptions): Routes {
  return [
    {
      listener: 'login',
      method: 'POST',
      pattern: '/{tenant}/saml2',
      handler: (request, context) => answering(() => readForm(request), request, context, options),
    },
    {
      listener: 'login',
      method: 'GET',
      pattern: '/{tenant}/saml2',
      handler: (request, context) => answering(async () => readQuery(request), request, context, options),
    },
    {
      listener: 'login',
      method: 'GET',
      pattern: '/federationmetadata/saml20/federationmetadata.xml',
      handler: (_request, { now }) => answerServiceProviderMetadata(now, options),
    },
  ];
}

async function answerMessage(
  form: Form,
  request: Request,
  context: RequestContext,
  options: ServiceProviderOptions,
): Promise<Response> {
  const isPost = request.method === 'POST';
  try {
    const message = isPost ? readPostMessage(form) : await readRedirectMessage(request);
    if (isLogout(message)) return await answerLogoutMessage(message, request, context, options);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    // What is wrong with a response is for its reader to say.
    if (!isPost || !form.has('SAMLResponse')) {
      return refuseMalformed(`${error.code}: ${error.message}.`, request, context, options);
    }
  }
  if (isPost && form.has('SAMLResponse')) return acceptSamlResponse(form, request, context, options);
  return refuseMalformed('No message of this kind is taken here.', request, context, options);
}

function isLogout({ parameter, document }: ReceivedMessage): boolean {
  return document.localName === (parameter === 'SAMLRequest' ? 'LogoutRequest' : 'LogoutResponse');
}

async function answering(
  read: () => Promise<Form>,
  request: Request,
  context: RequestContext,
  options: ServiceProviderOptions,
): Promise<Response> {
  try {
    return await answerMessage(await read(), request, context, options);
  } catch (error) {
    if (!(error instanceof HttpError) || error.code !== 'invalid_request') throw error;
    return refuseMalformed(error.message, request, context, options);
  }
}

function refuseMalformed(
  detail: string,
  request: Request,
  context: RequestContext,
  options: ServiceProviderOptions,
): Promise<Response> {
  const evidence = [
    { check: 'request', rule: 'SAML 2.0 bindings §3.4, §3.5', object: 'request', result: 'fail', detail },
  ] as const;
  const refusal = { face: 'federated-assertion', code: 'request-malformed', evidence } as const;
  return refuseOnPage(refusal, request, context, options);
}
