package dev.yagura.cli.vm;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A VM as named on the command line.
 *
 * <pre>
 *   NAME | PID                       a VM running on this host, see {@code yagura vms}
 *   qmp:PATH                         the VM behind a QMP socket
 *   file:PATH[,disk:SOURCE…]         a memory dump: raw, ELF core, LiME; with its disks, if they
 *                                    are of the same moment
 *   disk:SOURCE[,format=raw]         disks, of which only files are read: a file, or an export
 *                                    of an NBD server, nbd://HOST[:PORT]/EXPORT or
 *                                    nbd+unix:///EXPORT?socket=PATH; a further disk of the same
 *                                    VM follows as ,disk:SOURCE
 *   agent:HOST:PORT[,vm=NAME]        a VM of a remote agent
 *   agent:unix:PATH[,vm=NAME]        the same over a Unix socket
 *   enclave:HOST:PORT[,vm=NAME]      a VM that a running enclave watches
 * </pre>
 */
public sealed interface VmSpec {

    /**
     * A VM running on this host.
     *
     * @param nameOrPid its name or the process id of its QEMU
     */
    record Running(String nameOrPid) implements VmSpec {}

    /** The VM that answers on a QMP socket. */
    record Qmp(Path socket) implements VmSpec {}

    /**
     * A VM of which there are files.
     *
     * @param memory a memory dump
     * @param disks one at least if there is no dump
     */
    record Saved(Optional<Path> memory, List<Disk> disks) implements VmSpec {
        /** Copies the list. */
        public Saved {
            disks = List.copyOf(disks);
        }

        private static Saved parse(String text, String kind, String rest) {
            String[] parts = rest.split(Disk.SEPARATOR, -1);
            boolean dump = kind.equals("file");
            if (dump && parts[0].isEmpty()) {
                throw new IllegalArgumentException("VM \"%s\" names no dump".formatted(text));
            }
            List<Disk> disks =
                    Arrays.stream(parts)
                            .skip(dump ? 1 : 0)
                            .map(part -> Disk.parse(text, part))
                            .toList();
            return new Saved(dump ? Optional.of(Path.of(parts[0])) : Optional.empty(), disks);
        }
    }

    /**
     * A disk.
     *
     * @param source a file, or an NBD server
     * @param raw whether its bytes are the disk's own, whatever they look like
     */
    record Disk(String source, boolean raw) {
        private static final String SEPARATOR = ",disk:";
        private static final String RAW = ",format=raw";
        private static final String FORMAT = ",format=";

        private static Disk parse(String text, String part) {
            boolean raw = part.endsWith(RAW);
            String source = raw ? part.substring(0, part.length() - RAW.length()) : part;
            if (source.isEmpty() || source.contains(FORMAT)) {
                throw new IllegalArgumentException(
                        "VM \"%s\" names a disk \"%s\", expected SOURCE or SOURCE,format=raw"
                                .formatted(text, part));
            }
            return new Disk(source, raw);
        }
    }

    /**
     * A VM of an agent.
     *
     * @param endpoint {@code HOST:PORT} or {@code unix:PATH}
     * @param vm which of the agent's VMs; empty where it has only one
     */
    record RemoteAgent(String endpoint, Optional<String> vm) implements VmSpec {}

    /**
     * A VM that a running enclave watches.
     *
     * @param endpoint {@code HOST:PORT}
     * @param vm which of the enclave's VMs; empty where it watches only one
     */
    record RemoteEnclave(String endpoint, Optional<String> vm) implements VmSpec {}

    /**
     * Parses what the user wrote.
     *
     * @throws IllegalArgumentException if it follows no form; the message says what is wrong and is
     *     meant for the user
     */
    static VmSpec parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            if (text.isBlank()) {
                throw new IllegalArgumentException("VM is empty, expected a name, pid or KIND:…");
            }
            return new Running(text);
        }
        String rest = text.substring(colon + 1);
        String kind = text.substring(0, colon);
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(
                    "VM \"%s\" has nothing after the colon".formatted(text));
        }
        return switch (kind) {
            case "qmp" -> new Qmp(Path.of(rest));
            case "file", "disk" -> Saved.parse(text, kind, rest);
            case "agent" -> remoteAgent(text, rest);
            case "enclave" -> remoteEnclave(text, rest);
            case "pcap" ->
                    throw new IllegalArgumentException(
                            "VM \"%s\": this command reads memory or disks, and %s: has none; expected %s"
                                    .formatted(text, kind, "qmp, file, disk, agent or enclave"));
            default ->
                    throw new IllegalArgumentException(
                            "VM \"%s\" is of kind \"%s\", expected qmp, file, disk, agent or enclave"
                                    .formatted(text, kind));
        };
    }

    private static RemoteAgent remoteAgent(String text, String rest) {
        Target target = Target.split(rest);
        if (!target.endpoint().startsWith("unix:")) {
            requireHostPort(text, target.endpoint());
        } else if (target.endpoint().length() == "unix:".length()) {
            throw new IllegalArgumentException("VM \"%s\" names no socket path".formatted(text));
        }
        return new RemoteAgent(target.endpoint(), target.vm());
    }

    private static RemoteEnclave remoteEnclave(String text, String rest) {
        Target target = Target.split(rest);
        requireHostPort(text, target.endpoint());
        return new RemoteEnclave(target.endpoint(), target.vm());
    }

    private static void requireHostPort(String text, String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        String port = endpoint.substring(colon + 1);
        boolean isPort = port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65535;
        if (colon < 1 || !isPort) {
            throw new IllegalArgumentException(
                    "VM \"%s\" has the endpoint \"%s\", expected HOST:PORT"
                            .formatted(text, endpoint));
        }
    }

    /** An endpoint with the VM that was asked for behind {@code ,vm=}. */
    record Target(String endpoint, Optional<String> vm) {
        private static final String SELECTOR = ",vm=";

        static Target split(String text) {
            int at = text.lastIndexOf(SELECTOR);
            return at < 0
                    ? new Target(text, Optional.empty())
                    : new Target(
                            text.substring(0, at),
                            Optional.of(text.substring(at + SELECTOR.length())));
        }
    }
}
