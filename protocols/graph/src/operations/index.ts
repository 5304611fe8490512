import type { AnyOperation } from '../operation.ts';
import { assignAtResource, listAssignedTo, unassignAtResource } from './app-role-assignments/at-resources.ts';
import {
  assignToPrincipal,
  listAssignmentsOfPrincipal,
  unassignPrincipal,
} from './app-role-assignments/of-service-principals.ts';
import { assignToUser, listAssignmentsOfUser, unassignUser } from './app-role-assignments/of-users.ts';
import { createApplication } from './applications/create.ts';
import { deleteApplication } from './applications/delete.ts';
import { getApplication } from './applications/get.ts';
import { listApplications } from './applications/list.ts';
import { addPassword, removePassword } from './applications/passwords.ts';
import { updateApplication } from './applications/update.ts';
import { getContext, listContexts } from './authentication-contexts/read.ts';
import { createContext, deleteContext, updateContext } from './authentication-contexts/write.ts';
import { createConfiguration } from './certificate-based-auth-configuration/create.ts';
import { deleteConfiguration } from './certificate-based-auth-configuration/delete.ts';
import { getConfiguration } from './certificate-based-auth-configuration/get.ts';
import { listConfigurations } from './certificate-based-auth-configuration/list.ts';
import { getDirectoryAudit } from './directory-audits/get.ts';
import { listDirectoryAudits } from './directory-audits/list.ts';
import { getDomain } from './domains/get.ts';
import { listDomains } from './domains/list.ts';
import { createFederation } from './federation-configuration/create.ts';
import { deleteFederation } from './federation-configuration/delete.ts';
import { getFederation } from './federation-configuration/get.ts';
import { listFederations } from './federation-configuration/list.ts';
import { updateFederation } from './federation-configuration/update.ts';
import { createGroup } from './groups/create.ts';
import { deleteGroup } from './groups/delete.ts';
import { getGroup } from './groups/get.ts';
import { listGroups } from './groups/list.ts';
import { addMember, listMembers, removeMember } from './groups/members.ts';
import { getMe } from './me/get.ts';
import { revokeMySignInSessions } from './me/revoke-sign-in-sessions.ts';
import { getOrganization } from './organization/get.ts';
import { listOrganizations } from './organization/list.ts';
import { createPermissionGrant } from './permission-grants/create.ts';
import { deletePermissionGrant } from './permission-grants/delete.ts';
import { getPermissionGrant } from './permission-grants/get.ts';
import { listPermissionGrants } from './permission-grants/list.ts';
import { updatePermissionGrant } from './permission-grants/update.ts';
import {
  createPkiAuthority,
  deletePkiAuthority,
  getPkiAuthority,
  listPkiAuthorities,
  updatePkiAuthority,
} from './public-key-infrastructure/authorities.ts';
import { getDeletedItem, restoreDeletedItem } from './public-key-infrastructure/deleted-items.ts';
import { createPki, deletePki, getPki, listPkis, updatePki } from './public-key-infrastructure/pkis.ts';
import { uploadPki } from './public-key-infrastructure/upload.ts';
import { createServicePrincipal } from './service-principals/create.ts';
import { getServicePrincipal } from './service-principals/get.ts';
import { listServicePrincipals } from './service-principals/list.ts';
import { getSignIn } from './sign-ins/get.ts';
import { listSignIns } from './sign-ins/list.ts';
import { listAuthorityStates } from './signet/list-certificate-authorities.ts';
import { refreshCrl } from './signet/refresh-crl.ts';
import { createUser } from './users/create.ts';
import { deleteUser } from './users/delete.ts';
import { getUser } from './users/get.ts';
import { getMemberObjects, getMyMemberObjects } from './users/get-member-objects.ts';
import { listUsers } from './users/list.ts';
import { revokeSignInSessions } from './users/revoke-sign-in-sessions.ts';
import { updateUser } from './users/update.ts';
import { deletePolicy } from './x509-certificate-policy/delete.ts';
import { getPolicy } from './x509-certificate-policy/get.ts';
import { updatePolicy } from './x509-certificate-policy/update.ts';

/** Every operation of the API; routes and the OpenAPI document are made from this list. */
export const OPERATIONS: readonly AnyOperation[] = [
  listOrganizations,
  getOrganization,
  listConfigurations,
  getConfiguration,
  createConfiguration,
  deleteConfiguration,
  listPkis,
  getPki,
  createPki,
  updatePki,
  deletePki,
  uploadPki,
  listPkiAuthorities,
  getPkiAuthority,
  createPkiAuthority,
  updatePkiAuthority,
  deletePkiAuthority,
  getDeletedItem,
  restoreDeletedItem,
  listAuthorityStates,
  refreshCrl,
  listUsers,
  getUser,
  createUser,
  updateUser,
  deleteUser,
  revokeSignInSessions,
  getMemberObjects,
  listGroups,
  getGroup,
  createGroup,
  deleteGroup,
  listMembers,
  addMember,
  removeMember,
  getMe,
  getMyMemberObjects,
  revokeMySignInSessions,
  listDomains,
  getDomain,
  listFederations,
  getFederation,
  createFederation,
  updateFederation,
  deleteFederation,
  getPolicy,
  updatePolicy,
  deletePolicy,
  listApplications,
  getApplication,
  createApplication,
  updateApplication,
  deleteApplication,
  addPassword,
  removePassword,
  listServicePrincipals,
  getServicePrincipal,
  createServicePrincipal,
  listAssignmentsOfUser,
  assignToUser,
  unassignUser,
  listAssignmentsOfPrincipal,
  assignToPrincipal,
  unassignPrincipal,
  listAssignedTo,
  assignAtResource,
  unassignAtResource,
  listContexts,
  getContext,
  createContext,
  updateContext,
  deleteContext,
  listPermissionGrants,
  getPermissionGrant,
  createPermissionGrant,
  updatePermissionGrant,
  deletePermissionGrant,
  listSignIns,
  getSignIn,
  listDirectoryAudits,
  getDirectoryAudit,
];
