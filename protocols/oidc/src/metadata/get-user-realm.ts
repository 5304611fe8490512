import { CLOUD_AUDIENCE } from '@signet/federation';
import type { Directory } from '@signet/identity';
import { type XmlText, xml, xmlDocument } from '@signet/xml';
import { findHomeRealm, passiveSignInUrl } from './user-realm.ts';

/** What `/getuserrealm.srf` tells of a name, by Microsoft's names; as JSON or, with `xml=1`, as RealmInfo. */
export interface UserRealmAnswer {
  readonly State: number;
  readonly UserState: number;
  readonly Login: string;
  readonly NameSpaceType: 'Federated' | 'Managed' | 'Unknown';
  readonly DomainName: string;
  readonly FederationGlobalVersion?: number;
  readonly AuthURL?: string;
  readonly FederationBrandName?: string;
  readonly CloudInstanceName: string;
  readonly CloudInstanceIssuerUri: string;
}

/**
 * The oldest form of home realm discovery, which scripts and administrators' tools still ask. It answers from the
 * domain alone. The numbers are those that public tools show; Microsoft documents none of them.
 */
export async function getUserRealm(
  login: string,
  loginOrigin: string,
  directory: Directory,
): Promise<{ readonly json: UserRealmAnswer; readonly xml: string }> {
  const { name = '', domain } = await findHomeRealm(login, directory);
  const federation = domain?.federation;
  const kind = federation ? 'Federated' : domain ? 'Managed' : 'Unknown';
  const json: UserRealmAnswer = {
    ...STATES[kind],
    Login: login,
    NameSpaceType: kind,
    DomainName: name,
    ...(federation && {
      FederationGlobalVersion: -1,
      AuthURL: passiveSignInUrl(federation, login),
    }),
    ...(domain && { FederationBrandName: federation?.displayName ?? domain.name }),
    CloudInstanceName: new URL(loginOrigin).host,
    CloudInstanceIssuerUri: CLOUD_AUDIENCE,
  };
  return { json, xml: xmlDocument(writeRealmInfo(json, federation?.metadataExchangeUri)) };
}

function writeRealmInfo(answer: UserRealmAnswer, mexUrl: string | undefined): XmlText {
  const isFederated = answer.NameSpaceType === 'Federated';
  return xml`<RealmInfo Success="true">
    <State>${String(answer.State)}</State><UserState>${String(answer.UserState)}</UserState>
    <Login>${answer.Login}</Login>
    <NameSpaceType>${answer.NameSpaceType}</NameSpaceType>
    <DomainName>${answer.DomainName}</DomainName>
    <IsFederatedNS>${String(isFederated)}</IsFederatedNS>
    ${answer.AuthURL === undefined ? [] : [xml`<STSAuthURL>${answer.AuthURL}</STSAuthURL>`]}
    ${mexUrl === undefined ? [] : [xml`<MEXURL>${mexUrl}</MEXURL>`]}
    <FederationBrandName>${answer.FederationBrandName ?? ''}</FederationBrandName>
    <CloudInstanceName>${answer.CloudInstanceName}</CloudInstanceName>
    <CloudInstanceIssuerUri>${answer.CloudInstanceIssuerUri}</CloudInstanceIssuerUri>
  </RealmInfo>`;
}

const STATES = {
  Federated: { State: 3, UserState: 2 },
  Managed: { State: 4, UserState: 1 },
  Unknown: { State: 1, UserState: 1 },
} as const;
