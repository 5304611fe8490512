import type { PermissionScope } from './application.ts';
import { type ApplicationId, guid } from './ids.ts';

/** Microsoft Graph as a resource; clients have this id and address built in. */
export const GRAPH_APP_ID: ApplicationId = guid('00000003-0000-0000-c000-000000000000');

/** OpenID Connect Core §5.4 and §11. As at Entra they are scopes of Graph, and consented to as such. */
export const OIDC_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access']);

/**
 * All that the Graph face can be asked for; its operations name no permission that is not here. Id and consent are those
 * of the delegated permission in Microsoft's permissions reference: clients send values, registrations hold ids.
 */
export const GRAPH_SCOPES: readonly PermissionScope[] = rowsOf(`
  37f7f235-527c-4136-accd-4a02d197296e User  openid                                  Sign you in
  14dad69e-099b-42c9-810b-d002981feec1 User  profile                                 View your basic profile
  64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0 User  email                                   View your email address
  7427e0e9-2fba-42fe-b0c0-848c9e6a8182 User  offline_access                          Keep the access you gave it, also when you are not using it
  e1fe6dd8-ba31-4d61-89e7-88639da4683d User  User.Read                               Read your profile
  b4e74841-8e56-480b-be8b-910348b18b4c User  User.ReadWrite                          Read and change your profile
  b340eb25-3456-403f-be2f-af7a0d370277 User  User.ReadBasic.All                      Read the basic profiles of all users
  a154be20-db9c-4678-8ab7-66f6cc099a59 Admin User.Read.All                           Read the full profiles of all users
  204e0828-b5ca-4ad8-b9f3-f32a958e7cc4 Admin User.ReadWrite.All                      Read and change the full profiles of all users
  fc30e98b-8810-4501-81f5-c20a3196387b Admin User.RevokeSessions.All                 End the sign-in sessions of any user
  06da0dbc-49e2-44d2-8312-53f166ab848a Admin Directory.Read.All                      Read the directory
  c5366453-9fb0-48a5-a156-24f0c49a4b84 Admin Directory.ReadWrite.All                 Read and change the directory
  4908d5b9-3fb2-4b1e-9336-1888b7937185 Admin Organization.Read.All                   Read the organisation and its trusted certificate authorities
  46ca0847-7e6b-426e-9775-ea810a948356 Admin Organization.ReadWrite.All              Read and change the organisation and its trusted certificate authorities
  8696daa5-bce5-4b2e-83f9-51b6defc4e1e Admin DeviceManagementServiceConfig.Read.All  Read the name of the organisation for device management
  5f8c59db-677d-491f-a6b8-5f174b11ec1d Admin Group.Read.All                          Read the groups
  4e46008b-f24c-477d-8fff-7bb4ec7aafe0 Admin Group.ReadWrite.All                     Read and change the groups
  bc024368-1153-4739-b217-4326f2e966d0 Admin GroupMember.Read.All                    Read who is in which group
  f81125ac-d3b7-4573-a3b2-7099cc39df9e Admin GroupMember.ReadWrite.All               Read and change who is in which group
  04a4b2a2-3f26-4fc8-87ee-9c46e68db175 Admin PublicKeyInfrastructure.Read.All        Read the certificate authorities of the PKI store
  3591b7f3-dba8-4bad-b667-7a64bd4f2b83 Admin PublicKeyInfrastructure.ReadWrite.All   Read and change the certificate authorities of the PKI store
  2f9ee017-59c1-4f1d-9472-bd5529a7b311 Admin Domain.Read.All                         Read the domains
  0b5d694c-a244-4bde-86e6-eb5cd07730fe Admin Domain.ReadWrite.All                    Read and change the domains
  33203a2a-a761-40f0-8a7c-a7e74a9f8ac6 Admin Domain-InternalFederation.Read.All      Read how domains are federated
  857bd3ea-490e-4284-88a7-a7de1893b6ee Admin Domain-InternalFederation.ReadWrite.All Read and change how domains are federated
  a6ff13ac-1851-4993-8ca9-a671d70de2d5 Admin Policy.Read.AuthenticationMethod        Read the authentication method policies
  7e823077-d88e-468f-a337-e18f1f0e6c7c Admin Policy.ReadWrite.AuthenticationMethod   Read and change the authentication method policies
  57b030f1-8c35-469c-b0d9-e4a077debe70 Admin AuthenticationContext.Read.All          Read the authentication contexts
  ba6d575a-1344-4516-b777-1404f5593057 Admin AuthenticationContext.ReadWrite.All     Read and change the authentication contexts
  633e0fce-8c58-4cfb-9495-12bbd5a24f7c User  Policy.Read.ConditionalAccess           Read the conditions of access
  ad902697-1014-4ef5-81ef-2b4301988e8c Admin Policy.ReadWrite.ConditionalAccess      Read and change the conditions of access
  e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20 Admin AuditLog.Read.All                       Read the sign-in and audit logs
  c79f8feb-a9db-4090-85f9-90d820caa0eb Admin Application.Read.All                    Read the applications
  bdfbf15f-ee85-4955-8675-146e8e5296b5 Admin Application.ReadWrite.All               Read and change the applications
  84bccea3-f856-4a8a-967b-dbe0a3d53a64 Admin AppRoleAssignment.ReadWrite.All         Read and change who has which app role
  a197cdc4-a8e8-4d49-9d35-4ca7c83887b4 Admin DelegatedPermissionGrant.Read.All       Read what people allowed applications
  41ce6ca6-6826-4807-84f1-1c82854f7ee5 Admin DelegatedPermissionGrant.ReadWrite.All  Read and take back what people allowed applications
`);

/** One permission a line: id, who can consent, value, and what the consent page says of it. */
function rowsOf(table: string): readonly PermissionScope[] {
  return table
    .trim()
    .split('\n')
    .map((row) => {
      const [, id, type, value, userConsentDisplayName] =
        /^ *(\S+) (User|Admin) +(\S+) +(.+)$/.exec(row) ?? [];
      if (!id || !value || !userConsentDisplayName) throw new TypeError(`no permission: ${row}`);
      return { id, value, type: type === 'User' ? 'User' : 'Admin', isEnabled: true, userConsentDisplayName };
    });
}
