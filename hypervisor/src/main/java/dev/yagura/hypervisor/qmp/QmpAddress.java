package dev.yagura.hypervisor.qmp;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a QEMU can be spoken to. Its text is what {@link #parse} reads. */
public sealed interface QmpAddress {
    /**
     * A Unix socket of QEMU's own.
     *
     * @param path absolute, as this process reaches it
     */
    record UnixSocket(Path path) implements QmpAddress {
        /** Requires the path. */
        public UnixSocket {
            requireNonNull(path, "path");
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A guest of libvirt, which keeps the QMP socket to itself and passes commands on.
     *
     * @param uri of the connection, for example {@code qemu:///system}
     * @param uuid of the guest
     */
    record Libvirt(String uri, String uuid) implements QmpAddress {
        private static final Pattern TEXT =
                Pattern.compile(
                        "libvirt (qemu:///system|qemu:///session)"
                                + " ([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

        /** Refuses what is no such name; both become arguments of a program. */
        public Libvirt {
            if (!TEXT.matcher("libvirt %s %s".formatted(uri, uuid)).matches()) {
                throw new IllegalArgumentException("uri = %s, uuid = %s".formatted(uri, uuid));
            }
        }

        @Override
        public String toString() {
            return "libvirt " + uri + " " + uuid;
        }
    }

    /** Reads an address from its text; empty if the text is nothing of the kind. */
    static Optional<QmpAddress> parse(String text) {
        Matcher libvirt = Libvirt.TEXT.matcher(text);
        if (libvirt.matches()) {
            return Optional.of(new Libvirt(libvirt.group(1), libvirt.group(2)));
        }
        return text.startsWith("/") && text.indexOf('\0') < 0
                ? Optional.of(new UnixSocket(Path.of(text)))
                : Optional.empty();
    }
}
