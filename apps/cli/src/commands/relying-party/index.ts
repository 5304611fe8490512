import type { Command } from 'commander';
import { registerRelyingPartyAdd } from './add.ts';
import { registerRelyingPartyList } from './list.ts';
import { registerRelyingPartyRemove } from './remove.ts';
import { registerRelyingPartySet } from './set.ts';
import { registerRelyingPartyShow } from './show.ts';

/** The relying party trusts of the federation server. */
export function registerRelyingPartyCommands(program: Command): void {
  const relyingParty = program
    .command('relying-party')
    .description(
      'The applications that the federation server sends people to, by SAML 2.0 or WS-Federation.',
    );
  registerRelyingPartyAdd(relyingParty);
  registerRelyingPartyList(relyingParty);
  registerRelyingPartyShow(relyingParty);
  registerRelyingPartySet(relyingParty);
  registerRelyingPartyRemove(relyingParty);
}
