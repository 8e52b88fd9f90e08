package dev.yagura.cli.vm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A VM as named on the command line.
 *
 * <pre>
 *   NAME | PID                       a VM running on this host, see {@code yagura vms}
 *   qmp:PATH                         the VM behind a QMP socket
 *   file:PATH                        a memory dump: raw, ELF core, LiME
 *   disk:PATH[,format=raw]           disk images, of which only files are read; a further image
 *                                    of the same VM follows as ,disk:PATH
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

    /** A memory dump. */
    record DumpFile(Path file) implements VmSpec {}

    /** The images of a VM's disks, one at least. */
    record DiskImages(List<DiskImage> images) implements VmSpec {
        /** Copies the list. */
        public DiskImages {
            images = List.copyOf(images);
        }
    }

    /**
     * An image of a disk.
     *
     * @param raw whether its bytes are the disk's own, whatever they look like
     */
    record DiskImage(Path file, boolean raw) {
        private static final String SEPARATOR = ",disk:";
        private static final String RAW = ",format=raw";
        private static final String FORMAT = ",format=";

        private static List<DiskImage> parseAll(String text, String rest) {
            List<DiskImage> images = new ArrayList<>();
            for (String part : rest.split(SEPARATOR, -1)) {
                boolean raw = part.endsWith(RAW);
                String file = raw ? part.substring(0, part.length() - RAW.length()) : part;
                if (file.isEmpty() || file.contains(FORMAT)) {
                    throw new IllegalArgumentException(
                            "VM \"%s\" names an image \"%s\", expected PATH or PATH,format=raw"
                                    .formatted(text, part));
                }
                images.add(new DiskImage(Path.of(file), raw));
            }
            return images;
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
            case "file" -> new DumpFile(Path.of(rest));
            case "agent" -> remoteAgent(text, rest);
            case "enclave" -> remoteEnclave(text, rest);
            case "disk" -> new DiskImages(DiskImage.parseAll(text, rest));
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
