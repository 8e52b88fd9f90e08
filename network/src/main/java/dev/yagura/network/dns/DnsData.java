package dev.yagura.network.dns;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.network.packet.IpAddress;
import java.util.HexFormat;

/** Writes what a record's data say. */
final class DnsData {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int SRV_NUMBERS = 3;

    private final Structure message;
    private final DnsNames names;

    DnsData(Structure message, DnsNames names) {
        this.message = message;
        this.names = names;
    }

    /**
     * Returns the data in the form that {@link DnsRecord#data()} tells.
     *
     * @param data where they are; checked here to be within the message
     */
    String read(int type, Field data) throws MalformedStructureException {
        byte[] bytes = message.copy(data);
        return switch (type) {
            case DnsType.A -> {
                requireLength(data, IPV4_BYTES);
                yield IpAddress.v4(message.u32be(part(data, 0, 4))).toString();
            }
            case DnsType.AAAA -> {
                requireLength(data, IPV6_BYTES);
                long high = message.u64be(part(data, 0, 8));
                yield new IpAddress(true, high, message.u64be(part(data, 8, 8))).toString();
            }
            case DnsType.NS, DnsType.CNAME, DnsType.PTR, DnsType.DNAME -> name(data, 0);
            case DnsType.SOA -> names.read(data.offset()).text();
            case DnsType.MX -> numbersAndName(data, 1);
            case DnsType.SRV -> numbersAndName(data, SRV_NUMBERS);
            case DnsType.TXT -> texts(data, bytes);
            default -> HexFormat.of().formatHex(bytes);
        };
    }

    /** Returns the name that is the rest of the data. */
    private String name(Field data, int offset) throws MalformedStructureException {
        DnsNames.Name name = names.read(data.offset() + offset);
        if (name.end() != data.offset() + data.size()) {
            throw message.malformed(
                    Reason.OUT_OF_RANGE,
                    data,
                    "has a name that ends at 0x%x, expected 0x%x"
                            .formatted(name.end(), data.offset() + data.size()));
        }
        return name.text();
    }

    private String numbersAndName(Field data, int numbers) throws MalformedStructureException {
        var text = new StringBuilder();
        for (int i = 0; i < numbers; i++) {
            text.append(message.u16be(part(data, 2 * i, 2))).append(' ');
        }
        return text.append(name(data, 2 * numbers)).toString();
    }

    private String texts(Field data, byte[] bytes) throws MalformedStructureException {
        var text = new StringBuilder();
        int at = 0;
        while (at < bytes.length) {
            int length = Byte.toUnsignedInt(bytes[at]);
            message.requireRange(part(data, at, 1), length, 0, bytes.length - at - 1);
            text.append(new String(bytes, at + 1, length, UTF_8));
            at += 1 + length;
        }
        return text.toString();
    }

    private void requireLength(Field data, int expected) throws MalformedStructureException {
        message.requireRange(data, data.size(), expected, expected);
    }

    private static Field part(Field data, int offset, int size) {
        return new Field(data.name(), data.offset() + offset, size);
    }
}
