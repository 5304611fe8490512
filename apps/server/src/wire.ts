import { activesyncRoutes } from '@signet/activesync';
import { createXmlCrypto, createXmlDecryptor } from '@signet/crypto';
import { graphRoutes } from '@signet/graph';
import { type Listeners, type Routes, startListeners } from '@signet/http';
import type { TenantId } from '@signet/identity';
import { type SmtpReceiver, startSmtpReceiver } from '@signet/mailbox';
import { listFrontchannelLogoutUrls, oidcRoutes } from '@signet/oidc';
import { pushRevocation } from '@signet/revocation';
import {
  type ServiceProviderOptions,
  samlAtLoginSrf,
  samlSignInRedirect,
  samlSignOutUrl,
  serviceProviderRoutes,
} from '@signet/saml';
import { createInteractions, createSessions } from '@signet/sign-in';
import {
  createAccessTokens,
  createAudienceClaims,
  createAuthorizationCodes,
  createDeviceCodes,
  createGrants,
  createPairwiseSubjects,
  createTokenMinter,
} from '@signet/tokens';
import { relyingPartyRoutes, signInRedirect, signOutRedirect } from '@signet/wsfed';
import { adminCenterRoutes } from './admin-center/routes.ts';
import { BUILT_SITE, readSiteFiles } from './admin-center/site-files.ts';
import { ConfigError, type ServerConfig } from './config/config.ts';
import { buildFederationServer, rememberSigners, reserveAdfs } from './federation-server.ts';
import { createIssuerHints } from './issuer-hints.ts';
import { limitSignIns } from './limit-sign-ins.ts';
import { listenerForms, readTls } from './listener-forms.ts';
import { createMetadata } from './metadata.ts';
import { type Origins, originsOf, settlePorts } from './origins.ts';
import { startPeriodic } from './periodic.ts';
import { profileRoutes } from './profile-routes.ts';
import { openServices, type ServiceOverrides, type Services } from './services.ts';
import { siteRoutes } from './site-routes.ts';
import { createTenantHosts } from './tenant-hosts.ts';

/** A running server; disposing of it closes the listeners first, then the services. */
export interface SignetServer extends AsyncDisposable {
  readonly origins: Origins;
  readonly services: Services;
  readonly listeners: Listeners;
  /** Where mail is taken, if it is. */
  readonly smtpPort: number | undefined;
}

