package dev.yagura.network.dhcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.network.packet.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of a message, by their codes; parts of a long one are joined (RFC 3396). */
final class DhcpOptions {
    static final int ROUTERS = 3;
    static final int NAME_SERVERS = 6;
    static final int HOST_NAME = 12;
    static final int REQUESTED_ADDRESS = 50;
    static final int LEASE_TIME = 51;
    static final int MESSAGE_TYPE = 53;
    static final int SERVER = 54;
    static final int VENDOR_CLASS = 60;

    private static final int PAD = 0;
    private static final int END = 255;
    private static final int IPV4_BYTES = 4;
    private static final byte[] NONE = {};

    private final Map<Integer, byte[]> values;

    private DhcpOptions(Map<Integer, byte[]> values) {
        this.values = values;
    }

    /** Reads the options that start at a byte and go to their end or that of the message. */
    static DhcpOptions parse(Structure message, long start) throws MalformedStructureException {
        Map<Integer, byte[]> values = new HashMap<>();
        long at = start;
        while (at < message.size()) {
            int code = message.u8(new Field("option code", at, 1));
            at++;
            if (code == END) {
                break;
            }
            if (code == PAD) {
                continue;
            }
            int length = message.u8(new Field("option length", at, 1));
            at++;
            byte[] value =
                    length == 0 ? NONE : message.copy(new Field("option " + code, at, length));
            at += length;
            values.merge(code, value, DhcpOptions::joined);
        }
        return new DhcpOptions(values);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = new byte[one.length + other.length];
        System.arraycopy(one, 0, both, 0, one.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** Returns a number of so many bytes; empty if it is not there, or of another length. */
    Optional<Long> number(int code, int bytes) {
        byte[] value = values.getOrDefault(code, NONE);
        return value.length == bytes ? Optional.of(number(value, 0, bytes)) : Optional.empty();
    }

    /** Returns an address; empty if it is not there, or of another length. */
    Optional<IpAddress> address(int code) {
        return number(code, IPV4_BYTES).map(IpAddress::v4);
    }

    /** Returns the whole addresses of a list. */
    List<IpAddress> addresses(int code) {
        byte[] value = values.getOrDefault(code, NONE);
        List<IpAddress> addresses = new ArrayList<>();
        for (int at = 0; at + IPV4_BYTES <= value.length; at += IPV4_BYTES) {
            addresses.add(IpAddress.v4(number(value, at, IPV4_BYTES)));
        }
        return addresses;
    }

    Optional<String> text(int code) {
        return Optional.ofNullable(values.get(code)).map(value -> new String(value, ISO_8859_1));
    }

    private static long number(byte[] value, int from, int bytes) {
        long number = 0;
        for (int i = from; i < from + bytes; i++) {
            number = number << 8 | Byte.toUnsignedLong(value[i]);
        }
        return number;
    }
}
