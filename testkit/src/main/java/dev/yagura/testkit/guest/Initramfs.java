package dev.yagura.testkit.guest;

import dev.yagura.testkit.host.HostTool;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The file system that a guest boots into: busybox, kernel modules, and two shell scripts. */
final class Initramfs {
    private static final Duration LIST_LIMIT = Duration.ofSeconds(30);
    private static final int EXECUTABLE = 0755;
    private static final int READABLE = 0644;

    private static final String PASSWD =
            """
            root:x:0:0:root:/:/bin/sh
            alice:x:1000:1000::/:/bin/sh
            bob:x:1001:1001::/:/bin/sh
            nobody:x:65534:65534::/:/bin/sh
            """;
    private static final String GROUP =
            """
            root:x:0:
            alice:x:1000:
            bob:x:1001:
            nobody:x:65534:
            """;

    private Initramfs() {}

    /**
     * Writes the initramfs of a guest.
     *
     * @param token what the guest's shell marks its frames with, see {@link GuestShell}
     * @throws IOException if the host has no static busybox, or a wanted module is missing
     */
    static void write(Path file, GuestSpec spec, String token) throws IOException {
        Path busybox = staticBusybox();
        Map<String, byte[]> modules = modulesOf(spec);
        try (var archive = new CpioWriter(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (String directory :
                    List.of("bin", "dev", "etc", "lib", "proc", "root", "run", "sys", "tmp")) {
                archive.directory(directory, EXECUTABLE);
            }
            archive.directory("lib/modules", EXECUTABLE);
            archive.file("bin/busybox", EXECUTABLE, Files.readAllBytes(busybox));
            // Busybox takes any name that starts so; the guest has a process of another comm.
            archive.file("bin/busybox-daemon", EXECUTABLE, Files.readAllBytes(busybox));
            for (String applet : applets(busybox)) {
                archive.symlink("bin/" + applet, "busybox");
            }
            for (Map.Entry<String, byte[]> module : modules.entrySet()) {
                archive.file("lib/modules/" + module.getKey(), READABLE, module.getValue());
            }
            archive.file("etc/modules", READABLE, utf8(lines(List.copyOf(modules.keySet()))));
            archive.file("etc/passwd", READABLE, utf8(PASSWD));
            archive.file("etc/group", READABLE, utf8(GROUP));
            archive.file("etc/guest", READABLE, utf8(settings(spec, token)));
            archive.file("etc/commands", READABLE, utf8(lines(spec.initCommands())));
            for (String script : List.of("init", "bin/shell", "bin/processes")) {
                archive.file(script, EXECUTABLE, resource(script));
            }
        }
    }

    private static Map<String, byte[]> modulesOf(GuestSpec spec) throws IOException {
        return spec.kernel().modules().isEmpty()
                ? Map.of()
                : new KernelModules(spec.kernel().modules().get()).withDependencies(spec.modules());
    }

    private static String settings(GuestSpec spec, String token) {
        return lines(
                List.of(
                        "TOKEN=" + token,
                        "SYSTEM=" + (spec.system().isPresent() ? "yes" : "no"),
                        "BUSY=" + (spec.busy() ? "yes" : "no"),
                        "MARKER=" + spec.marker()));
    }

    private static Path staticBusybox() throws IOException {
        Path busybox = HostTool.require("busybox", "busybox-static");
        if (ElfFile.needsInterpreter(busybox)) {
            throw new IOException(
                    "host: %s is linked dynamically, expected the one of Debian package %s"
                            .formatted(busybox, "busybox-static"));
        }
        return busybox;
    }

    private static List<String> applets(Path busybox) throws IOException {
        List<String> applets =
                new ArrayList<>(
                        HostTool.text(LIST_LIMIT, List.of(busybox.toString(), "--list"))
                                .lines()
                                .toList());
        applets.remove("busybox");
        return applets;
    }

    private static byte[] resource(String script) throws IOException {
        String name = script.replaceFirst(".*/", "") + ".sh";
        try (InputStream in = Initramfs.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("resource " + name);
            }
            return in.readAllBytes();
        }
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
