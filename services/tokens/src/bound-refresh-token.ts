/**
 * Who alone may use a refresh token. The binding is part of the token: what is stored is the hash of both, and a token whose
 * binding was cut off or exchanged is one that was never issued. A tilde, for a dot is what JWTs are told by.
 *
 * RFC 8705 §4: that of a public client that came with a certificate is bound to it, so that whoever copies the token has
 * nothing: base64url of the certificate's SHA-256. That of a confidential client is bound to a client that proves itself
 * (`CLIENT_BINDING`).
 */
export function bindRefreshToken(secret: string, boundTo: string | undefined): string {
  return boundTo === undefined ? secret : `${secret}~${boundTo}`;
}

/** `CLIENT_BINDING`, or of a certificate; `undefined` for a token that anybody may use who has it. */
export function bindingOfRefreshToken(refreshToken: string): string | undefined {
  const [, binding] = refreshToken.split('~', 2);
  return binding;
}

/**
 * RFC 6749 §6: a token that was issued to a confidential client wants its proof, whatever became of the client since. An
 * application that lost its last secret counts as public, and taking away a secret that leaked must not open its tokens.
 */
export const CLIENT_BINDING = 'client';
