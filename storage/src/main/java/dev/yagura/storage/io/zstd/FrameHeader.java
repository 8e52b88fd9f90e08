package dev.yagura.storage.io.zstd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;

/**
 * What a frame says of itself before its blocks.
 *
 * @param hasChecksum whether a checksum follows the blocks
 * @param windowBytes how far back matches reach
 * @param contentBytes size of the content, or -1 if it is not said
 */
record FrameHeader(boolean hasChecksum, long windowBytes, long contentBytes) {
    private static final int CHECKSUM_FLAG = 4;
    private static final int RESERVED_FLAG = 8;
    private static final int SINGLE_SEGMENT_FLAG = 32;

    /** Reads what follows the magic number. */
    static FrameHeader read(Source source) throws MalformedStructureException {
        int descriptor = source.u8("Frame_Header_Descriptor");
        if ((descriptor & RESERVED_FLAG) != 0) {
            throw source.malformed("Frame_Header_Descriptor", "has the reserved bit set");
        }
        boolean single = isSingle(descriptor);
        long window = single ? 0 : window(source.u8("Window_Descriptor"));
        long dictionary = source.little("Dictionary_ID", dictionaryBytes(descriptor));
        if (dictionary != 0) {
            throw new MalformedStructureException(
                    Reason.UNSUPPORTED,
                    Zstd.NAME,
                    "Dictionary_ID",
                    source.position(),
                    "is %d: dictionaries are not read".formatted(dictionary));
        }
        int bytes = contentFieldBytes(descriptor);
        long content = bytes == 0 ? -1 : source.little("Frame_Content_Size", bytes);
        if (bytes == 2) {
            content += 256;
        }
        content = bytes == Long.BYTES ? content & Long.MAX_VALUE : content;
        return new FrameHeader(
                (descriptor & CHECKSUM_FLAG) != 0, single ? content : window, content);
    }

    /** Returns how many bytes follow a descriptor and are of the header. */
    static int bytesAfter(int descriptor) {
        return (isSingle(descriptor) ? 0 : 1)
                + dictionaryBytes(descriptor)
                + contentFieldBytes(descriptor);
    }

    /** Holds the size that is said against the one that was found. */
    void requireContent(Source source, long found) throws MalformedStructureException {
        if (contentBytes >= 0 && contentBytes != found) {
            throw source.malformed(
                    "Frame_Content_Size", "is %d, found %d bytes".formatted(contentBytes, found));
        }
    }

    private static boolean isSingle(int descriptor) {
        return (descriptor & SINGLE_SEGMENT_FLAG) != 0;
    }

    private static int dictionaryBytes(int descriptor) {
        return (1 << (descriptor & 3)) >> 1;
    }

    private static int contentFieldBytes(int descriptor) {
        int flag = descriptor >> 6;
        return flag == 0 ? isSingle(descriptor) ? 1 : 0 : 1 << flag;
    }

    private static long window(int field) {
        long base = 1L << (10 + (field >> 3));
        return base + base / 8 * (field & 7);
    }
}
