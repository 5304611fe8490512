import { type Directory, GRAPH_APP_ID, type PermissionGrant } from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { Command } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { parsePageLimit } from '../../parse-options.ts';
import { print, warn } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';
import { withoutControls } from '../../terminal/without-controls.ts';

interface ConsentListOptions extends GlobalOptions {
  readonly tenant?: string;
  readonly limit: number;
}

export function registerConsentList(consent: Command): void {
  consent
    .command('list')
    .description('List what people and administrators allowed applications.')
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .option('--limit <number>', 'how many, at most 1000', parsePageLimit, 100)
    .addHelpText('after', '\nExample:\n  signet consent list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<ConsentListOptions>();
      await withServices(options, async ({ directory }) => {
        const tenant = await chooseTenant(directory, options.tenant);
        const { items, next } = await directory.permissionGrants.list(tenant.id, { limit: options.limit });
        if (next !== undefined) warn(`There are more than these ${items.length}: give a larger --limit.`);
        const described: DescribedConsent[] = [];
        for (const grant of items) described.push(await describeConsent(grant, directory));
        print(options, described, () =>
          described.length === 0
            ? `Nobody in ${tenant.displayName} has allowed anything.`
            : formatConsent(described),
        );
      });
    });
}

/** The names behind the ids, for people and programs. */
interface DescribedConsent {
  readonly id: string;
  readonly application: string;
  readonly resource: string;
  /** A user principal name, or `everybody`. */
  readonly of: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
}

async function describeConsent(grant: PermissionGrant, directory: Directory): Promise<DescribedConsent> {
  const { id, clientId, resourceId, principalId, scopes, createdAt } = grant;
  const nameOf = async (appId: typeof clientId): Promise<string> =>
    (await directory.applications.find(appId))?.displayName ?? appId;
  const user = principalId === 'AllPrincipals' ? undefined : await directory.users.find(principalId);
  return {
    id,
    application: await nameOf(clientId),
    resource: resourceId === GRAPH_APP_ID ? 'Microsoft Graph' : await nameOf(resourceId),
    of: principalId === 'AllPrincipals' ? 'everybody' : (user?.userPrincipalName ?? principalId),
    scopes,
    createdAt: formatTime(createdAt),
  };
}

function formatConsent(consents: readonly DescribedConsent[]): string {
  return formatTable(
    ['Id', 'Application', 'Of', 'Resource', 'Scopes'],
    consents.map(({ id, application, of, resource, scopes }) => [
      id,
      withoutControls(application),
      of,
      withoutControls(resource),
      scopes.length > 3 ? `${scopes.slice(0, 3).join(' ')} and ${scopes.length - 3} more` : scopes.join(' '),
    ]),
  );
}
