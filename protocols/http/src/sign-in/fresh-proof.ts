import type { Handler } from '../router.ts';

/**
 * For handlers that take the connection's certificate as the proof of one sign-in: the connection ends with the
 * answer. The key was proved in the handshake, and a browser that keeps the connection would sign the next
 * person at the machine in after the card is gone.
 */
export function withFreshProof(handler: Handler): Handler {
  return async (request, context, params) => {
    const response = await handler(request, context, params);
    response.headers.set('connection', 'close');
    return response;
  };
}
