package dev.yagura.storage.block.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What follows the header in the first cluster: pieces with a type and a length. */
final class HeaderExtensions {
    private static final long END = 0;
    private static final long BACKING_FORMAT = 0xE2792ACAL;
    private static final long DATA_FILE = 0x44415441L;
    private static final long FEATURE_NAMES = 0x6803F857L;
    private static final long LUKS_HEADER = 0x0537BE77L;

    private static final int HEAD_BYTES = 8;
    private static final int FEATURE_BYTES = 48;
    private static final int INCOMPATIBLE_TYPE = 0;
    private static final int NAME_BYTES = 46;
    private static final Field F_LUKS_OFFSET = new Field("offset", 0, 8);
    private static final Field F_LUKS_LENGTH = new Field("length", 8, 8);

    private final Map<Long, MemorySegment> byType = new HashMap<>();

    private HeaderExtensions() {}

    /** Where in the file the LUKS header is. */
    record LuksPlace(long offset, long lengthBytes) {}

    /** Reads all extensions; of each type the last one counts, as for QEMU. */
    static HeaderExtensions read(BlockDevice file, Qcow2Header header) throws IOException {
        HeaderExtensions extensions = new HeaderExtensions();
        long end = Math.min(header.clusterBytes(), file.sizeBytes());
        if (header.backingNameOffset() > 0) {
            end = Math.min(end, header.backingNameOffset());
        }
        long at = header.headerBytes();
        while (at <= end - HEAD_BYTES) {
            Structure head = DeviceReads.structure("qcow2 header extension", file, at, HEAD_BYTES);
            long type = head.u32be(new Field("type", 0, 4));
            if (type == END) {
                break;
            }
            Field length = new Field("length", 4, 4);
            long bytes = head.requireRange(length, head.u32be(length), 0, end - at - HEAD_BYTES);
            extensions.byType.put(
                    type,
                    MemorySegment.ofArray(
                            DeviceReads.bytes(
                                    "qcow2 header extension", file, at + HEAD_BYTES, (int) bytes)));
            at += HEAD_BYTES + (bytes + 7) / 8 * 8;
        }
        return extensions;
    }

    Optional<String> backingFormat() {
        return text(BACKING_FORMAT);
    }

    Optional<String> dataFile() {
        return text(DATA_FILE);
    }

    Optional<LuksPlace> luksHeader() throws MalformedStructureException {
        MemorySegment bytes = byType.get(LUKS_HEADER);
        if (bytes == null) {
            return Optional.empty();
        }
        Structure place = new Structure("qcow2 encryption header", bytes);
        return Optional.of(new LuksPlace(place.u64be(F_LUKS_OFFSET), place.u64be(F_LUKS_LENGTH)));
    }

    /** Returns the names of incompatible features, or their bits where the image names none. */
    String names(long features) throws MalformedStructureException {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((features >>> bit & 1) != 0) {
                names.add(name(bit));
            }
        }
        return String.join(", ", names);
    }

    private String name(int bit) throws MalformedStructureException {
        MemorySegment table = byType.getOrDefault(FEATURE_NAMES, MemorySegment.NULL);
        Structure names = new Structure("qcow2 feature name table", table);
        for (long at = 0; at + FEATURE_BYTES <= table.byteSize(); at += FEATURE_BYTES) {
            if (names.u8(new Field("type", at, 1)) == INCOMPATIBLE_TYPE
                    && names.u8(new Field("bit", at + 1, 1)) == bit) {
                return "\"%s\" (bit %d)"
                        .formatted(
                                untilNul(names.copy(new Field("name", at + 2, NAME_BYTES))), bit);
            }
        }
        return "feature bit " + bit;
    }

    private Optional<String> text(long type) {
        return Optional.ofNullable(byType.get(type))
                .map(bytes -> untilNul(bytes.toArray(ValueLayout.JAVA_BYTE)));
    }

    private static String untilNul(byte[] padded) {
        String text = new String(padded, UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
