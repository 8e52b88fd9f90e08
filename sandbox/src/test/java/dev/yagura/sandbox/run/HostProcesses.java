package dev.yagura.sandbox.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Processes of this host, of which others come and go: a test looks for those that are its own. */
final class HostProcesses {
    private HostProcesses() {}

    /** Returns those whose command line has a text. */
    static List<Path> called(String text) throws IOException {
        List<Path> called = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            for (Path entry : entries.toList()) {
                if (entry.getFileName().toString().matches("[0-9]+")
                        && commandLine(entry).contains(text)) {
                    called.add(entry);
                }
            }
        }
        return called;
    }

    /** Returns nothing of a process that has ended since it was listed. */
    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
