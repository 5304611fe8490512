import { verify, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { createSignatureVerifier } from '@signet/crypto';
import {
  createCrlRevocationChecker,
  type PathVerdict,
  parseCertificate,
  parseCertificateList,
  validatePath,
} from '@signet/pki';
import type { KeyKind } from '../der.ts';
import { chainFiles } from '../files.ts';
import type { Chain } from '../make-chain.ts';
import { medianOf } from '../measure.ts';
import { createNativePeers, figure } from '../peers.ts';
import { validateWithPkijs } from '../pkijs-chain.ts';
import type { Bench, Row } from '../row.ts';

/**
 * A leaf that was never seen before, its CA and a root, with the CRLs of both: parsed, validated by RFC 5280 §6 with
 * all evidence. The limit is one bare check of a signature by the CA's key.
 */
export const chain: Bench = {
  cases: ['chain-rsa2048', 'chain-p256'],
  async *run({ folder }, wanted) {
    for (const [name, kind] of Object.entries(KINDS))
      if (wanted(name)) yield await measure(name, kind, folder);
  },
};

async function measure(name: string, kind: KeyKind, parent: string): Promise<Row> {
  const { folder, chain: made } = chainFiles(parent, kind, LEAVES);
  const judge = createJudge(made);
  const { publicKey } = new X509Certificate(made.issuing);
  const parsed = made.leaves.map(parseCertificate);
  const { ours, limit } = medianOf(made.leaves, ROUNDS, {
    limit: (_der, index) => {
      const leaf = parsed[index];
      return leaf && verify('sha256', leaf.tbsCertificate, publicKey, leaf.signatureValue);
    },
    ours: (der) => {
      const verdict = judge(der);
      if (!verdict.valid || verdict.checks.length < 20) throw new Error('the chain is not valid');
    },
  });
  const peers = createNativePeers(join(parent, 'peers'));
  const ask = (peer: 'OpenSSL' | 'GnuTLS' | 'Java') =>
    figure(peers.ask(peer, ['chain', folder, String(LEAVES)]), 'median');
  return {
    case: name,
    unit: 'µs',
    ours,
    limit,
    peers: {
      OpenSSL: ask('OpenSSL'),
      GnuTLS: ask('GnuTLS'),
      Java: ask('Java'),
      pkijs: await validateWithPkijs(made),
    },
  };
}

// The CAs are parsed once, as the trust store does it; so are the lists.
function createJudge({ root, issuing, rootCrl, issuingCrl }: Chain): (leaf: Uint8Array) => PathVerdict {
  const anchors = [parseCertificate(root)];
  const intermediates = [parseCertificate(issuing)];
  const verifySignature = createSignatureVerifier();
  const crls = [rootCrl, issuingCrl].map((der) => parseCertificateList(der));
  const checkRevocation = createCrlRevocationChecker({
    crls,
    time: TIME,
    verifySignature,
    validateCrlIssuer: () => false,
  });
  return (der) =>
    validatePath({
      leaf: parseCertificate(der),
      anchors,
      intermediates,
      time: TIME,
      verifySignature,
      checkRevocation,
    });
}

const KINDS: Readonly<Record<string, KeyKind>> = { 'chain-rsa2048': 'rsa-2048', 'chain-p256': 'p-256' };

const LEAVES = 400;

/** A server has judged some ten thousand before V8 is done with its compiling; the first half of these is such a past. */
const ROUNDS = 150;

/** Between thisUpdate and nextUpdate of what `makeChain` makes, and not after the clock: the peers ask theirs. */
const TIME: number = Math.floor(Date.now() / 1000);
