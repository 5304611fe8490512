import { readFileSync } from 'node:fs';
import { parseXml, type XmlElement } from '@signet/xml';
import { describe, expect, it } from 'vitest';
import { findVectors } from '../../../tests/_vectors.ts';
import { certificatesIn, judgeMessage, type Outcome, toKey } from './_relying-party.ts';
import { DEPARTURES } from './_vector-departures.ts';

interface Vector {
  readonly file: string;
  readonly category: string;
  readonly expect: string;
  readonly signer?: string;
  readonly xmlsec1?: string;
}

const folder = findVectors('saml') ?? '';

/** The canonicalisation texts are inputs of Canonical XML 1.0, which we do not take part in. */
const vectors: readonly Vector[] =
  folder === ''
    ? []
    : JSON.parse(readFileSync(`${folder}index.json`, 'utf8')).files.filter(
        (v: Vector) => v.category !== 'c14n',
      );

function textOfVector(vector: Vector): string {
  const text = readFileSync(folder + vector.file, 'utf8');
  return vector.file.endsWith('.base64') ? Buffer.from(text, 'base64').toString('utf8') : text;
}

function keysFor(vector: Vector): (root: XmlElement) => ReturnType<typeof certificatesIn> {
  const { signer } = vector;
  if (signer === undefined) return certificatesIn;
  const text = readFileSync(folder + signer, 'utf8');
  return () => (signer.endsWith('.xml') ? certificatesIn(parseXml(text)) : toKey(signer, Buffer.from(text)));
}

/**
 * The interoperability files of XML Signature use what SAML profiles forbid (enveloping and detached
 * signatures, HMAC, DSA, manifests): none of them may pass. Otherwise: what the index says that we should do. Semantic
 * cases are refused upstream for another reason than the signature; there xmlsec1's verdict on it counts.
 */
function expectedOf(vector: Vector): 'accepted' | 'refused' {
  if (vector.category === 'semantic') {
    return vector.xmlsec1?.startsWith('first signature verifies') ? 'accepted' : 'refused';
  }
  if (vector.category === 'xmldsig-interop') return 'refused';
  return /^(accept|signature-valid|see cases)/.test(vector.expect) ? 'accepted' : 'refused';
}

describe.skipIf(folder === '')('SAML and XML signature vectors', () => {
  it.each(vectors.map((vector) => [vector.file, vector] as const))('%s', (file, vector) => {
    const departure = DEPARTURES[file];
    const outcome: Outcome = judgeMessage(textOfVector(vector), keysFor(vector), true);
    if (departure !== undefined) {
      expect(outcome).toBe(departure.outcome);
      // A departure that no longer departs is a line to delete.
      expect(expectedOf(vector)).not.toBe(outcome === 'accepted' ? 'accepted' : 'refused');
    } else if (expectedOf(vector) === 'accepted') expect(outcome).toBe('accepted');
    else expect(outcome).not.toBe('accepted');
  });

  it('takes SHA-1 only where it is asked to', () => {
    for (const vector of vectors) {
      const text = textOfVector(vector);
      if (judgeMessage(text, keysFor(vector), true) !== 'accepted') continue;
      const usesSha1 = /xmldsig#(rsa-)?sha1"/.test(/SignedInfo[\s\S]*?SignedInfo>/.exec(text)?.[0] ?? '');
      const outcome = judgeMessage(text, keysFor(vector), false);
      expect([vector.file, outcome]).toEqual([vector.file, usesSha1 ? 'algorithm-not-allowed' : 'accepted']);
    }
  });
});
