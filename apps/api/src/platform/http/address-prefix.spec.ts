import { addressPrefix, networkOf } from './address-prefix.js';

describe('the network of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2::3', '2001:db8:1::/48'],
    ['2001:0DB8:0001:ffff::1', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
  ])('is the same however it is written: %s', (address, network) => expect(networkOf(address)).toBe(network));

  it.each(['192.0.2.7:5678', 'nonsense', '', '300.1.1.1', 'x'.repeat(10_000)])(
    'is one for all that is no address: %#',
    (address) => expect([networkOf(address), addressPrefix(address)]).toEqual(['unknown', 'unknown']),
  );

  it('is a /24 where the log keeps it', () => expect(addressPrefix('::ffff:192.0.2.7')).toBe('192.0.2.0/24'));
});
