/** The only source of secrets and identifiers; tests pass a seeded one. */
export interface Random {
  /** Cryptographically strong. */
  bytes(length: number): Uint8Array;
  /** 256 bits as base64url: codes, tokens, handles. */
  secret(): string;
  /** A version 4 GUID in lower case. */
  guid(): string;
}
