import { type TrustVersion, WS_TRUST_13, WS_TRUST_2005 } from './vocabulary.ts';

/** What a request is accepted on. */
export type Credential = 'tls-certificate' | 'message-signature' | 'password';

/** One address that tokens are asked for at. */
export interface Endpoint {
  readonly path: string;
  readonly version: TrustVersion;
  readonly credential: Credential;
  /** Certificates are asked for in the handshake at the certificate listener alone, as on AD FS's port 49443. */
  readonly listener: 'login' | 'certificate';
  /** AD FS's name of it in the MEX document, by which administrators know it. */
  readonly bindingName: string;
}

/** AD FS's addresses; those for passwords only where passwords are allowed. */
export function endpointsFor(passwords: 'off' | 'test-users'): readonly Endpoint[] {
  return passwords === 'off' ? ENDPOINTS.filter(({ credential }) => credential !== 'password') : ENDPOINTS;
}

/** Where WSDL and policies of all of them are, at the login listener. */
export const METADATA_EXCHANGE_PATH = '/adfs/services/trust/mex';

/** The address that AD FS names in its federation metadata, and with it the way to the others. */
export function tokenEndpointOf({ login }: { readonly login: string }): {
  readonly address: string;
  readonly metadataExchange: string;
} {
  return {
    address: `${login}/adfs/services/trust/2005/certificatemixed`,
    metadataExchange: `${login}${METADATA_EXCHANGE_PATH}`,
  };
}

const ENDPOINTS: readonly Endpoint[] = [WS_TRUST_2005, WS_TRUST_13].flatMap((version) => {
  const suffix = `IWSTrust${version.name === '2005' ? 'Feb2005' : '13'}Async`;
  const at = (segment: string): string => `/adfs/services/trust/${version.name}/${segment}`;
  return [
    {
      path: at('certificatemixed'),
      version,
      credential: 'message-signature',
      listener: 'login',
      bindingName: `CertificateWSTrustBinding_${suffix}`,
    },
    {
      path: at('certificatetransport'),
      version,
      credential: 'tls-certificate',
      listener: 'certificate',
      bindingName: `CertificateWSTrustBinding_${suffix}1`,
    },
    {
      path: at('usernamemixed'),
      version,
      credential: 'password',
      listener: 'login',
      bindingName: `UserNameWSTrustBinding_${suffix}`,
    },
  ] as const;
});
