package dev.yagura.it;

import dev.yagura.sandbox.host.HostProgram;
import dev.yagura.sandbox.tools.ToolsTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs tools as a library OS does: there are the tools, a procfs and a socket, and of the guest
 * nothing that is mounted.
 *
 * @param socket where {@code yagura mount VM unix:SOCKET} serves the guest's files
 */
record LibraryAlone(Path tools, Path socket) {
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final String SOCKETS = "/run/yagura";

    private static final String PATH =
            "/usr/sbin:/usr/bin:/sbin:/bin:%1$s/usr/sbin:%1$s/usr/bin".formatted(ToolsTree.MOUNT);

    /** Runs a script of the shell; returns what it printed. */
    String shell(String script) throws IOException {
        Path folder = socket.resolveSibling("");
        List<String> words =
                new ArrayList<>(List.of("--unshare-pid", "--unshare-net", "--dev-bind", "/dev"));
        words.addAll(List.of("/dev", "--ro-bind", tools.toString(), ToolsTree.MOUNT));
        words.addAll(List.of("--proc", ToolsTree.MOUNT + "/proc"));
        words.addAll(List.of("--bind", folder.toString(), SOCKETS));
        words.addAll(List.of("--clearenv", "--setenv", "PATH", PATH, "--setenv", "LC_ALL", "C"));
        words.addAll(
                List.of("--setenv", "YAGURA_VIEW_SOCKET", SOCKETS + "/" + socket.getFileName()));
        words.addAll(List.of("--", ToolsTree.MOUNT + "/bin/sh", "-c", script));
        return HostProgram.require("bwrap", "bubblewrap").run(folder, LIMIT, words);
    }
}
