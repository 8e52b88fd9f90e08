package dev.yagura.network.rules;

import dev.yagura.network.packet.IpAddress;
import java.util.Optional;

/** Addresses of rules: {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 192.0.2.1-192.0.2.9}. */
final class AddressElements implements SelectionParser.Elements<IpAddress> {
    @Override
    public Optional<Selection.Range<IpAddress>> read(String text) {
        int slash = text.indexOf('/');
        if (slash >= 0) {
            return IpAddress.parse(text.substring(0, slash))
                    .flatMap(address -> network(address, text.substring(slash + 1)));
        }
        int dash = text.indexOf('-');
        if (dash < 0) {
            return IpAddress.parse(text).map(one -> new Selection.Range<>(one, one));
        }
        return IpAddress.parse(text.substring(0, dash).strip())
                .flatMap(first ->
                        IpAddress.parse(text.substring(dash + 1).strip())
                                .filter(last -> last.isV6() == first.isV6())
                                .filter(last -> first.compareTo(last) <= 0)
                                .map(last -> new Selection.Range<>(first, last)));
    }

    @Override
    public String expected() {
        return "an address, a network or a range of addresses";
    }

    /** A mask is a number of bits, or of IPv4 written as an address. */
    private static Optional<Selection.Range<IpAddress>> network(IpAddress address, String mask) {
        if (mask.matches("\\d{1,3}")) {
            int bits = Integer.parseInt(mask);
            return bits <= address.bits() ? Optional.of(network(address, bits)) : Optional.empty();
        }
        if (address.isV6()) {
            return Optional.empty();
        }
        return IpAddress.parse(mask)
                .filter(dotted -> !dotted.isV6())
                .map(dotted -> ~dotted.low() & 0xFFFF_FFFFL)
                .filter(host -> (host & host + 1) == 0)
                .map(host -> network(address, 32 - Long.bitCount(host)));
    }

    private static Selection.Range<IpAddress> network(IpAddress address, int bits) {
        if (!address.isV6()) {
            long host = ones(32 - bits);
            return new Selection.Range<>(
                    IpAddress.v4(address.low() & ~host), IpAddress.v4(address.low() | host));
        }
        long high = ones(Math.min(64, 128 - bits - 64));
        long low = ones(Math.min(64, 128 - bits));
        return new Selection.Range<>(
                new IpAddress(true, address.high() & ~high, address.low() & ~low),
                new IpAddress(true, address.high() | high, address.low() | low));
    }

    /** Returns so many ones from the lowest bit on, none for less than one. */
    private static long ones(int bits) {
        return bits <= 0 ? 0 : -1L >>> (64 - bits);
    }
}
