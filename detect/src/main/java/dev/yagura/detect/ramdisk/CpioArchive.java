package dev.yagura.detect.ramdisk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.detect.files.PathText;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** Reads members of one archive, in order. */
final class CpioArchive {
    private static final String NAME = "cpio header";
    private static final int MAGIC_BYTES = 6;
    private static final int DIGITS = 8;
    private static final String TRAILER = "TRAILER!!!";
    private static final int TYPE_MASK = 0170000;
    private static final int REGULAR = 0100000;
    private static final int PERMISSIONS = 07777;
    private static final int PIECE_BYTES = 64 << 10;

    /** {@code PATH_MAX}; the kernel unpacks no longer name. */
    private static final int MAX_NAME_BYTES = 4096;

    /** Fields of eight digits, in their order. */
    private enum Field {
        INO(0),
        MODE(1),
        UID(2),
        GID(3),
        NLINK(4),
        MTIME(5),
        FILESIZE(6),
        DEVMAJOR(7),
        DEVMINOR(8),
        RDEVMAJOR(9),
        RDEVMINOR(10),
        NAMESIZE(11),
        CHECK(12);

        private final int index;

        Field(int index) {
            this.index = index;
        }

        private int offset() {
            return MAGIC_BYTES + DIGITS * index;
        }
    }

    private static final int HEADER_BYTES = MAGIC_BYTES + DIGITS * Field.values().length;

    private final InputStream in;
    private final long offset;
    private final Ramdisk.Budget budget;
    private final byte[] piece = new byte[PIECE_BYTES];

    /**
     * Takes an archive.
     *
     * @param offset where it is, for members and messages
     */
    CpioArchive(InputStream in, long offset, Ramdisk.Budget budget) {
        this.in = in;
        this.offset = offset;
        this.budget = budget;
    }

    /**
     * Reads members up to the trailer.
     *
     * @param first byte of the archive, which was read already
     */
    void read(int first, Ramdisk.Taker taker) throws IOException {
        byte[] header = new byte[HEADER_BYTES];
        header[0] = (byte) first;
        int there = 1;
        while (true) {
            require(
                    "header",
                    in.readNBytes(header, there, HEADER_BYTES - there) + there,
                    HEADER_BYTES);
            there = 0;
            requireMagic(header);
            String path = path(header);
            long size = number(header, Field.FILESIZE);
            budget.take(size + HEADER_BYTES);
            if (path.equals(TRAILER)) {
                skip(size);
                return;
            }
            int mode = (int) number(header, Field.MODE);
            if ((mode & TYPE_MASK) == REGULAR && size > 0) {
                taker.take(member(header, path, mode, size));
            } else {
                skip(size);
            }
            skip(-size & 3);
        }
    }

    private RamdiskMember member(byte[] header, String path, int mode, long size)
            throws IOException {
        MessageDigest digest = RamdiskMember.digest();
        byte[] start = {};
        for (long left = size; left > 0; ) {
            int wanted = (int) Math.min(PIECE_BYTES, left);
            require("c_filesize", in.readNBytes(piece, 0, wanted), wanted);
            if (left == size) {
                start = Arrays.copyOf(piece, Math.min(wanted, Integer.BYTES));
            }
            digest.update(piece, 0, wanted);
            left -= wanted;
        }
        return new RamdiskMember(
                path,
                offset,
                mode & PERMISSIONS,
                number(header, Field.NLINK) > 1,
                size,
                HexFormat.of().formatHex(digest.digest()),
                RamdiskMember.Form.of(start));
    }

    private void requireMagic(byte[] header) throws MalformedStructureException {
        String magic = new String(header, 0, MAGIC_BYTES, US_ASCII);
        if (!magic.equals("070701") && !magic.equals("070702")) {
            boolean old = magic.equals("070707");
            throw new MalformedStructureException(
                    old ? Reason.UNSUPPORTED : Reason.BAD_MAGIC,
                    NAME,
                    "c_magic",
                    offset,
                    "is 0x%s%s, expected 070701 or 070702"
                            .formatted(
                                    HexFormat.of().formatHex(header, 0, MAGIC_BYTES),
                                    old ? ", the old form of cpio, which is not read" : ""));
        }
    }

    private String path(byte[] header) throws IOException {
        long length = number(header, Field.NAMESIZE);
        if (length == 0 || length > MAX_NAME_BYTES) {
            throw malformed(
                    "c_namesize", "is %d, expected 1..%d".formatted(length, MAX_NAME_BYTES));
        }
        byte[] name = in.readNBytes((int) length);
        require("c_namesize", name.length, (int) length);
        if (name[name.length - 1] != 0) {
            throw malformed("name", "does not end in a zero byte");
        }
        skip(-(HEADER_BYTES + length) & 3);
        int end = 0;
        while (name[end] != 0) {
            end++;
        }
        String text = PathText.of(Arrays.copyOf(name, end));
        int start = 0;
        while (text.startsWith("/", start) || text.startsWith("./", start)) {
            start += text.charAt(start) == '/' ? 1 : 2;
        }
        return text.substring(start);
    }

    private long number(byte[] header, Field field) throws MalformedStructureException {
        long value = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = header[field.offset() + i];
            if (digit < 0 || !HexFormat.isHexDigit(digit)) {
                throw malformed(
                        "c_" + field.name().toLowerCase(Locale.ROOT),
                        "has byte 0x%02x, expected hexadecimal digits".formatted(digit & 0xFF));
            }
            value = value << 4 | HexFormat.fromHexDigit(digit);
        }
        return value;
    }

    private void skip(long count) throws IOException {
        for (long left = count; left > 0; ) {
            int wanted = (int) Math.min(PIECE_BYTES, left);
            require("c_filesize", in.readNBytes(piece, 0, wanted), wanted);
            left -= wanted;
        }
    }

    private void require(String field, int found, int expected) throws MalformedStructureException {
        if (found < expected) {
            throw new MalformedStructureException(
                    Reason.TRUNCATED,
                    NAME,
                    field,
                    offset,
                    "leads %d bytes past the end of the archive, which has no trailer"
                            .formatted(expected - found));
        }
    }

    private MalformedStructureException malformed(String field, String detail) {
        return new MalformedStructureException(Reason.OUT_OF_RANGE, NAME, field, offset, detail);
    }
}
