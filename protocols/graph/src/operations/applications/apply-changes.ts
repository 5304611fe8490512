import {
  type Application,
  type Directory,
  findRedirectUriFault,
  type KeyCredential,
  type Random,
  type RedirectUriType,
  type RequiredResourceAccess,
} from '@signet/identity';
import { PkiError, parseCertificates } from '@signet/pki';
import { createKeyCredential } from '@signet/sign-in';
import { badRequest } from '../../graph-error.ts';
import type { ApplicationChanges, RequiredResourceAccessInput } from '../../schemas/application-input.ts';
import type { KeyCredentialInput } from '../../schemas/credential.ts';
import { scopesOfResource } from './application-json.ts';
import { changePermissions } from './change-permissions.ts';
import { checkIdentifierUris, type IdentifierUriServices } from './check-identifier-uris.ts';
import { changeTokenConfiguration } from './token-configuration.ts';

/**
 * The application as it is after the changes: a list that was sent takes the place of the list, inside `web`, `spa`,
 * `publicClient` and `api` too. Throws `Request_BadRequest` with what is wrong and where.
 */
export async function applyChanges(
  before: Application,
  changes: ApplicationChanges,
  services: IdentifierUriServices & { readonly random: Random },
): Promise<Application> {
  const { directory, random } = services;
  const { displayName, identifierUris, requiredResourceAccess, keyCredentials, web } = changes;
  const {
    requiresMultiFactor,
    enableIdTokenIssuance,
    requestedAccessTokenVersion: _version,
    accessTokenSigningAlg: _alg,
    optionalClaims: _claims,
    groupMembershipClaims: _groups,
    ...rest
  } = before;
  const needsTwo = changes.signetRequiresMultiFactor ?? requiresMultiFactor;
  const givesIdTokens = web?.implicitGrantSettings?.enableIdTokenIssuance ?? enableIdTokenIssuance;
  return {
    ...rest,
    ...(displayName !== undefined && { displayName }),
    ...(identifierUris !== undefined && {
      identifierUris: await checkIdentifierUris(identifierUris, before, services),
    }),
    ...changePermissions(before, changes),
    ...changeTokenConfiguration(before, changes),
    redirectUris: REDIRECT_URI_TYPES.flatMap((type) => redirectUrisAfter(before, type, changes)),
    ...(requiredResourceAccess !== undefined && {
      requiredResourceAccess: await checkRequired(requiredResourceAccess, before, directory),
    }),
    frontchannelLogoutUri:
      web?.logoutUrl === undefined ? before.frontchannelLogoutUri : checkLogoutUrl(web.logoutUrl),
    ...(keyCredentials !== undefined && {
      keyCredentials: keyCredentialsAfter(keyCredentials, before, random),
    }),
    ...(needsTwo && { requiresMultiFactor: true }),
    ...(givesIdTokens && { enableIdTokenIssuance: true }),
  };
}

function redirectUrisAfter(
  before: Application,
  type: RedirectUriType,
  changes: ApplicationChanges,
): Application['redirectUris'] {
  const uris = changes[type]?.redirectUris;
  if (uris === undefined) return before.redirectUris.filter((one) => one.type === type);
  return [...new Set(uris)].map((uri) => {
    const fault = findRedirectUriFault(type, uri);
    if (fault !== undefined) throw badRequest(`${type}/redirectUris: ${uri.slice(0, 256)} ${fault}.`);
    return { type, uri };
  });
}

function checkLogoutUrl(url: string | null): string | undefined {
  if (url === null) return undefined;
  const fault = findRedirectUriFault('web', url);
  if (fault === undefined) return url;
  throw badRequest(`web/logoutUrl: ${url.slice(0, 256)} ${fault}.`);
}

async function checkRequired(
  required: readonly RequiredResourceAccessInput[],
  application: Application,
  directory: Pick<Directory, 'applications'>,
): Promise<readonly RequiredResourceAccess[]> {
  return await Promise.all(
    required.map(async ({ resourceAppId, resourceAccess }) => {
      const known = await scopesOfResource(resourceAppId, application, directory);
      if (!known) throw badRequest(`requiredResourceAccess: there is no resource ${resourceAppId}.`);
      const scopes = resourceAccess.map(({ id }) => {
        const scope = known.find((one) => one.id === id.toLowerCase());
        if (scope) return scope.value;
        throw badRequest(`requiredResourceAccess: ${resourceAppId} has no scope with the id ${id}.`);
      });
      return {
        resourceAppId: resourceAppId.toLowerCase() as RequiredResourceAccess['resourceAppId'],
        scopes,
      };
    }),
  );
}

/** One keyId names one certificate: what is taken away by it must not stay under it. */
function keyCredentialsAfter(
  inputs: readonly KeyCredentialInput[],
  before: Application,
  random: Random,
): readonly KeyCredential[] {
  const after = inputs.map((one) => keyCredentialOf(one, before, random));
  if (new Set(after.map(({ keyId }) => keyId)).size < after.length)
    throw badRequest('keyCredentials: the same keyId is there twice.');
  return after;
}

function keyCredentialOf(
  input: KeyCredentialInput,
  { keyCredentials }: Application,
  random: Random,
): KeyCredential {
  const kept = keyCredentials.find(({ keyId }) => keyId === input.keyId?.toLowerCase());
  const { displayName } = input;
  const named = displayName ? { displayName } : {};
  if (!input.key) {
    if (kept) return { ...kept, ...named };
    throw badRequest(
      'keyCredentials: send key, the certificate in base64, or the keyId of one that is there.',
    );
  }
  const credential = createKeyCredential(
    readCertificate(input.key),
    input.keyId?.toLowerCase() ?? random.guid(),
  );
  return { ...credential, ...named };
}

/** Clients send the base64 of the file as it is, so what is inside may be DER or PEM. */
function readCertificate(base64: string): Uint8Array {
  try {
    const [certificate, another] = parseCertificates(Buffer.from(base64, 'base64'));
    if (certificate && !another) return certificate.der;
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw badRequest('keyCredentials: key is no certificate in DER or PEM.', cause);
  }
  throw badRequest('keyCredentials: key must hold one certificate.');
}

const REDIRECT_URI_TYPES = ['web', 'spa', 'publicClient'] as const satisfies readonly RedirectUriType[];
