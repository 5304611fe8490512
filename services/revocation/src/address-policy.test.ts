import { describe, expect, it } from 'vitest';
import { isAddressAllowed } from './address-policy.ts';

const PUBLIC = ['8.8.8.8', '1.1.1.1', '172.32.0.1', '192.169.0.1', '2606:4700:4700::1111', '2a00:1450::1'];

const SPECIAL = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '100::1',
  '100:0:0:1::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'ff02::1',
  '2002:7f00:1::',
  '64:ff9b::7f00:1',
  '::ffff:10.0.0.1',
  '::ffff:a00:1',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
];

const LOOPBACK = ['127.0.0.1', '127.255.0.1', '::1', '::ffff:127.0.0.1'];

describe('isAddressAllowed', () => {
  it('lets public addresses through under every policy', () => {
    for (const address of PUBLIC) {
      for (const policy of ['public', 'public-and-loopback', 'any'] as const) {
        expect(isAddressAllowed(policy, address), address).toBe(true);
      }
    }
  });

  it('refuses special ranges unless any address will do', () => {
    for (const address of SPECIAL) {
      expect(isAddressAllowed('public', address), address).toBe(false);
      expect(isAddressAllowed('public-and-loopback', address), address).toBe(false);
      expect(isAddressAllowed('any', address), address).toBe(true);
    }
  });

  it('lets loopback through only where it is named', () => {
    for (const address of LOOPBACK) {
      expect(isAddressAllowed('public', address), address).toBe(false);
      expect(isAddressAllowed('public-and-loopback', address), address).toBe(true);
    }
  });

  it('refuses what is no address', () => {
    for (const text of ['', 'localhost', '127.1', '[::1]', '10.0.0.1/8']) {
      expect(isAddressAllowed('any', text), text).toBe(false);
    }
  });
});
