package dev.yagura.storage.io.zstd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;

/**
 * Decompresses frames into room that the caller has bounded. Checksums of frames are verified where
 * there are any.
 */
public final class Zstd {
    static final String NAME = "zstd frame";

    static final int MAGIC = 0xFD2FB528;
    private static final int SKIPPABLE_MAGIC = 0x184D2A50;
    private static final int SKIPPABLE_MASK = 0xFFFFFFF0;
    static final int MAX_BLOCK_BYTES = 128 << 10;

    private Zstd() {}

    /**
     * Decompresses the frames that {@code compressed} starts with, up to the end of the first one
     * that fills {@code into}, or up to the first bytes that are no frame.
     *
     * @param compressed one frame or more; what follows them is left out
     * @param into receives the bytes
     * @return how many bytes of {@code into} were written
     * @throws MalformedStructureException if {@code compressed} starts with no frame, a frame is
     *     damaged or needs a dictionary, or there is no room for what is in it
     */
    public static int decompress(byte[] compressed, byte[] into)
            throws MalformedStructureException {
        Source source = new Source(compressed, 0, compressed.length);
        Output output = new Output(into);
        do {
            frame(source, output);
        } while (output.room() > 0 && startsFrame(source));
        return output.written();
    }

    private static boolean startsFrame(Source source) throws MalformedStructureException {
        if (source.remaining() < Integer.BYTES) {
            return false;
        }
        Source ahead = new Source(source.bytes(), source.position(), source.position() + 4);
        int magic = (int) ahead.little("Magic_Number", 4);
        return magic == MAGIC || (magic & SKIPPABLE_MASK) == SKIPPABLE_MAGIC;
    }

    private static void frame(Source source, Output output) throws MalformedStructureException {
        int magic = (int) source.little("Magic_Number", 4);
        if ((magic & SKIPPABLE_MASK) == SKIPPABLE_MAGIC) {
            long size = source.little("Frame_Size", 4);
            source.take("User_Data", (int) Math.min(size, Integer.MAX_VALUE));
            return;
        }
        if (magic != MAGIC) {
            throw new MalformedStructureException(
                    Reason.BAD_MAGIC,
                    NAME,
                    "Magic_Number",
                    source.position() - 4,
                    "is 0x%x, expected 0xfd2fb528".formatted(magic));
        }
        FrameHeader header = FrameHeader.read(source);
        output.startFrame();
        Literals literals = new Literals();
        Sequences sequences = new Sequences();
        boolean last;
        do {
            int block = (int) source.little("Block_Header", 3);
            last = (block & 1) != 0;
            block(source, block >> 1 & 3, block >> 3, literals, sequences, output);
        } while (!last);
        header.requireContent(source, output.frameBytes());
        if (header.hasChecksum()) {
            int stored = (int) source.little("Content_Checksum", 4);
            int computed = output.frameChecksum();
            if (stored != computed) {
                throw new MalformedStructureException(
                        Reason.BAD_CHECKSUM,
                        NAME,
                        "Content_Checksum",
                        source.position() - 4,
                        "is 0x%08x, computed 0x%08x".formatted(stored, computed));
            }
        }
    }

    /** Executes a block of a frame; {@code size} is what its header says. */
    static void block(
            Source source,
            int type,
            int size,
            Literals literals,
            Sequences sequences,
            Output output)
            throws MalformedStructureException {
        if (size > MAX_BLOCK_BYTES) {
            throw source.malformed(
                    "Block_Size", "is %d, expected at most %d".formatted(size, MAX_BLOCK_BYTES));
        }
        switch (type) {
            case 0 -> {
                Source raw = source.take("Raw_Block", size);
                output.append(raw.bytes(), raw.position(), size);
            }
            case 1 -> output.fill(source.u8("RLE_Block"), size);
            case 2 -> {
                Source block = source.take("Compressed_Block", size);
                byte[] decoded = literals.read(block, Math.min(MAX_BLOCK_BYTES, output.room()));
                sequences.execute(block, decoded, output);
            }
            default -> throw source.malformed("Block_Type", "is 3, which is reserved");
        }
    }
}
