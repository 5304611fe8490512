import type { Bench } from '../row.ts';
import { chain } from './chain.ts';
import { crlLookup } from './crl-lookup.ts';
import { crlParse } from './crl-parse.ts';
import { growth } from './growth.ts';
import { handshakes } from './handshakes.ts';
import { hostile } from './hostile.ts';
import { hostileCertificatesBench } from './hostile-certificates.ts';
import { push } from './push.ts';
import { refreshes } from './refresh.ts';
import { saml } from './saml.ts';
import { signIn } from './sign-in.ts';
import { soak } from './soak.ts';

/** In the order in which they run. */
export const BENCHES: readonly Bench[] = [
  crlParse,
  crlLookup,
  chain,
  saml,
  signIn,
  refreshes,
  growth,
  handshakes,
  hostile,
  hostileCertificatesBench,
  push,
  soak,
];
