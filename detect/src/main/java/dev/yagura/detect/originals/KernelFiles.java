package dev.yagura.detect.originals;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.linux.image.BootImage;
import dev.yagura.kernel.linux.image.KernelFile;
import dev.yagura.kernel.linux.image.ModuleFile;

/** Reads the files of a kernel in the forms in which distributions have them. */
public final class KernelFiles {
    /** Longest kernel file, compressed or not: those with everything built in have 60 MiB. */
    public static final int MAX_FILE_BYTES = 192 << 20;

    /** Longest module, decompressed: graphics drivers have 30 MiB. */
    private static final int MAX_MODULE_BYTES = 96 << 20;

    private KernelFiles() {}

    /**
     * Reads a kernel: a bzImage, or a vmlinux that may be compressed.
     *
     * @param file not changed; may be kept
     * @throws MalformedStructureException if it is no kernel, damaged, or compressed in a way that
     *     is not read
     */
    public static KernelFile kernel(byte[] file) throws MalformedStructureException {
        if (KernelFile.isOne(file)) {
            return KernelFile.parse(file);
        }
        byte[] compressed = BootImage.isOne(file) ? BootImage.payload(file) : file;
        return KernelFile.parse(
                KernelFile.isOne(compressed)
                        ? compressed
                        : Compression.decompress("kernel image", compressed, MAX_FILE_BYTES));
    }

    /**
     * Reads a module, compressed or not.
     *
     * @param file not changed; may be kept
     * @throws MalformedStructureException as {@link #kernel}
     */
    public static ModuleFile module(byte[] file) throws MalformedStructureException {
        return ModuleFile.parse(
                KernelFile.isOne(file)
                        ? file
                        : Compression.decompress("module", file, MAX_MODULE_BYTES));
    }
}
