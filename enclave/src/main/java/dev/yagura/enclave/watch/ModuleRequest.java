package dev.yagura.enclave.watch;

import static java.util.Objects.requireNonNull;

/**
 * Asks for one run of a detector in C, with its rows.
 *
 * @param module the detector
 * @param live whether to look without pausing the VM
 */
public record ModuleRequest(ModuleFile module, boolean live) {
    /** Requires the module. */
    public ModuleRequest {
        requireNonNull(module, "module");
    }
}
