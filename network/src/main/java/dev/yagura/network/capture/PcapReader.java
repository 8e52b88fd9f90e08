package dev.yagura.network.capture;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads pcap: one header, then frames of one interface. */
final class PcapReader implements CaptureReader {
    private static final String FILE_HEADER = "pcap file header";
    private static final String RECORD_HEADER = "pcap packet record";

    /** What is left of the file header after its magic number. */
    private static final int FILE_HEADER_BYTES = 20;

    private static final int RECORD_HEADER_BYTES = 16;
    private static final int MAJOR_VERSION = 2;
    private static final int LINK_TYPE_MASK = 0xFFFF; // above it: the length of a checksum

    private static final Field VERSION_MAJOR = new Field("version_major", 0, 2);
    private static final Field SNAP_LENGTH = new Field("snaplen", 12, 4);
    private static final Field LINK_TYPE = new Field("linktype", 16, 4);

    private static final Field TS_SECONDS = new Field("ts_sec", 0, 4);
    private static final Field TS_FRACTION = new Field("ts_usec", 4, 4);
    private static final Field CAPTURED_LENGTH = new Field("incl_len", 8, 4);
    private static final Field ORIGINAL_LENGTH = new Field("orig_len", 12, 4);

    /** How a file's magic number says that its other numbers are to be read. */
    private enum Form {
        MICROSECONDS(0xA1B2C3D4, 1000),
        NANOSECONDS(0xA1B23C4D, 1);

        private final int magic;
        private final int nanosPerTick;

        Form(int magic, int nanosPerTick) {
            this.magic = magic;
            this.nanosPerTick = nanosPerTick;
        }
    }

    private final CaptureInput input;
    private final boolean bigEndian;
    private final Form form;
    private final CaptureInterface captureInterface;
    private boolean described;

    private PcapReader(CaptureInput input, boolean bigEndian, Form form) throws IOException {
        this.input = input;
        this.bigEndian = bigEndian;
        this.form = form;
        var header = new OrderedStructure(input.read(FILE_HEADER, FILE_HEADER_BYTES), bigEndian);
        int major = header.u16(VERSION_MAJOR);
        if (major != MAJOR_VERSION) {
            throw header.bytes()
                    .malformed(Reason.UNSUPPORTED, VERSION_MAJOR, "is " + major + ", expected 2");
        }
        captureInterface =
                new CaptureInterface(
                        0,
                        "",
                        (int) header.u32(LINK_TYPE) & LINK_TYPE_MASK,
                        header.u32(SNAP_LENGTH));
    }

    /**
     * Opens a capture.
     *
     * @param magic its first four bytes, read as little-endian
     * @return empty if they are not pcap's
     */
    static Optional<PcapReader> afterMagic(CaptureInput input, long magic) throws IOException {
        for (Form form : Form.values()) {
            if ((int) magic == form.magic) {
                return Optional.of(new PcapReader(input, false, form));
            }
            if ((int) magic == Integer.reverseBytes(form.magic)) {
                return Optional.of(new PcapReader(input, true, form));
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<CaptureEvent> nextEvent() throws IOException {
        if (!described) {
            described = true;
            return Optional.of(new CaptureEvent.Described(captureInterface));
        }
        var header =
                new OrderedStructure(
                        input.readOrEnd(RECORD_HEADER, RECORD_HEADER_BYTES), bigEndian);
        if (header.bytes().size() == 0) {
            return Optional.empty();
        }
        int length = (int) header.u32InRange(CAPTURED_LENGTH, 0, CaptureLimits.MAX_FRAME_BYTES);
        long original = header.u32InRange(ORIGINAL_LENGTH, length, 0xFFFF_FFFFL);
        MemorySegment bytes = input.read(RECORD_HEADER, length).bytes();
        CapturedFrame frame =
                new CapturedFrame(
                        captureInterface,
                        Optional.of(time(header)),
                        CapturedFrame.Direction.UNKNOWN,
                        original,
                        bytes);
        return Optional.of(new CaptureEvent.Frame(frame, 0));
    }

    private Instant time(OrderedStructure header) throws MalformedStructureException {
        long fraction = header.u32(TS_FRACTION); // a second and more: some writers do not carry
        return Instant.ofEpochSecond(header.u32(TS_SECONDS), fraction * form.nanosPerTick);
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return List.of(captureInterface);
    }

    @Override
    public long droppedFrames() {
        return 0;
    }
}
