package dev.yagura.storage.io.zstd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Decompresses one frame from a stream and leaves the stream where the frame ends. Holds the window
 * of the frame in memory, and no more than a fourth of it besides.
 *
 * <p>The frame's checksum is read over, not verified. Damage is a {@link
 * MalformedStructureException}; a failure of the stream goes through.
 */
public final class ZstdInputStream extends InputStream {
    /** What {@code zstd --long} comes to, and as much as Linux unpacks. */
    private static final int MAX_WINDOW_BYTES = 128 << 20;

    private final InputStream in;
    private final FrameHeader header;
    private final Output output = new Output(new byte[0]);
    private final Literals literals = new Literals();
    private final Sequences sequences = new Sequences();
    private int given;
    private long total;
    private boolean last;
    private boolean ended;

    /**
     * Reads the frame's header.
     *
     * @throws MalformedStructureException if it is none, needs a dictionary, or a window of more
     *     than 128 MiB
     */
    public ZstdInputStream(InputStream in) throws IOException {
        this.in = in;
        int magic = (int) take("Magic_Number", Integer.BYTES).little("Magic_Number", Integer.BYTES);
        if (magic != Zstd.MAGIC) {
            throw new MalformedStructureException(
                    Reason.BAD_MAGIC,
                    Zstd.NAME,
                    "Magic_Number",
                    0,
                    "is 0x%x, expected 0x%x".formatted(magic, Zstd.MAGIC));
        }
        byte[] start = take("Frame_Header_Descriptor", 1).bytes();
        int rest = FrameHeader.bytesAfter(Byte.toUnsignedInt(start[0]));
        byte[] whole = Arrays.copyOf(start, 1 + rest);
        System.arraycopy(take("Frame_Header", rest).bytes(), 0, whole, 1, rest);
        Source source = new Source(whole, 0, whole.length);
        this.header = FrameHeader.read(source);
        if (header.windowBytes() > MAX_WINDOW_BYTES) {
            throw source.malformed(
                    "Window_Size",
                    "is %d, expected at most %d".formatted(header.windowBytes(), MAX_WINDOW_BYTES));
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (given == output.written()) {
            if (last) {
                end();
                return -1;
            }
            block();
        }
        int count = Math.min(length, output.written() - given);
        System.arraycopy(output.bytes(), given, to, offset, count);
        given += count;
        return count;
    }

    private void block() throws IOException {
        int field = (int) take("Block_Header", 3).little("Block_Header", 3);
        last = (field & 1) != 0;
        int type = field >> 1 & 3;
        int size = field >> 3;
        Source block = take("Block_Content", type == 1 ? 1 : size);
        given -= output.makeRoom(Zstd.MAX_BLOCK_BYTES, (int) header.windowBytes());
        int before = output.written();
        Zstd.block(block, type, size, literals, sequences, output);
        total += output.written() - before;
    }

    private void end() throws IOException {
        if (!ended) {
            ended = true;
            Source after = take("Content_Checksum", header.hasChecksum() ? Integer.BYTES : 0);
            header.requireContent(after, total);
        }
    }

    private Source take(String field, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new MalformedStructureException(
                    Reason.TRUNCATED,
                    Zstd.NAME,
                    field,
                    total,
                    "is %d bytes long, expected no more than the %d that are left"
                            .formatted(count, bytes.length));
        }
        return new Source(bytes, 0, count);
    }
}
