package dev.yagura.network.capture;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads pcapng: sections of blocks, each section in a byte order of its own. */
final class PcapngReader implements CaptureReader {
    /** The type of the first block of a section; the same in both byte orders. */
    static final int SECTION_HEADER = 0x0A0D0D0A;

    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int OBSOLETE_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int MAJOR_VERSION = 1;

    /** A block is its type and its length, a body, and its length again. */
    private static final int FRAMING_BYTES = 12;

    private static final String BLOCK = "pcapng block";
    private static final String SECTION = "pcapng section header block";

    private static final Field TYPE = new Field("block type", 0, 4);
    private static final Field LENGTH = new Field("block total length", 4, 4);
    private static final Field LENGTH_ALONE = new Field("block total length", 0, 4);
    private static final Field BYTE_ORDER = new Field("byte-order magic", 4, 4);
    private static final Field VERSION_MAJOR = new Field("major version", 0, 2);

    private final CaptureInput input;
    private final Interfaces interfaces = new Interfaces();
    private final LossTally losses = new LossTally();
    private boolean bigEndian;

    private PcapngReader(CaptureInput input) {
        this.input = input;
    }

    /** Opens a capture whose first four bytes were a section header's. */
    static PcapngReader afterType(CaptureInput input) throws IOException {
        var reader = new PcapngReader(input);
        reader.startSection(input.read(SECTION, 8));
        return reader;
    }

    @Override
    public Optional<CaptureEvent> nextEvent() throws IOException {
        while (true) {
            Structure framing = input.readOrEnd(BLOCK, 8);
            if (framing.size() == 0) {
                return Optional.empty();
            }
            var ordered = new OrderedStructure(framing, bigEndian);
            int type = (int) ordered.u32(TYPE);
            if (type == SECTION_HEADER) {
                startSection(withByteOrder(framing));
                continue;
            }
            long length = ordered.u32InRange(LENGTH, FRAMING_BYTES, 0xFFFF_FFFFL);
            requirePadded(framing, LENGTH, length);
            CaptureEvent event = block(framing, type, length - FRAMING_BYTES);
            endBlock(length);
            if (event != null) {
                losses.count(event);
                return Optional.of(event);
            }
        }
    }

    private @Nullable CaptureEvent block(Structure framing, int type, long bodyBytes)
            throws IOException {
        return switch (type) {
            case INTERFACE_DESCRIPTION ->
                    interfaces.add(body("pcapng interface description block", framing, bodyBytes));
            case INTERFACE_STATISTICS ->
                    interfaces.counted(
                            body("pcapng interface statistics block", framing, bodyBytes));
            case ENHANCED_PACKET ->
                    PacketBlocks.enhanced(
                            body("pcapng enhanced packet block", framing, bodyBytes), interfaces);
            case SIMPLE_PACKET ->
                    PacketBlocks.simple(
                            body("pcapng simple packet block", framing, bodyBytes), interfaces);
            case OBSOLETE_PACKET ->
                    throw framing.malformed(
                            Reason.UNSUPPORTED, TYPE, "is 2, the obsolete packet block");
            default -> {
                input.skip(BLOCK, bodyBytes);
                yield null;
            }
        };
    }

    private OrderedStructure body(String name, Structure framing, long bodyBytes)
            throws IOException {
        framing.requireRange(LENGTH, bodyBytes, 0, CaptureLimits.MAX_BLOCK_BYTES);
        return new OrderedStructure(input.read(name, (int) bodyBytes), bigEndian);
    }

    /** Reads the length that every block ends with. */
    private void endBlock(long length) throws IOException {
        Structure end = input.read(BLOCK, 4);
        long again = new OrderedStructure(end, bigEndian).u32(LENGTH_ALONE);
        if (again != length) {
            throw end.malformed(
                    Reason.OUT_OF_RANGE,
                    LENGTH_ALONE,
                    "is %d at the block's end, expected %d".formatted(again, length));
        }
    }

    /** Reads on where a section header's type and length were read in the last section's order. */
    private Structure withByteOrder(Structure framing) throws IOException {
        byte[] both = new byte[8];
        byte[] read = framing.copy(new Field("block total length", 4, 4));
        System.arraycopy(read, 0, both, 0, 4);
        byte[] magic = input.read(SECTION, 4).copy(new Field("byte-order magic", 0, 4));
        System.arraycopy(magic, 0, both, 4, 4);
        return Structure.of(SECTION, both);
    }

    /**
     * Starts a section.
     *
     * @param start its length and its byte-order magic
     */
    private void startSection(Structure start) throws IOException {
        if ((int) start.u32(BYTE_ORDER) == BYTE_ORDER_MAGIC) {
            bigEndian = false;
        } else if ((int) start.u32be(BYTE_ORDER) == BYTE_ORDER_MAGIC) {
            bigEndian = true;
        } else {
            throw start.malformed(
                    Reason.BAD_MAGIC,
                    BYTE_ORDER,
                    "is 0x%x, expected 0x1a2b3c4d in either order"
                            .formatted(start.u32(BYTE_ORDER)));
        }
        // Version and section length: what a section header has at least.
        long length =
                new OrderedStructure(start, bigEndian)
                        .u32InRange(
                                LENGTH_ALONE,
                                FRAMING_BYTES + 4 + 12,
                                CaptureLimits.MAX_BLOCK_BYTES);
        requirePadded(start, LENGTH_ALONE, length);
        var body =
                new OrderedStructure(
                        input.read(SECTION, (int) length - FRAMING_BYTES - 4), bigEndian);
        int major = body.u16(VERSION_MAJOR);
        if (major != MAJOR_VERSION) {
            throw body.bytes()
                    .malformed(Reason.UNSUPPORTED, VERSION_MAJOR, "is " + major + ", expected 1");
        }
        endBlock(length);
        interfaces.startSection();
    }

    private static void requirePadded(Structure framing, Field field, long length)
            throws MalformedStructureException {
        if (length % 4 != 0) {
            throw framing.malformed(
                    Reason.OUT_OF_RANGE, field, "is " + length + ", expected a multiple of 4");
        }
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return interfaces.all();
    }

    @Override
    public long droppedFrames() {
        return losses.frames();
    }
}
