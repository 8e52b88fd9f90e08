package dev.yagura.it;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.yagura.it.tools.GuestTool;
import dev.yagura.it.tools.GuestTools;
import dev.yagura.sandbox.tools.InstalledPackages;
import dev.yagura.storage.truth.KernelMount;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.kernels.DebianSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What tools print in a guest, and what the same tools print through {@code yagura exec} of the
 * moment between two answers of the guest.
 */
final class ToolsTruth {
    /** A guest under emulation prints all of it in half a minute; a busy machine has less time. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** What the tools are in; those that run are of the same packages as the guest's own. */
    private static final String[] PACKAGES = {
        "bsdutils",
        "coreutils",
        "dash",
        "iproute2",
        "kmod",
        "lsof",
        "mount",
        "net-tools",
        "procps",
        "psmisc",
        "util-linux",
    };

    private static final String MARK = "== ";

    /**
     * Runs all of them, with a line in front of each; not on a terminal, in no other language. What
     * they write to standard error comes behind the rest, not anywhere in it.
     */
    private static final String COMMANDS =
            GuestTools.ALL.stream()
                    .map(GuestTool::command)
                    .map(tool ->
                            "echo '%s%s'; %s </dev/null 2>/tmp/errors | cat; cat /tmp/errors"
                                    .formatted(MARK, tool, tool))
                    .collect(joining("; ", "export LC_ALL=C TERM=dumb; ", "; rm /tmp/errors"));

    private final Map<String, String> before;
    private final Map<String, String> shown;
    private final Map<String, String> after;

    /** Takes what the guest printed before and after, and what was printed of it meanwhile. */
    ToolsTruth(String before, String shown, String after) {
        this.before = byTool(before);
        this.shown = byTool(shown);
        this.after = byTool(after);
    }

    /** Runs the tools in a guest. */
    static String inside(Guest guest) throws IOException {
        return guest.run(COMMANDS, LIMIT);
    }

    /**
     * Runs the tools on a guest.
     *
     * @param vm what to look at
     * @param keyFile with the passphrase of its disk
     * @param folder for the tools
     */
    static String outside(String vm, String keyFile, Path folder) throws IOException {
        Path tools = Files.createDirectory(folder.resolve("tools"));
        Path work = Files.createDirectory(folder.resolve("tools-work"));
        try (KernelMount system = KernelMount.of(DebianSystem.image(), "ro,noload")) {
            InstalledPackages.treeOf(system.directory(), tools, work, PACKAGES);
        }
        String[] command = {
            "exec",
            vm,
            "--key-file",
            keyFile,
            "--tools",
            tools.toString(),
            "--json",
            "--",
            "sh",
            "-c",
            COMMANDS
        };
        Row row = Yagura.HERE.run(LIMIT, command).exits(0).rows().getFirst();
        assertThat(row.flag("complete")).as(row.toString()).isTrue();
        return row.text("output");
    }

    /** Returns a test for each tool. */
    Stream<DynamicTest> tests() {
        return GuestTools.ALL.stream().map(tool -> dynamicTest(tool.command(), () -> check(tool)));
    }

    private void check(GuestTool tool) {
        String name = tool.command();
        assertThat(tool.differences(said(before, name), said(after, name), said(shown, name)))
                .as(name)
                .isEmpty();
    }

    private static Map<String, String> byTool(String said) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String part : said.split("(?m)^" + MARK, -1)) {
            int end = part.indexOf('\n');
            if (end > 0) {
                answers.put(part.substring(0, end), part.substring(end + 1));
            }
        }
        return answers;
    }

    private static String said(Map<String, String> answers, String name) {
        String said = answers.get(name);
        if (said == null) {
            throw new IllegalStateException(name + ": was not run");
        }
        return said;
    }
}
