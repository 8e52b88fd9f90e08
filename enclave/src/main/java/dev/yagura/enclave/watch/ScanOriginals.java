package dev.yagura.enclave.watch;

import dev.yagura.detect.originals.DiskCode;
import dev.yagura.detect.originals.GivenCode;
import dev.yagura.detect.originals.OriginalCode;
import dev.yagura.kernel.KernelIdentity;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.image.KernelFile;
import dev.yagura.kernel.linux.image.ModuleFile;
import dev.yagura.storage.file.FileTree;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one scan compares the kernel with: the files that the user gave, else those on the VM's
 * disks. Files are read once, before the VM is paused. Not safe for concurrent use.
 */
final class ScanOriginals implements OriginalCode {
    private OriginalCode files;
    private boolean askedFor;
    private @Nullable IOException failure;
    private Optional<KernelFile> kernel = Optional.empty();
    private final Map<String, Optional<ModuleFile>> modules = new HashMap<>();

    ScanOriginals(GivenCode given) {
        this.files = given;
    }

    /** Says that a comparison was asked for by its name: no files are then a gap. */
    void askedFor() {
        askedFor = true;
    }

    /** Says why there are no files of a tree; told if a comparison was asked for. */
    void unreadable(IOException why) {
        if (askedFor) {
            failure = why;
        }
    }

    /** Takes the files of a tree where none were given. */
    void orThoseOf(FileTree tree) {
        if (files instanceof GivenCode given && !given.hasKernel()) {
            files = new DiskCode(tree);
        }
    }

    /**
     * Reads the kernel, and moves it to where it runs, and the modules that are loaded; what goes
     * wrong is told when it is used.
     */
    void prepare(KernelIdentity identity, Linux linux) {
        if (failure != null) {
            return;
        }
        try {
            kernel = files.kernel(identity.release());
            if (kernel.isPresent()) {
                kernel.get().at(identity.textBase());
                for (KernelModule module : linux.modules().list()) {
                    module(identity.release(), module.name());
                }
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    @Override
    public String source() {
        return files.source();
    }

    @Override
    public boolean isExpected() {
        return askedFor || files.isExpected();
    }

    @Override
    public Optional<KernelFile> kernel(String release) throws IOException {
        IOException why = failure;
        if (why != null) {
            throw why;
        }
        return kernel;
    }

    @Override
    public boolean hasModules() {
        return files.hasModules();
    }

    @Override
    public Optional<ModuleFile> module(String release, String name) throws IOException {
        Optional<ModuleFile> known = modules.get(name);
        if (known == null) {
            known = files.module(release, name);
            modules.put(name, known);
        }
        return known;
    }
}
