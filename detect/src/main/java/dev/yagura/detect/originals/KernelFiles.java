package dev.yagura.detect.originals;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.linux.image.BootImage;
import dev.yagura.kernel.linux.image.KernelFile;
import dev.yagura.kernel.linux.image.ModuleFile;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the files of a kernel in the forms in which distributions have them. */
public final class KernelFiles {
    /** Longest kernel file, compressed or not: those with everything built in have 60 MiB. */
    public static final int MAX_FILE_BYTES = 192 << 20;

    /** Where a kernel is, from the root; with its release in the place of {@code %s}. */
    public static final List<String> PLACES =
            List.of("boot/vmlinuz-%s", "lib/modules/%s/vmlinuz", "usr/lib/modules/%s/vmlinuz");

    private static final Pattern MODULE = Pattern.compile("([\\w-]+)\\.ko(?:\\.(?:gz|xz|zst))?");

    /** Longest module, decompressed: graphics drivers have 30 MiB. */
    private static final int MAX_MODULE_BYTES = 96 << 20;

    private KernelFiles() {}

    /**
     * Returns how {@code lsmod} calls a module.
     *
     * @param fileName without folders
     * @return the name, or empty if it is no module's file
     */
    public static Optional<String> moduleName(String fileName) {
        Matcher module = MODULE.matcher(fileName);
        return module.matches() ? Optional.of(module.group(1).replace('-', '_')) : Optional.empty();
    }

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
