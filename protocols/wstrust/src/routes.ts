import { htmlResponse, messagePage, type Route, type Routes, withFreshProof } from '@signet/http';
import { type Endpoint, endpointsFor, METADATA_EXCHANGE_PATH } from './endpoints.ts';
import { answerIssue } from './issue.ts';
import { MAX_MESSAGE_BYTES } from './message/envelope.ts';
import { answerMetadataExchange } from './mex.ts';
import type { WsTrustOptions } from './options.ts';

/** The addresses of AD FS; those for passwords are there only where passwords are allowed. */
export function wsTrustRoutes(
  options: WsTrustOptions & { readonly passwords: 'off' | 'test-users' },
): Routes {
  const endpoints = endpointsFor(options.passwords);
  return [
    {
      listener: 'login',
      method: 'GET',
      pattern: METADATA_EXCHANGE_PATH,
      handler: () => answerMetadataExchange(endpoints, options),
    },
    ...endpoints.flatMap((endpoint) => routesOf(endpoint, options)),
  ];
}

function routesOf(endpoint: Endpoint, options: WsTrustOptions): Routes {
  const { listener, path: pattern } = endpoint;
  const issue: Route = {
    listener,
    method: 'POST',
    pattern,
    maxBodyBytes: MAX_MESSAGE_BYTES,
    handler: (request, context) => answerIssue(endpoint, request, context, options),
  };
  if (endpoint.credential !== 'tls-certificate') return [issue];
  return [
    { ...issue, handler: withFreshProof(issue.handler) },
    { listener, method: 'GET', pattern, handler: withFreshProof(() => answerProbe()) },
  ];
}

/** Administrators open this address in a browser to see whether the listener is within reach. */
function answerProbe(): Response {
  return htmlResponse(
    messagePage({
      title: 'Certificate sign-in is within reach',
      sentence:
        'Programs ask for tokens at this address with their certificate; there is nothing to see here.',
    }),
  );
}
