import type { PermissionScope } from './application.ts';
import { type ApplicationId, guid } from './ids.ts';

/** Microsoft Graph as a resource; clients have this id and address built in. */
export const GRAPH_APP_ID: ApplicationId = guid('00000003-0000-0000-c000-000000000000');

/** OpenID Connect Core §5.4 and §11. As at Entra they are scopes of Graph, and consented to as such. */
export const OIDC_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access']);

/**
 * All that the Graph face can be asked for; its operations name no permission that is not here. Which of them need
 * an administrator is as in Microsoft's permissions reference. Clients send values; the ids of permissions that we could
 * not look up are our own.
 */
export const GRAPH_SCOPES: readonly PermissionScope[] = (
  [
    ['openid', '37f7f235-527c-4136-accd-4a02d197296e', 'User', 'Sign you in'],
    ['profile', '14dad69e-099b-42c9-810b-d002981feec1', 'User', 'View your basic profile'],
    ['email', '64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0', 'User', 'View your email address'],
    [
      'offline_access',
      '7427e0e9-2fba-42fe-b0c0-848c9e6a8182',
      'User',
      'Keep the access you gave it, also when you are not using it',
    ],
    ['User.Read', 'e1fe6dd8-ba31-4d61-89e7-88639da4683d', 'User', 'Read your profile'],
    ['User.ReadWrite', 'b4e74841-8e56-480b-be8b-910348b18b4c', 'User', 'Read and change your profile'],
    [
      'User.ReadBasic.All',
      'b340eb25-3456-403f-be2f-af7a0d370277',
      'User',
      'Read the basic profiles of all users',
    ],
    ['User.Read.All', 'a154be20-db9c-4678-8ab7-66f6cc099a59', 'Admin', 'Read the full profiles of all users'],
    [
      'User.ReadWrite.All',
      '204e0828-b5ca-4ad8-b9f3-f32a958e7cc4',
      'Admin',
      'Read and change the full profiles of all users',
    ],
    [
      'User.RevokeSessions.All',
      'd2a29a0c-b9b4-4a46-b2d9-0a0ff5e3a3c1',
      'Admin',
      'End the sign-in sessions of any user',
    ],
    ['Directory.Read.All', '06da0dbc-49e2-44d2-8312-53f166ab848a', 'Admin', 'Read the directory'],
    [
      'Directory.ReadWrite.All',
      'c5366453-9fb0-48a5-a156-24f0c49a4b84',
      'Admin',
      'Read and change the directory',
    ],
    [
      'Organization.Read.All',
      '4908d5b9-3fb2-4b1e-9336-1888b7937185',
      'Admin',
      'Read the organisation and its trusted certificate authorities',
    ],
    [
      'Organization.ReadWrite.All',
      '46ca0847-7e6b-426e-9775-ea810a948356',
      'Admin',
      'Read and change the organisation and its trusted certificate authorities',
    ],
    [
      'DeviceManagementServiceConfig.Read.All',
      '8696daa5-bce5-4b2e-83f9-51b6defc4e1e',
      'Admin',
      'Read the name of the organisation for device management',
    ],
    ['Group.Read.All', '5f8c59db-677d-491f-a6b8-5f174b11ec1d', 'Admin', 'Read the groups'],
    ['Group.ReadWrite.All', '4e46008b-f24c-477d-8fff-7bb4ec7aafe0', 'Admin', 'Read and change the groups'],
    ['GroupMember.Read.All', 'bc024368-1153-4739-b217-4326f2e966d0', 'Admin', 'Read who is in which group'],
    [
      'GroupMember.ReadWrite.All',
      'f81125ac-d3b7-4573-a3b2-7099cc39df9e',
      'Admin',
      'Read and change who is in which group',
    ],
    [
      'PublicKeyInfrastructure.Read.All',
      '78641e20-88d5-4093-b688-0f20e93abc9d',
      'Admin',
      'Read the certificate authorities of the PKI store',
    ],
    [
      'PublicKeyInfrastructure.ReadWrite.All',
      '2e97e7c4-115a-41b4-b7f6-14fb6feeb5d3',
      'Admin',
      'Read and change the certificate authorities of the PKI store',
    ],
    ['Domain.Read.All', '2f9ee017-59c1-4f1d-9472-bd5529a7b311', 'Admin', 'Read the domains'],
    ['Domain.ReadWrite.All', '0b5d694c-a244-4bde-86e6-eb5cd07730fe', 'Admin', 'Read and change the domains'],
    [
      'Domain-InternalFederation.Read.All',
      '64d40371-8d58-40fb-9a7a-d4ee2a4d4b35',
      'Admin',
      'Read how domains are federated',
    ],
    [
      'Domain-InternalFederation.ReadWrite.All',
      '0a8a6ddd-f4b1-4c1e-a4c9-1ef2d08a5b6e',
      'Admin',
      'Read and change how domains are federated',
    ],
    [
      'Policy.Read.AuthenticationMethod',
      'a6ff13ac-1851-4993-8ca9-a671d70de2d9',
      'Admin',
      'Read the authentication method policies',
    ],
    [
      'Policy.ReadWrite.AuthenticationMethod',
      '7e823077-d88e-468f-a337-e18f1f0e6c7c',
      'Admin',
      'Read and change the authentication method policies',
    ],
    ['AuditLog.Read.All', 'e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20', 'Admin', 'Read the sign-in and audit logs'],
    [
      'DelegatedPermissionGrant.Read.All',
      'a197cdc4-a8e8-4d49-9d35-4ca7c83887b4',
      'Admin',
      'Read what people allowed applications',
    ],
    [
      'DelegatedPermissionGrant.ReadWrite.All',
      '41ce6ca6-6826-4807-84f1-1c82854f7ee5',
      'Admin',
      'Read and take back what people allowed applications',
    ],
  ] as const
).map(([value, id, type, userConsentDisplayName]) => ({
  id,
  value,
  type,
  isEnabled: true,
  userConsentDisplayName,
}));
