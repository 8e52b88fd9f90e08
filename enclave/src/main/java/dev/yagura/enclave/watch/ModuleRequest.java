package dev.yagura.enclave.watch;

import static java.util.Objects.requireNonNull;

import dev.yagura.enclave.watch.ScanRequest.TextFile;
import java.util.Optional;

/**
 * Asks for one run of a detector in C, with its rows.
 *
 * @param module the detector
 * @param live whether to look without pausing the VM
 * @param baseline a baseline that may have values of it
 */
public record ModuleRequest(ModuleFile module, boolean live, Optional<TextFile> baseline) {
    /** Requires the components. */
    public ModuleRequest {
        requireNonNull(module, "module");
        requireNonNull(baseline, "baseline");
    }
}
