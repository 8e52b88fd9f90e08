package dev.yagura.network.capture;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The options at the end of a pcapng block; of those that come twice the first counts. */
final class Options {
    private static final int END = 0;
    private static final int HEADER_BYTES = 4;

    private final Map<Integer, byte[]> values = new HashMap<>();
    private final ByteOrder order;

    private Options(ByteOrder order) {
        this.order = order;
    }

    /**
     * Reads options up to their end, or the block's.
     *
     * @param offset where they start in the block's body, in bytes
     */
    static Options after(OrderedStructure block, long offset) throws MalformedStructureException {
        var options =
                new Options(block.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        long at = offset;
        while (at < block.bytes().size()) {
            int code = block.u16(new Field("option code", at, 2));
            Field lengthField = new Field("option length", at + 2, 2);
            int length = block.u16(lengthField);
            if (code == END) {
                break;
            }
            long padded = (length + 3L) / 4 * 4;
            if (padded > block.bytes().size() - at - HEADER_BYTES) {
                throw block.bytes()
                        .malformed(
                                Reason.OUT_OF_RANGE,
                                lengthField,
                                "is %d, runs past the block's end".formatted(length));
            }
            if (length > 0) {
                Field value = new Field("option value", at + HEADER_BYTES, length);
                options.values.putIfAbsent(code, block.bytes().copy(value));
            }
            at += HEADER_BYTES + padded;
        }
        return options;
    }

    /** Returns the bytes of an option, if it has any. */
    Optional<byte[]> value(int code) {
        return Optional.ofNullable(values.get(code));
    }

    /** Returns a number of one byte; one of another length is as good as none. */
    Optional<Integer> u8(int code) {
        return buffer(code, 1).map(bytes -> Byte.toUnsignedInt(bytes.get()));
    }

    /** Returns a number of four bytes. */
    Optional<Long> u32(int code) {
        return buffer(code, 4).map(bytes -> Integer.toUnsignedLong(bytes.getInt()));
    }

    /** Returns a number of eight bytes; values from 2^63 on come out negative. */
    Optional<Long> u64(int code) {
        return buffer(code, 8).map(ByteBuffer::getLong);
    }

    private Optional<ByteBuffer> buffer(int code, int length) {
        return value(code)
                .filter(bytes -> bytes.length == length)
                .map(bytes -> ByteBuffer.wrap(bytes).order(order));
    }
}
