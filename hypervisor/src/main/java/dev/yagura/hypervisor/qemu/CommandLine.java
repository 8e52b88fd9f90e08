package dev.yagura.hypervisor.qemu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a QEMU command line. Options that do not matter here are passed over; what cannot be read
 * is left at QEMU's default.
 */
final class CommandLine {
    // Also the names that distributions wrap or rename the program to.
    private static final Pattern PROGRAM =
            Pattern.compile("\\.?(?:qemu-system-([a-z0-9_]{1,20})|qemu-kvm|kvm)(?:-wrapped)?");

    // Options without a value; every other one takes the next argument. From qemu-options.hx of
    // QEMU 4.2 to 10.1.
    private static final Set<String> WITHOUT_VALUE =
            Set.of(
                    "S",
                    "h",
                    "help",
                    "version",
                    "snapshot",
                    "nographic",
                    "daemonize",
                    "usb",
                    "enable-kvm",
                    "no-reboot",
                    "no-shutdown",
                    "no-acpi",
                    "no-hpet",
                    "no-fd-bootchk",
                    "nodefaults",
                    "no-user-config",
                    "full-screen",
                    "alt-grab",
                    "ctrl-grab",
                    "no-quit",
                    "sdl",
                    "curses",
                    "portrait",
                    "win2k-hack",
                    "singlestep",
                    "mem-prealloc",
                    "old-param",
                    "only-migratable",
                    "preconfig",
                    "xen-attach",
                    "xen-domid-restrict",
                    "enable-sync-profile",
                    "async-teardown",
                    "semihosting");

    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final long DEFAULT_RAM_BYTES = 128L << 20;
    private static final int MAX_NAME_CHARS = 128;
    private static final int MAX_VCPUS = 4096;

    private final Map<String, String> machine = new LinkedHashMap<>();
    private final Map<String, MemoryBackend> backends = new HashMap<>();
    private final Map<String, Map<String, String>> chardevs = new HashMap<>();
    private final List<String> monitors = new ArrayList<>(); // ids of character devices
    private final List<QmpSocket> sockets = new ArrayList<>();
    private final List<String> numaBackends = new ArrayList<>();
    private String name = "";
    private String uuid = "";
    private OptionalLong ramBytes = OptionalLong.empty();
    private int vcpus = 1;
    private @Nullable String memPath;

    private CommandLine() {}

    /**
     * Returns the guest architecture that a program of this name emulates.
     *
     * @param program path or name of an executable, as {@code /proc} shows it
     * @return for example {@code "x86_64"}; empty if it is no QEMU
     */
    static Optional<String> architecture(String program) {
        String path = program.replaceFirst(" \\(deleted\\)$", ""); // updated while it ran
        int slash = path.lastIndexOf('/');
        Matcher match = PROGRAM.matcher(path.substring(slash + 1));
        if (!match.matches()) {
            return Optional.empty();
        }
        return Optional.of(match.group(1) == null ? "x86_64" : match.group(1));
    }

