package dev.yagura.network.packet;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address; ordered by family, then as an unsigned number.
 *
 * @param isV6 whether it is of IPv6
 * @param high upper 64 bits; 0 of IPv4
 * @param low lower 64 bits; those of IPv4 in the lower 32
 */
public record IpAddress(boolean isV6, long high, long low) implements Comparable<IpAddress> {
    private static final Comparator<IpAddress> ORDER =
            Comparator.comparing(IpAddress::isV6)
                    .thenComparing(IpAddress::high, Long::compareUnsigned)
                    .thenComparing(IpAddress::low, Long::compareUnsigned);

    private static final Pattern DOTTED =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern COLONS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final int GROUPS = 8;

    /** Refuses bits that an IPv4 address does not have. */
    public IpAddress {
        if (!isV6 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("IPv4 address of 0x%x, 0x%x".formatted(high, low));
        }
    }

    /** Returns the IPv4 address of these 32 bits. */
    public static IpAddress v4(long bits) {
        return new IpAddress(false, 0, bits);
    }

    /**
     * Reads an address as it is written.
     *
     * @return empty if the text is none: four decimal numbers, or RFC 4291's form without a zone
     */
    public static Optional<IpAddress> parse(String text) {
        var dotted = DOTTED.matcher(text);
        if (dotted.matches()) {
            long bits = 0;
            for (int group = 1; group <= 4; group++) {
                int number = Integer.parseInt(dotted.group(group));
                if (number > 255) {
                    return Optional.empty();
                }
                bits = bits << 8 | number;
            }
            return Optional.of(v4(bits));
        }
        if (!text.contains(":") || !COLONS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(v6(Inet6Address.ofLiteral(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A mapped IPv4 address is given as one of IPv4 by the JDK; here it is one of IPv6 still. */
    private static IpAddress v6(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return new IpAddress(true, 0, 0xFFFF_0000_0000L | number(bytes, 0, 4));
        }
        return new IpAddress(true, number(bytes, 0, 8), number(bytes, 8, 8));
    }

    private static long number(byte[] bytes, int from, int length) {
        long number = 0;
        for (int i = from; i < from + length; i++) {
            number = number << 8 | Byte.toUnsignedLong(bytes[i]);
        }
        return number;
    }

    /** Returns how many bits an address of this family has. */
    public int bits() {
        return isV6 ? 128 : 32;
    }

    @Override
    public int compareTo(IpAddress other) {
        return ORDER.compare(this, other);
    }

    /** Returns the address as RFC 5952 has it, or in dotted decimals. */
    @Override
    public String toString() {
        if (!isV6) {
            return "%d.%d.%d.%d"
                    .formatted(low >>> 24, low >>> 16 & 0xFF, low >>> 8 & 0xFF, low & 0xFF);
        }
        int[] run = longestRunOfZeros();
        var text = new StringBuilder();
        for (int group = 0; group < GROUPS; group++) {
            if (group == run[0]) {
                text.append("::");
                group += run[1] - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(group)));
            }
        }
        return text.toString();
    }

    /** Returns the first group and the number of groups of the first longest run of two or more. */
    private int[] longestRunOfZeros() {
        int[] best = {-1, 1};
        int start = 0;
        for (int group = 0; group < GROUPS; group++) {
            if (group(group) != 0) {
                start = group + 1;
            } else if (group + 1 - start > best[1]) {
                best = new int[] {start, group + 1 - start};
            }
        }
        return best;
    }

    private int group(int index) {
        long half = index < GROUPS / 2 ? high : low;
        return (int) (half >>> (16 * (GROUPS / 2 - 1 - index % (GROUPS / 2)))) & 0xFFFF;
    }
}
