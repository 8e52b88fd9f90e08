package dev.yagura.hypervisor;

import static java.util.Objects.requireNonNull;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.hypervisor.qemu.QemuProcess;

/** A guest that runs on this host. */
public sealed interface FoundGuest {
    /** Returns its process. */
    QemuProcess process();

    /**
     * A guest that can be opened.
     *
     * @param process its process
     * @param description as it would be served
     */
    record Available(QemuProcess process, GuestDescription description) implements FoundGuest {
        /** Requires the components. */
        public Available {
            requireNonNull(process, "process");
            requireNonNull(description, "description");
        }
    }

    /**
     * A guest that is there and cannot be opened.
     *
     * @param process its process
     * @param problem why, for people, with what mends it
     */
    record Unavailable(QemuProcess process, String problem) implements FoundGuest {
        /** Requires the components. */
        public Unavailable {
            requireNonNull(process, "process");
            requireNonNull(problem, "problem");
        }
    }
}
