package dev.yagura.testkit.kernels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Linux kernel that QEMU can boot.
 *
 * @param label short name for messages and folders, for example {@code "6.1-cloud"}
 * @param release what {@code uname -r} says in the guest
 * @param bzImage the compressed kernel
 * @param modules directory of the kernel's modules ({@code lib/modules/RELEASE}), if there is one
 */
public record KernelImage(String label, String release, Path bzImage, Optional<Path> modules) {
    private static final int HEADER_BYTES = 0x8000 + 0x200;
    private static final int OFFSET_MAGIC = 0x202;
    private static final int OFFSET_KERNEL_VERSION = 0x20E;
    private static final int SETUP_START = 0x200;
    private static final int MAGIC = 0x53726448; // "HdrS"

    /**
     * Takes a kernel from a file, without modules.
     *
     * @param bzImage for example the host's own {@code /boot/vmlinuz-*}
     * @throws IOException if the file cannot be read or is not a bzImage
     */
    public static KernelImage ofFile(Path bzImage) throws IOException {
        return new KernelImage(
                bzImage.getFileName().toString(), releaseOf(bzImage), bzImage, Optional.empty());
    }

    /**
     * Reads the release from a bzImage's header.
     *
     * <p>Source: Linux kernel document {@code Documentation/arch/x86/boot.rst}, "The Real-Mode
     * Kernel Header".
     *
     * @throws IOException if the file cannot be read or is not a bzImage
     */
    static String releaseOf(Path bzImage) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(bzImage)) {
            while (header.hasRemaining() && channel.read(header) >= 0) {}
        }
        header.flip();
        if (header.limit() < OFFSET_KERNEL_VERSION + 2 || header.getInt(OFFSET_MAGIC) != MAGIC) {
            throw new IOException(
                    "%s: found no \"HdrS\" at 0x202, expected a bzImage of %d bytes or more"
                            .formatted(bzImage, OFFSET_KERNEL_VERSION + 2));
        }
        int start = Short.toUnsignedInt(header.getShort(OFFSET_KERNEL_VERSION)) + SETUP_START;
        int end = start;
        while (end < header.limit() && header.get(end) != 0 && header.get(end) != ' ') {
            end++;
        }
        if (start == SETUP_START || end == start || end >= header.limit()) {
            throw new IOException(
                    "%s: kernel_version at 0x20e leads to 0x%x, expected a text in the header"
                            .formatted(bzImage, start));
        }
        byte[] text = new byte[end - start];
        header.get(start, text);
        return new String(text, StandardCharsets.US_ASCII);
    }

    /** Refuses a kernel or a module directory that is not there. */
    public KernelImage {
        if (!Files.isReadable(bzImage)) {
            throw new IllegalArgumentException(bzImage + ": not a readable file");
        }
        modules.filter(directory -> !Files.isDirectory(directory))
                .ifPresent(directory -> {
                    throw new IllegalArgumentException(directory + ": not a directory");
                });
    }
}
