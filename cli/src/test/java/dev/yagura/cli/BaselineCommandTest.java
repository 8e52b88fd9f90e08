package dev.yagura.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Baselines of an image by {@code mke2fs}, which {@code debugfs} changes afterwards. */
class BaselineCommandTest {
    private static final String RULE = "linux.file.changed-since-baseline";

    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String image = "";
    private String baseline = "";

    @BeforeEach
    void makeImage() throws Exception {
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("etc"));
        Files.createDirectories(tree.resolve("usr/bin"));
        Files.createDirectories(tree.resolve("var/log"));
        Files.writeString(tree.resolve("etc/os-release"), "ID=debian\n");
        Files.writeString(tree.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\n");
        Files.writeString(tree.resolve("usr/bin/ls"), "#!/bin/sh\n");
        Files.writeString(tree.resolve("var/log/syslog"), "started\n");
        Path file = folder.resolve("disk.img");
        DiskCommandsTest.tool("mke2fs", "-q", "-t", "ext4", "-d", tree, file, "8M");
        image = "disk:" + file;
        baseline = folder.resolve("b.jsonl").toString();
    }

    private void edit(String request) throws Exception {
        DiskCommandsTest.tool("debugfs", "-w", "-R", request, folder.resolve("disk.img"));
    }

    @Test
    void changesSinceTheBaselineAreFound() throws Exception {
        assertThat(run("baseline", image, "--unprotected", "--write", baseline))
                .isEqualTo(ExitCode.OK);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(baseline))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(Path.of(baseline))).contains("\"/usr/bin/ls\"");
        assertThat(scan("--baseline", baseline, "--only", RULE)).isEqualTo(ExitCode.OK);

        Path planted = Files.writeString(folder.resolve("planted"), "evil\n");
        edit("write " + planted + " /etc/cron.evil");
        edit("set_inode_field /usr/bin/ls mode 0104755");
        edit("rm /etc/passwd");
        edit("write " + planted + " /var/log/more");

        assertThat(scan("--baseline", baseline, "--only", RULE)).isEqualTo(ExitCode.FINDINGS);
        assertThat(subjects()).containsExactly("/etc/cron.evil", "/etc/passwd", "/usr/bin/ls");

        Path exclude = Files.writeString(folder.resolve("exclude"), "# ours\n/etc/*\n");
        assertThat(
                        scan(
                                "--baseline",
                                baseline,
                                "--only",
                                RULE,
                                "--baseline-exclude",
                                exclude.toString()))
                .isEqualTo(ExitCode.FINDINGS);
        assertThat(subjects()).containsExactly("/usr/bin/ls");
    }

    @Test
    void aBaselineThatIsNotWholeIsRefused() throws IOException {
        assertThat(run("baseline", image, "--unprotected", "--write", baseline))
                .isEqualTo(ExitCode.OK);
        assertThat(run("baseline", image, "--unprotected", "--write", baseline))
                .isEqualTo(ExitCode.INCOMPLETE);
        String text = Files.readString(Path.of(baseline));
        Files.writeString(Path.of(baseline), text.replace("0644", "0666"));

        assertThat(scan("--baseline", baseline)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("b.jsonl:").contains("count or digest");
        assertThat(scan("--baseline-exclude", baseline)).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void listedContentsAndYaraRulesAreFoundOnDisks() throws IOException {
        String sha256 =
                run("fs", image, "hash", "/usr/bin/ls", "--unprotected") == ExitCode.OK
                        ? out.toString().substring(0, 64)
                        : "";
        Path list = Files.writeString(folder.resolve("list"), sha256 + "  kit\n");
        Path yara =
                Files.writeString(
                        folder.resolve("a.yar"),
                        "rule shell { strings: $a = \"#!/bin/sh\" condition: $a at 0 }");

        assertThat(scan("--hashes", list.toString(), "--only", "linux.file.known-bad-hash"))
                .isEqualTo(ExitCode.FINDINGS);
        assertThat(subjects()).containsExactly("/usr/bin/ls");
        assertThat(scan("--yara", yara.toString(), "--only", "yara.file"))
                .isEqualTo(ExitCode.FINDINGS);
        assertThat(subjects()).containsExactly("rule shell in /usr/bin/ls");

        assertThat(
                        scan(
                                "--yara",
                                yara.toString(),
                                "--only",
                                "yara.file",
                                "--known-good",
                                list.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(rows().getLast().text("vouched")).contains("known good: kit");
        Files.writeString(list, "evil\n");
        assertThat(scan("--hashes", list.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("list:1: digest is \"evil\"");
    }

    @Test
    void anAllowanceThatNothingNeedsIsTold() throws IOException {
        Path allow =
                Files.writeString(
                        folder.resolve("allow.yaml"),
                        """
                        allow:
                          - {rule: linux.device.odd-file, subject: x, reason: a, expires: 2999-01-01}
                          - {rule: linux.inetd.shell, subject: x, reason: b, expires: 2999-01-01}
                        """);

        scan("--allow", allow.toString(), "--only", "linux.device.odd-file");

        assertThat(rows().getLast().text("allowances"))
                .contains("0 findings left out until 2999-01-01, UNUSED: a", "unused=true")
                .contains("until 2999-01-01, its detector did not run: b", "unused=false");
    }

    private int scan(String... options) {
        List<String> words = new ArrayList<>(List.of("scan", image, "--unprotected", "--json"));
        words.addAll(List.of(options));
        return run(words.toArray(String[]::new));
    }

    private List<String> subjects() throws IOException {
        return rows().stream()
                .filter(row -> row.text("kind").equals("finding"))
                .map(row -> row.text("subject"))
                .toList();
    }

    private List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : out.toString().lines().toList()) {
            rows.add(Json.read(line));
        }
        return rows;
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(args, new PrintWriter(out), new PrintWriter(err));
    }
}
