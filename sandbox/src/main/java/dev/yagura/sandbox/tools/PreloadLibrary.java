package dev.yagura.sandbox.tools;

import dev.yagura.sandbox.host.HostProgram;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The library that the loader takes into each tool, built from its source with this host's C. */
final class PreloadLibrary {
    /** Its file name, in the tree too. */
    static final String NAME = "libyagura-view.so";

    private static final List<String> SOURCES =
            List.of(
                    "view.h",
                    "remote.h",
                    "netlink.h",
                    "clock.c",
                    "exec.c",
                    "files.c",
                    "directories.c",
                    "guest.c",
                    "interfaces.c",
                    "links.c",
                    "messages.c",
                    "netlink.c",
                    "nodes.c",
                    "own.c",
                    "remote.c",
                    "shell.c",
                    "space.c",
                    "tasks.c",
                    "users.c");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final List<String> OPTIONS =
            List.of(
                    "-shared",
                    "-fPIC",
                    "-O2",
                    "-std=gnu11",
                    "-fvisibility=hidden",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-Wl,-z,relro,-z,now",
                    "-o",
                    NAME);

    private PreloadLibrary() {}

    /**
     * Builds it.
     *
     * @param folder an empty folder to build in
     * @return the library, in that folder
     * @throws IOException if this host has no C compiler, or it fails
     */
    static Path build(Path folder) throws IOException {
        List<String> arguments = new ArrayList<>(OPTIONS);
        for (String source : SOURCES) {
            try (InputStream in = PreloadLibrary.class.getResourceAsStream("view/" + source)) {
                if (in == null) {
                    throw new FileNotFoundException("resource view/" + source);
                }
                Files.copy(in, folder.resolve(source));
            }
            if (source.endsWith(".c")) {
                arguments.add(source);
            }
        }
        HostProgram.require("cc", "gcc libc6-dev").run(folder, LIMIT, arguments);
        return folder.resolve(NAME);
    }
}
