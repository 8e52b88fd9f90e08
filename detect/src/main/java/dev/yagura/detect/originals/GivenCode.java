package dev.yagura.detect.originals;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.linux.image.KernelFile;
import dev.yagura.kernel.linux.image.ModuleFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Files that the user gave, whom they are believed. Immutable. */
public final class GivenCode implements OriginalCode {
    /** Nothing given. */
    public static final GivenCode NONE = new GivenCode(Optional.empty(), Map.of());

    /** As many are kept at most; a busy machine has some two hundred loaded. */
    private static final int MAX_MODULES = 1024;

    private final Optional<KernelFile> kernel;
    private final Map<String, ModuleFile> modules;

    private GivenCode(Optional<KernelFile> kernel, Map<String, ModuleFile> modules) {
        this.kernel = kernel;
        this.modules = Map.copyOf(modules);
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
        return others -> new GivenCode(Optional.of(kernel), others.modules);
    }

    /**
     * Reads a module; it says its name itself. Of more than are kept the last are left out.
     *
     * @throws MalformedStructureException as {@link KernelFiles#module}
     */
    public static Added module(byte[] file) throws MalformedStructureException {
        ModuleFile module = KernelFiles.module(file);
        return others -> {
            Map<String, ModuleFile> all = new HashMap<>(others.modules);
            if (all.size() < MAX_MODULES) {
                all.put(module.name(), module);
            }
            return new GivenCode(others.kernel, all);
        };
    }

    /** Returns whether a kernel was given. */
    public boolean hasKernel() {
        return kernel.isPresent();
    }

    @Override
    public String source() {
        return hasKernel() ? "the given kernel" : "none was given, and no disk read";
    }

    @Override
    public boolean isExpected() {
        return hasKernel();
    }

    /** Returns the kernel, whatever its release: who compares it looks at its banner. */
    @Override
    public Optional<KernelFile> kernel(String release) {
        return kernel;
    }

    @Override
    public boolean hasModules() {
        return !modules.isEmpty();
    }

    @Override
    public Optional<ModuleFile> module(String release, String name) {
        return Optional.ofNullable(modules.get(name));
    }
}
