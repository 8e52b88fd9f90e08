package dev.yagura.testkit.guest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes an initramfs: a cpio archive in the "newc" format.
 *
 * <p>Source: Linux kernel document {@code Documentation/driver-api/early-userspace/
 * buffer-format.rst}. Everything belongs to root and is from 1970, so equal contents give equal
 * bytes.
 */
final class CpioWriter implements AutoCloseable {
    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final int SYMLINK = 0120000;
    private static final String TRAILER = "TRAILER!!!";
    private static final int ALIGNMENT = 4;

    private final OutputStream out;
    private int inode;

    CpioWriter(OutputStream out) {
        this.out = out;
    }

    /** Adds a directory; its parents must have been added before. */
    void directory(String path, int permissions) throws IOException {
        entry(path, DIRECTORY | permissions, 2, new byte[0]);
    }

    /** Adds a regular file. */
    void file(String path, int permissions, byte[] content) throws IOException {
        entry(path, FILE | permissions, 1, content);
    }

    /** Adds a symbolic link. */
    void symlink(String path, String target) throws IOException {
        entry(path, SYMLINK | 0777, 1, target.getBytes(StandardCharsets.UTF_8));
    }

    private void entry(String path, int mode, int links, byte[] content) throws IOException {
        byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
        inode++;
        int[] fields = {inode, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, name.length, 0};
        StringBuilder header = new StringBuilder("070701");
        for (int field : fields) {
            header.append("%08X".formatted(field));
        }
        out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
        out.write(name);
        pad(header.length() + name.length);
        out.write(content);
        pad(content.length);
    }

    private void pad(int length) throws IOException {
        out.write(new byte[-length & (ALIGNMENT - 1)]);
    }

    /** Writes the end of the archive and closes the stream. */
    @Override
    public void close() throws IOException {
        entry(TRAILER, 0, 1, new byte[0]);
        out.close();
    }
}
