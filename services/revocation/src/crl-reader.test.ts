import { type CertificateList, parseCertificateList } from '@signet/pki';
import { expect, it } from 'vitest';
import {
  bitString,
  boolean,
  der,
  integer,
  name,
  octetString,
  oid,
  sequence,
  text,
} from '../../../core/pki/src/_der.ts';
import { differenceOf } from './crl-reader.ts';

it('names what a delta no longer takes back once', () => {
  const older = deltaOf([7, 7, 8]);
  expect(differenceOf(older, deltaOf([]))).toEqual({ added: ['7', '8'] });
  expect(differenceOf(older, deltaOf([8]))).toEqual({ added: ['7'] });
});

it('names nothing where entries speak of several issuers', () => {
  const list = deltaOf([7]);
  const { index } = list.buffers;
  const indirect = {
    ...list,
    buffers: { ...list.buffers, index: { ...index, issuerChanges: Int32Array.of(1) } },
  };
  expect(differenceOf(indirect, list)).toEqual({ added: undefined });
  expect(differenceOf(list, indirect)).toEqual({ added: undefined });
});

// Each of a thousand held against each of a thousand would keep the loop for seconds, for 37 KB of list.
it('looks up a serial number once that deltas repeat a thousand times', () => {
  const repeated = deltaOf(Array.from({ length: 1000 }, () => 7));
  const asked: string[] = [];
  const newer: CertificateList = {
    ...repeated,
    findEntry(serialNumber) {
      asked.push(serialNumber);
      return repeated.findEntry(serialNumber);
    },
  };
  expect(differenceOf(repeated, newer)).toEqual({ added: [] });
  expect(asked).toEqual(['7']);
});

/** A delta of base 1 that takes back each of the serial numbers. */
function deltaOf(serials: readonly number[]): CertificateList {
  const time = text(0x17, '261123090000Z');
  const removeFromCRL = sequence(sequence(oid('2.5.29.21'), octetString(integer(8, 0x0a))));
  const entries = serials.map((serial) => sequence(integer(serial), time, removeFromCRL));
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
  const deltaCRLIndicator = sequence(oid('2.5.29.27'), boolean(true), octetString(integer(1)));
  const tbsCertList = sequence(
    integer(1),
    algorithm,
    name(['2.5.4.3', 'Clever CA']),
    time,
    sequence(...entries),
    der(0xa0, sequence(deltaCRLIndicator)),
  );
  return parseCertificateList(sequence(tbsCertList, algorithm, bitString(0, Uint8Array.of(1))));
}
