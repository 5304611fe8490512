import { AUTHORITY_RELAXATIONS } from '@signet/identity';
import { Option } from 'commander';

/** `--allow sha1 rsa1024`: what is let pass for an old authority. */
export function allowOption(): Option {
  return new Option(
    '--allow <what...>',
    'for an old PKI, let pass in paths that end at this authority, its CRLs and its OCSP answers',
  ).choices(AUTHORITY_RELAXATIONS);
}
