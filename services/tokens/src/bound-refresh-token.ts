/**
 * RFC 8705 §4: the refresh token of a public client that came with a certificate is bound to it, so that whoever
 * copies the token has nothing. The binding is part of the token: what is stored is the hash of both, and a token whose
 * binding was cut off or exchanged is one that was never issued. A tilde, for a dot is what JWTs are told by.
 */
export function bindRefreshToken(secret: string, boundTo: string | undefined): string {
  return boundTo === undefined ? secret : `${secret}~${boundTo}`;
}

/** base64url of the SHA-256 of the certificate; `undefined` for a token that anybody may use who has it. */
export function bindingOfRefreshToken(refreshToken: string): string | undefined {
  const [, binding] = refreshToken.split('~', 2);
  return binding;
}