/** The one place where services meet faces and faces meet listeners. */
export async function startServer(
  config: ServerConfig,
  overrides: ServiceOverrides = {},
): Promise<SignetServer> {
  const stack = new AsyncDisposableStack();
  try {
    const listen = await settlePorts(config.listen);
    const origins = originsOf(listen);
    const services = stack.use(await openServices(config, overrides));
    const hints = createIssuerHints(services.directory);
    await hints.refresh();
    const tls = await readTls(config.tls);
    const stopping = new AbortController();
    const listeners = stack.use(
      await startListeners({
        routes: [
          ...limitSignIns(
            buildRoutes(config, origins, services, createTenantHosts(listen, origins, tls.cert, hints)),
            {
              perMinute: config.signInRequestsPerMinute,
              log: services.log,
            },
          ),
          ...activesyncRoutes({
            ...services,
            policy: { requirePasscode: config.mail.requirePasscode ?? false },
            onNewCrl: (listener) => services.revocation.onNewCrl(async () => listener()),
            stopping: stopping.signal,
          }),
          ...profileRoutes({
            services,
            sessions: createSessions(services),
            origins,
            issueIdentity: overrides.issueIdentity,
            signer: { chainPem: tls.cert, privateKeyPem: tls.key },
          }),
          ...(await buildAdminCenter(config.adminCenter, origins)),
        ],
        reservedSegments: reserveAdfs(config),
        tls,
        ...(await listenerForms(listen)),
        issuerHints: hints.find,
        clock: services.clock,
        random: services.random,
        log: services.log,
      }),
    );
    // Before the listeners close: held requests would keep them waiting.
    stack.defer(() => stopping.abort());
    const smtp = await startSmtp(config, services);
    if (smtp) stack.use(smtp);
    stack.defer(pushRevocation(services));
    services.revocation.start();
    stack.use(
      startPeriodic(
        UPKEEP_SECONDS,
        async () => {
          await hints.refresh();
          listeners.refreshIssuerHints();
          const now = services.clock.now();
          // Of a process that ended before it could.
          await services.directory.certificateUses.settle();
          await services.directory.certificateUses.endExpired(now);
          await services.directory.removeExpired(now);
        },
        (error) => services.log.error({ err: error }, 'upkeep failed; it is tried again in a minute'),
      ),
    );
    const metadata = createMetadata(services, config, overrides.extraTrust);
    stack.use(
      startPeriodic(METADATA_SECONDS, metadata.refreshDue, (error) =>
        services.log.error({ err: error }, 'metadata are not refreshed; it is tried again in a minute'),
      ),
    );
    const owned = stack.move();
    const dispose = (): Promise<void> => owned.disposeAsync();
    return { origins, services, listeners, smtpPort: smtp?.port, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

function buildRoutes(
  config: ServerConfig,
  origins: Origins,
  services: Services,
  certificateOf: (tenantId: TenantId) => string,
): Routes {
  const { directory, random, signIn, tokenKeys, es256TokenKeys, decryptionKeys, clock, log } = services;
  const interactions = createInteractions({ directory, random });
  const sessions = createSessions({ directory, random });
  const xmlCrypto = createXmlCrypto();
  const createSigner = rememberSigners();
  const keyRings = [tokenKeys, es256TokenKeys];
  const accessTokens = createAccessTokens({ directory, keyRings, loginOrigin: origins.login });
  const listSignOutFrames: ServiceProviderOptions['listSignOutFrames'] = (ids) =>
    listFrontchannelLogoutUrls(ids, { directory, loginOrigin: origins.login });
  const serviceProvider: ServiceProviderOptions = {
    loginOrigin: origins.login,
    directory,
    random,
    signIn,
    interactions,
    sessions,
    xmlCrypto,
    requestSigner: async (now) => createSigner(await tokenKeys.current(now)),
    decryptionKeys,
    listSignOutFrames,
    createDecryptor: (keys) => createXmlDecryptor(keys.map(({ privateKey }) => privateKey)),
  };
  return [
    ...siteRoutes(directory),
    ...oidcRoutes({
      origins: { ...origins, certificateOf, graph: [origins.login] },
      directory,
      random,
      signIn,
      interactions,
      sessions,
      codes: createAuthorizationCodes({ directory, random }),
      deviceCodes: createDeviceCodes({ directory, random }),
      grants: createGrants({ directory, random }),
      tokens: createTokenMinter({
        loginOrigin: origins.login,
        keyRings: { RS256: tokenKeys, ES256: es256TokenKeys },
        graphTokenSigning: config.graphTokenSigning,
        subjectOf: createPairwiseSubjects({ directory, random }),
        audienceClaims: createAudienceClaims({ directory, graphOrigin: origins.login }),
        random,
      }),
      accessTokens,
      keyRings,
      createSigner,
      xmlCrypto,
      passwords: config.passwords,
      federatedSignInUrl: (request) =>
        request.domain.federation?.preferredAuthenticationProtocol === 'saml'
          ? samlSignInRedirect({ ...request, relayState: request.wctx, now: clock.now() }, serviceProvider)
          : signInRedirect(request),
      federatedSignOutUrl: async (signOut) =>
        (await samlSignOutUrl(signOut, serviceProvider)) ?? signOutRedirect(signOut, serviceProvider),
      onUnexpected: (error, { requestId }) =>
        log.error({ err: error, requestId }, 'the token endpoint failed'),
    }),
    ...graphRoutes({
      origins: { login: origins.login, graph: [origins.login] },
      directory,
      random,
      revocation: services.revocation,
      accessTokens,
      crlAddresses: config.revocation.addresses,
      onUnexpected: (error, { requestId }) => log.error({ err: error, requestId }, 'the Graph face failed'),
    }),
    ...relyingPartyRoutes({
      directory,
      random,
      signIn,
      interactions,
      sessions,
      xmlCrypto,
      listSignOutFrames,
      otherProtocol: samlAtLoginSrf(serviceProvider),
    }),
    ...serviceProviderRoutes(serviceProvider),
    ...buildFederationServer(config, {
      ...services,
      origins,
      interactions,
      createSigner,
      xmlCrypto,
    }),
  ];
}

async function buildAdminCenter(config: ServerConfig['adminCenter'], { login }: Origins): Promise<Routes> {
  if (config === undefined) return [];
  const { tenantId, clientId, folder = BUILT_SITE } = config;
  return adminCenterRoutes({ tenantId, clientId, loginOrigin: login, files: await readSiteFiles(folder) });
}

async function startSmtp({ mail }: ServerConfig, services: Services): Promise<SmtpReceiver | undefined> {
  if (mail.smtpPort === undefined) return undefined;
  try {
    return await startSmtpReceiver({ ...services, port: mail.smtpPort });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`mail.smtpPort: mail cannot be taken at port ${mail.smtpPort} (${why}).`, {
      cause,
    });
  }
}

const UPKEEP_SECONDS = 60;
/** How often is looked what is due; each partner is asked daily as a rule. */
const METADATA_SECONDS = 60;
