import { type Form, HttpError, type RequestContext, type Routes, readForm, refuseOnPage } from '@signet/http';
import { answerServiceProviderMetadata } from '../metadata/service-provider-metadata.ts';
import { acceptSamlResponse } from './accept-response.ts';
import type { ServiceProviderOptions } from './options.ts';

/** SAML's part of `/login.srf`, which it shares with WS-Federation: takes a form that holds a SAMLResponse. */
export function samlAtLoginSrf(
  options: ServiceProviderOptions,
): (form: Form, request: Request, context: RequestContext) => Promise<Response | undefined> {
  return async (form, request, context) =>
    form.has('SAMLResponse') ? acceptSamlResponse(form, request, context, options) : undefined;
}

/** The token service's own addresses for SAML: where a partner may answer as well, and our metadata. */
export function serviceProviderRoutes(options: ServiceProviderOptions): Routes {
  return [
    {
      listener: 'login',
      method: 'POST',
      pattern: '/{tenant}/saml2',
      handler: (request, context) => answerPost(request, context, options),
    },
    {
      listener: 'login',
      method: 'GET',
      pattern: '/federationmetadata/saml20/federationmetadata.xml',
      handler: (_request, { now }) => answerServiceProviderMetadata(now, options),
    },
  ];
}

async function answerPost(
  request: Request,
  context: RequestContext,
  options: ServiceProviderOptions,
): Promise<Response> {
  try {
    return await acceptSamlResponse(await readForm(request), request, context, options);
  } catch (error) {
    if (!(error instanceof HttpError) || error.code !== 'invalid_request') throw error;
    const evidence = [
      {
        check: 'request',
        rule: 'SAML 2.0 bindings §3.5',
        object: 'request',
        result: 'fail',
        detail: error.message,
      },
    ] as const;
    const refusal = { face: 'federated-assertion', code: 'request-malformed', evidence } as const;
    return refuseOnPage(refusal, request, context, options);
  }
}
