import { guid, isGuid, type PermissionGrantId } from '@signet/identity';
import type { Services } from '@signet/server';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { withoutControls } from '../../terminal/without-controls.ts';

export function registerConsentRevoke(consent: Command): void {
  consent
    .command('revoke')
    .description('Take consent back: it ends at the next refresh of the application’s tokens.')
    .argument('<id>', 'as «signet consent list» shows it')
    .addHelpText('after', '\nExample:\n  signet consent revoke 5d0c8e0a-6a3f-4d8e-9a51-2c9a1f7e4b10')
    .action(async (id: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, (services) => revokeConsent(id, options, services));
    });
}

async function revokeConsent(
  id: string,
  options: GlobalOptions,
  { directory: { permissionGrants, applications } }: Services,
): Promise<void> {
  const grant = isGuid(id) ? await permissionGrants.find(guid<PermissionGrantId>(id)) : undefined;
  if (!grant) {
    throw new CommandError(EXIT.notFound, `There is no consent ${id}: «signet consent list» shows the ids.`);
  }
  await permissionGrants.remove(grant.id);
  const application = (await applications.find(grant.clientId))?.displayName ?? grant.clientId;
  print(options, { id: grant.id, application, scopes: grant.scopes }, () =>
    [
      `Taken back from ${withoutControls(application)}: ${grant.scopes.join(' ')}.`,
      'It gets no new tokens for it; those that it has run out within the hour.',
    ].join('\n'),
  );
}
