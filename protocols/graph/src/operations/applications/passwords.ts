import type { UnixSeconds } from '@signet/pki';
import { createClientSecret } from '@signet/sign-in';
import { badRequest, notFound } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import {
  ADD_PASSWORD,
  type AddPassword,
  PASSWORD_CREDENTIAL,
  REMOVE_PASSWORD,
  type RemovePassword,
} from '../../schemas/credential.ts';
import { findApplication, passwordCredentialJson } from './application-json.ts';
import { CHANGE_APPLICATION, WRITE_PRINCIPALS } from './permissions.ts';

const ACTIVITY = {
  ...CHANGE_APPLICATION,
  name: 'Update application – Certificates and secrets management',
} as const;

export const addPassword: AnyOperation = defineOperation<AddPassword>({
  id: 'applications_addPassword',
  method: 'POST',
  path: '/applications/{applicationId}/addPassword',
  otherPaths: ['/servicePrincipals/{applicationId}/addPassword'],
  versions: ['v1.0', 'beta'],
  summary: 'Makes a secret for an application; secretText is told now and never again.',
  permissions: WRITE_PRINCIPALS,
  access: 'administrator',
  input: ADD_PASSWORD,
  output: PASSWORD_CREDENTIAL,
  status: 200,
  audit: { ...ACTIVITY, operationType: 'Update' },
  async handle({ directory, random, caller, params, body, now }) {
    const application = await findApplication(directory, caller, params['applicationId'] ?? '');
    if (application.secrets.length >= MAX_SECRETS)
      throw badRequest(`There are ${MAX_SECRETS} secrets already.`);
    const { displayName, startDateTime, endDateTime } = body.passwordCredential ?? {};
    const startDate = secondsOf(startDateTime) ?? now;
    const endDate = secondsOf(endDateTime);
    if (endDate !== undefined && endDate <= startDate)
      throw badRequest('endDateTime is not after startDateTime.');
    const { secret, text } = createClientSecret(
      { displayName: displayName ?? undefined, startDate, endDate },
      random,
    );
    await directory.applications.update({ ...application, secrets: [...application.secrets, secret] });
    return {
      context: 'microsoft.graph.passwordCredential',
      body: { ...passwordCredentialJson(secret), secretText: text },
      target: { id: application.appId, displayName: application.displayName },
    };
  },
});

export const removePassword: AnyOperation = defineOperation<RemovePassword>({
  id: 'applications_removePassword',
  method: 'POST',
  path: '/applications/{applicationId}/removePassword',
  otherPaths: ['/servicePrincipals/{applicationId}/removePassword'],
  versions: ['v1.0', 'beta'],
  summary: 'Takes a secret away: the application cannot prove itself by it any more.',
  permissions: WRITE_PRINCIPALS,
  access: 'administrator',
  input: REMOVE_PASSWORD,
  status: 204,
  audit: { ...ACTIVITY, operationType: 'Update' },
  async handle({ directory, caller, params, body }) {
    const application = await findApplication(directory, caller, params['applicationId'] ?? '');
    const secrets = application.secrets.filter(({ keyId }) => keyId !== body.keyId.toLowerCase());
    if (secrets.length === application.secrets.length) throw notFound(body.keyId);
    await directory.applications.update({ ...application, secrets });
    return { target: { id: application.appId, displayName: application.displayName } };
  },
});

function secondsOf(text: string | null | undefined): UnixSeconds | undefined {
  return text ? Math.floor(Date.parse(text) / 1000) : undefined;
}

/** Each is compared at every token request of the application. */
const MAX_SECRETS = 50;
