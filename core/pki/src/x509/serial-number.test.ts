import { describe, expect, it } from 'vitest';
import {
  formatSerialNumber,
  negativeReadingOf,
  parseSerialNumberText,
  positiveReadingOf,
  serialNumberOf,
} from './serial-number.ts';

describe('serial numbers', () => {
  it.each([
    [[0x00], '0'],
    [[0x00, 0xa1], 'a1'],
    [[0x7f, 0x00], '7f00'],
    [[0xff], '-1'],
    [[0x80], '-80'],
    [[0x80, 0x01], '-7fff'],
  ])('reads the octets %j as %s', (octets, expected) => {
    expect(serialNumberOf(Uint8Array.from(octets))).toBe(expected);
  });

  it.each([
    ['a1b', '0A1B'],
    ['0', '00'],
    ['-1', '-01'],
  ])('writes %s as %s', (serialNumber, expected) => {
    expect(formatSerialNumber(serialNumber)).toBe(expected);
  });

  it.each([
    ['0A1B', 'a1b'],
    [' 00 0a:1b ', 'a1b'],
    ['0x0A1B', 'a1b'],
    ['0000', '0'],
    ['-00', '0'],
    ['-01', '-1'],
    ['', undefined],
    ['12g4', undefined],
    ['0x', undefined],
    ['1'.repeat(300), undefined],
  ])('reads the text %j as %s', (input, expected) => {
    expect(parseSerialNumberText(input)).toBe(expected);
  });
});

it.each([
  ['9f010203', '-60fefdfd'],
  ['ff', '-1'],
  ['80', '-80'],
  ['7f', undefined],
  ['9f0', undefined],
  ['-80', undefined],
])('%s as octets is %s', (serialNumber, expected) => {
  expect(negativeReadingOf(serialNumber)).toBe(expected);
});

it.each([
  ['-60fefdfd', '9f010203'],
  ['-1', 'ff'],
  ['-80', '80'],
  ['-81', 'ff7f'],
  ['-8000', '8000'],
  ['80', undefined],
])('the octets of %s are %s', (serialNumber, expected) => {
  expect(positiveReadingOf(serialNumber)).toBe(expected);
});
