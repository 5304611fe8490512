import type { Command } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';
import { appToJson } from './app-json.ts';

interface AppListOptions extends GlobalOptions {
  readonly tenant?: string;
}

export function registerAppList(app: Command): void {
  app
    .command('list')
    .description('List the applications of a tenant by name.')
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<AppListOptions>();
      await withServices(options, async ({ directory }) => {
        const tenant = await chooseTenant(directory, options.tenant);
        const applications = await directory.applications.list(tenant.id);
        print(options, applications.map(appToJson), () =>
          formatTable(
            ['Name', 'Application id', 'Secrets', 'Certificates'],
            applications.map(({ displayName, appId, secrets, keyCredentials }) => [
              displayName,
              appId,
              String(secrets.length),
              String(keyCredentials.length),
            ]),
          ),
        );
      });
    });
}
