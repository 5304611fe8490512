import { type Application, type ApplicationId, type Domain, domainOf, guid } from '@signet/identity';
import type { OidcOptions } from '../options.ts';
import { type TenantSegment, tenantMatches } from '../tenant-segment.ts';
import type { AuthorizeRequest } from './authorize-request.ts';

/** The words by which an application says where its person is at home. */
export interface HomeHints
  extends Pick<AuthorizeRequest, 'loginHint' | 'domainHint'>,
    Partial<Pick<AuthorizeRequest, 'homeRealm'>> {}

/** What a domain must be for an application to sign people of it in. */
export interface HomeQuestion {
  readonly segment: TenantSegment;
  readonly appId: ApplicationId;
}

/**
 * Home realm discovery by hints: the first of `login_hint`, `domain_hint` and `whr` that leads to a domain of ours. Who names the
 * person knows best; the two others name no person, and count for federated domains alone (Entra: a domain hint that refers to
 * no verified federated domain is ignored).
 */
export async function discoverHome(
  { loginHint, domainHint, homeRealm }: HomeHints,
  question: HomeQuestion,
  options: Pick<OidcOptions, 'directory'>,
): Promise<Domain | undefined> {
  const named = loginHint === undefined ? undefined : domainOf(loginHint);
  const domain = named === undefined ? undefined : await findDomain(named, question, options);
  if (domain) return domain;
  for (const hint of [domainHint, homeRealm]) {
    const hinted = hint === undefined ? undefined : await findDomain(hint, question, options);
    if (hinted?.federation) return hinted;
  }
  return homeRealm === undefined ? undefined : findByIssuer(homeRealm, question, options);
}

/** Applications are of one tenant: on `/common` too, only its own users can sign in to it. */
export async function findDomain(
  name: string,
  question: HomeQuestion,
  options: Pick<OidcOptions, 'directory'>,
): Promise<Domain | undefined> {
  return checkTenant(await options.directory.domains.find(name), question, options);
}

/** WS-Federation 1.2 §13.2.2 and AD FS have the identifier of the identity provider in `whr`. */
async function findByIssuer(
  issuerUri: string,
  question: HomeQuestion,
  options: Pick<OidcOptions, 'directory'>,
): Promise<Domain | undefined> {
  return checkTenant(await options.directory.domains.findByIssuerUri(issuerUri), question, options);
}

async function checkTenant(
  domain: Domain | undefined,
  { segment, appId }: HomeQuestion,
  { directory }: Pick<OidcOptions, 'directory'>,
): Promise<Domain | undefined> {
  if (!domain) return undefined;
  if (appId !== OWN_PAGES.appId) {
    const application = await directory.applications.find(appId);
    if (domain.tenantId !== application?.tenantId) return undefined;
  }
  return tenantMatches(segment, domain.tenantId) ? domain : undefined;
}

/** The pages of this host for whoever signs in, of any tenant; the id that Entra's page of the same kind has. */
export const OWN_PAGES: Pick<Application, 'appId' | 'displayName'> = {
  appId: guid('19db86c3-b2b9-44cc-b339-36da233a3be2'),
  displayName: 'My sessions',
};