    /** Parses the arguments; the first is the program's name. */
    static QemuOptions parse(String architecture, List<String> arguments) {
        CommandLine line = new CommandLine();
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-")) {
                continue; // a disk image
            }
            String option = argument.substring(argument.startsWith("--") ? 2 : 1);
            if (!WITHOUT_VALUE.contains(option) && i + 1 < arguments.size()) {
                line.option(option, arguments.get(++i));
            }
        }
        return line.result(architecture);
    }

    private void option(String option, String value) {
        switch (option) {
            case "name" -> name = printable(OptionText.parse(value, "guest"));
            case "uuid" -> uuid = UUID.matcher(value).matches() ? value : "";
            case "M", "machine" -> machine.putAll(OptionText.parse(value, "type"));
            case "m" -> {
                String size = OptionText.parse(value, "size").getOrDefault("size", "");
                ramBytes = SizeText.parse(size, 'M');
            }
            case "smp" -> vcpus = vcpus(OptionText.parse(value, "cpus"));
            case "object" -> object(OptionText.parse(value, "qom-type"));
            case "mem-path" -> memPath = value;
            case "numa" -> {
                String backend = OptionText.parse(value, "type").get("memdev");
                if (backend != null) {
                    numaBackends.add(backend);
                }
            }
            case "chardev" -> {
                Map<String, String> chardev = OptionText.parse(value, "backend");
                chardevs.put(chardev.getOrDefault("id", ""), chardev);
            }
            case "mon" -> {
                Map<String, String> monitor = OptionText.parse(value, "chardev");
                if ("control".equals(monitor.get("mode"))) {
                    monitors.add(monitor.getOrDefault("chardev", ""));
                }
            }
            case "qmp", "qmp-pretty" -> qmp(value);
            default -> {}
        }
    }

    private void qmp(String value) {
        if (value.startsWith("unix:")) {
            String path = OptionText.parse(value.substring("unix:".length()), "path").get("path");
            if (path != null) {
                sockets.add(new QmpSocket.AtPath(path));
            }
        } else if (value.startsWith("chardev:")) {
            monitors.add(value.substring("chardev:".length()));
        }
    }

    private void object(Map<String, String> object) {
        String type = object.getOrDefault("qom-type", "");
        String id = object.get("id");
        if (id == null || !type.startsWith("memory-backend-")) {
            return;
        }
        boolean sharedByDefault =
                type.equals("memory-backend-memfd") || type.equals("memory-backend-shm");
        String share = object.getOrDefault("share", sharedByDefault ? "on" : "off");
        backends.put(
                id,
                new MemoryBackend(
                        id,
                        type,
                        SizeText.parse(object.getOrDefault("size", ""), 'B').orElse(0),
                        Optional.ofNullable(object.get("mem-path")),
                        Set.of("on", "yes", "true", "y").contains(share)));
    }

    private QemuOptions result(String architecture) {
        for (String id : monitors) {
            Map<String, String> chardev = chardevs.getOrDefault(id, Map.of());
            String path = chardev.get("path");
            String descriptor = chardev.getOrDefault("fd", "");
            if (path != null) {
                sockets.add(new QmpSocket.AtPath(path));
            } else if (descriptor.matches("\\d{1,7}")) {
                sockets.add(new QmpSocket.Descriptor(Integer.parseInt(descriptor)));
            }
        }
        MemoryBackend backend = backends.get(machine.getOrDefault("memory-backend", ""));
        long ram = ramBytes.orElse(backend == null ? DEFAULT_RAM_BYTES : backend.sizeBytes());
        if (backend == null && memPath != null) {
            // Mapped privately: the file never holds what the guest writes.
            backend =
                    new MemoryBackend(
                            "pc.ram", "memory-backend-file", ram, Optional.of(memPath), false);
        }
        List<String> numa = numaBackends.stream().filter(backends::containsKey).toList();
        if (backend == null && numa.size() == 1) {
            backend = backends.get(numa.getFirst());
        }
        return new QemuOptions(
                name,
                uuid,
                architecture,
                machine.getOrDefault("type", "pc"),
                SizeText.parse(machine.getOrDefault("max-ram-below-4g", ""), 'B'),
                ram,
                Optional.ofNullable(backend),
                numa.size() > 1 ? numa : List.of(),
                vcpus,
                sockets);
    }

    private static int vcpus(Map<String, String> smp) {
        if (smp.containsKey("cpus")) {
            return count(smp, "cpus");
        }
        long product = 1;
        for (String level : List.of("sockets", "dies", "clusters", "cores", "threads")) {
            product *= smp.containsKey(level) ? count(smp, level) : 1;
            if (product > MAX_VCPUS) {
                return 0;
            }
        }
        return (int) product;
    }

    private static int count(Map<String, String> smp, String key) {
        String text = smp.getOrDefault(key, "");
        return text.matches("\\d{1,4}") && Integer.parseInt(text) <= MAX_VCPUS
                ? Integer.parseInt(text)
                : 0;
    }

    private static String printable(Map<String, String> values) {
        String text = values.getOrDefault("guest", "").replaceAll("\\p{Cntrl}", "?");
        return text.length() > MAX_NAME_CHARS ? text.substring(0, MAX_NAME_CHARS) : text;
    }
}
