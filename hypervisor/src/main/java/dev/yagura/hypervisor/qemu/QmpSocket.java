package dev.yagura.hypervisor.qemu;

import static java.util.Objects.requireNonNull;

/** Where a command line says that QMP is spoken. */
public sealed interface QmpSocket {
    /**
     * A Unix socket by its path.
     *
     * @param path as written, relative to QEMU's working directory if it does not start with a
     *     slash
     */
    record AtPath(String path) implements QmpSocket {
        /** Requires the path. */
        public AtPath {
            requireNonNull(path, "path");
        }
    }

    /**
     * A listening socket that QEMU was given by its parent; libvirt does that.
     *
     * @param number the file descriptor in QEMU
     */
    record Descriptor(int number) implements QmpSocket {}
}
