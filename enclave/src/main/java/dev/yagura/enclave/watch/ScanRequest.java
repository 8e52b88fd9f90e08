package dev.yagura.enclave.watch;

import java.util.List;

/**
 * Which detectors to run, and how to look.
 *
 * @param only ids of the detectors to run; empty for all
 * @param skip ids of detectors to leave out; the summary names them as not covered
 * @param live whether to look without pausing the VM
 */
public record ScanRequest(List<String> only, List<String> skip, boolean live) {
    /** Every detector, the VM paused where it can be. */
    public static final ScanRequest ALL = new ScanRequest(List.of(), List.of(), false);

    /** Copies the lists. */
    public ScanRequest {
        only = List.copyOf(only);
        skip = List.copyOf(skip);
    }
}
