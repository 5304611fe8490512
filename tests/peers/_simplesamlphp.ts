import { existsSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApacheOptions } from './_apache.ts';

/** `undefined`, said in one line, where Debian's SimpleSAMLphp is not installed. */
export function findSimpleSamlPhp(suite: string): 'found' | undefined {
  if (existsSync(PACKAGED)) return 'found';
  console.log(`${suite}: simplesamlphp is not installed, its suite is left out`);
  return undefined;
}

/** What an Apache needs to serve SimpleSAMLphp with the configuration of the guide below the folder. */
export async function prepareSimpleSamlPhp(
  folder: string,
): Promise<Pick<ApacheOptions, 'modules' | 'packaged'>> {
  const [sessions, temporary] = [join(folder, 'sessions'), join(folder, 'tmp')];
  for (const made of [sessions, temporary]) {
    await mkdir(made);
    // PHP writes there as www-data, which names the files by secrets.
    await chmod(made, 0o733);
  }
  const config = join(folder, 'etc/simplesamlphp');
  return {
    modules: PHP_MODULES,
    packaged: `Alias /simplesamlphp ${PACKAGED}
<Directory ${PACKAGED}>
  Require all granted
</Directory>
<FilesMatch "\\.php$">
  SetHandler application/x-httpd-php
</FilesMatch>
SetEnv SIMPLESAMLPHP_CONFIG_DIR ${config}
php_admin_value session.save_path ${sessions}
php_admin_value sys_temp_dir ${temporary}`,
  };
}

/** PHP is not made for several threads of one process. */
export const PHP_MODULES: readonly string[] = ['mpm_prefork', 'setenvif', 'php'];
const PACKAGED = '/usr/share/simplesamlphp/www';
