package dev.yagura.bpf.module;

import dev.yagura.bpf.object.BpfObject;
import dev.yagura.bytes.MalformedStructureException;

/** A detector as it was compiled, for any kernel. Immutable and safe for concurrent use. */
public final class DetectorModule {
    private final BpfObject object;
    private final ModuleInfo info;

    private DetectorModule(BpfObject object, ModuleInfo info) {
        this.object = object;
        this.info = info;
    }

    /**
     * Reads a module.
     *
     * @param name how messages call it
     * @param bytes an object file; not copied, must not change
     * @throws MalformedStructureException if it is no BPF object, or does not say what it is
     */
    public static DetectorModule parse(String name, byte[] bytes)
            throws MalformedStructureException {
        BpfObject object = BpfObject.parse(name, bytes);
        return new DetectorModule(object, ModuleInfo.of(object));
    }

    /** Returns what it says it is. */
    public ModuleInfo info() {
        return info;
    }

    /** Returns the object. */
    BpfObject object() {
        return object;
    }
}
