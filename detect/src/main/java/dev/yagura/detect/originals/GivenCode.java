package dev.yagura.detect.originals;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.linux.image.KernelFile;
import java.util.Optional;

/** Files that the user gave, whom they are believed. Immutable. */
public final class GivenCode implements OriginalCode {
    /** Nothing given. */
    public static final GivenCode NONE = new GivenCode(Optional.empty());

    private final Optional<KernelFile> kernel;

    private GivenCode(Optional<KernelFile> kernel) {
        this.kernel = kernel;
    }

    /** A file that was read, to be added. */
    @FunctionalInterface
    public interface Added {
        /** Returns others with this one. */
        GivenCode to(GivenCode others);
    }

    /**
     * Reads a kernel.
     *
     * @throws MalformedStructureException as {@link KernelFiles#kernel}
     */
    public static Added kernel(byte[] file) throws MalformedStructureException {
        KernelFile kernel = KernelFiles.kernel(file);
        return _ -> new GivenCode(Optional.of(kernel));
    }

    /** Returns whether a kernel was given. */
    public boolean hasKernel() {
        return kernel.isPresent();
    }

    @Override
    public String source() {
        return "the given kernel";
    }

    /** Returns the kernel, whatever its release: who compares it looks at its banner. */
    @Override
    public Optional<KernelFile> kernel(String release) {
        return kernel;
    }
}
