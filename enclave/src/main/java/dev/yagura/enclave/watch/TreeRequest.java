package dev.yagura.enclave.watch;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Which files of a VM are to be read for a while.
 *
 * @param root the filesystem whose root directory is the tree's, by the name of what it lies on,
 *     uuid or label; empty for the VM's own root
 * @param diskOnly whether what the VM has in memory is left out
 */
public record TreeRequest(Optional<String> root, boolean diskOnly) {
    /** Requires the component. */
    public TreeRequest {
        requireNonNull(root, "root");
    }
}
