import type { Command } from 'commander';
import { registerProfileAndroid } from './android.ts';
import { registerProfileIos } from './ios.ts';

export function registerProfileCommands(program: Command): void {
  const profile = program
    .command('profile')
    .description('What a phone needs to fetch mail with a certificate.');
  registerProfileIos(profile);
  registerProfileAndroid(profile);
}
