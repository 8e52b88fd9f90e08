package dev.yagura.detect.originals;

import dev.yagura.kernel.linux.image.KernelFile;
import dev.yagura.kernel.linux.image.ModuleFile;
import java.io.IOException;
import java.util.Optional;

/** The files that a guest's kernel was loaded from. */
public interface OriginalCode {
    /** Returns where they come from, for people. */
    String source();

    /** Returns whether somebody counts on a kernel being there: that there is none is then told. */
    boolean isExpected();

    /**
     * Returns a kernel.
     *
     * @param release as {@code uname -r} prints it
     * @return the kernel, or empty if there is none of that release
     * @throws dev.yagura.bytes.MalformedStructureException if it is damaged, or of a form that is
     *     not read
     * @throws IOException if it cannot be read
     */
    Optional<KernelFile> kernel(String release) throws IOException;

    /** Returns whether modules are to be had at all. */
    boolean hasModules();

    /**
     * Returns a module.
     *
     * @param release of its kernel
     * @param name as {@code lsmod} prints it
     * @return the module, or empty if there is none of that name
     * @throws IOException as {@link #kernel}
     */
    Optional<ModuleFile> module(String release, String name) throws IOException;
}
