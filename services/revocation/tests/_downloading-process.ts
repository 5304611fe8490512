import { writeSync } from 'node:fs';
import { createKeyVault, createSignatureVerifier } from '@signet/crypto';
import { openSqliteDirectory } from '@signet/directory';
import type { SignatureVerifier } from '@signet/pki';
import { createRevocationService } from '../src/index.ts';
import { KEY, NOW } from './_world.ts';

// A process of its own on the database of a world: node _downloading-process.ts <path> <sleeps when>. It refreshes the
// only CA, and writes what came of it and what it then thinks of serial number b, one line each.

const [path = '', sleeps] = process.argv.slice(2);

const verify = createSignatureVerifier();

let hasSlept = false;

/** Sleeps once, after the first list was read and before it is in use, until somebody else wakes it. */
const verifyAndSleep: SignatureVerifier = (input) => {
  const outcome = verify(input);
  if (hasSlept) return outcome;
  hasSlept = true;
  writeSync(1, 'asleep\n');
  process.kill(process.pid, 'SIGSTOP');
  return outcome;
};

const directory = await openSqliteDirectory({ path, keyVault: createKeyVault(KEY) });
const service = createRevocationService({
  directory,
  clock: { now: () => NOW },
  verifySignature: sleeps === 'having-read' ? verifyAndSleep : verify,
  limits: { addresses: 'public-and-loopback', lookAgainMilliseconds: 0 },
});
const [authority] = await directory.certificateAuthorities.listAll();
if (authority === undefined) throw new Error('no CA');
const [refreshed] = await service.refresh(authority);
console.log(refreshed?.outcome);
const query = { authority, serialNumber: 'b', subjectIsCA: false, publishedAfter: undefined };
console.log((await service.check(query)).status);
await service.stop();
await directory[Symbol.asyncDispose]();
