package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.watch.Views;
import dev.yagura.kernel.table.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that read disks, on images that {@code mke2fs} and {@code qemu-img} made. */
class DiskCommandsTest {
    private static final String CONTENT = "#!/bin/sh\n\0\u00ff";
    private static final String PASSPHRASE = "correct horse";
    private static final String COARSE = "accurate CPU usage";
    private static final int ATTEMPTS = 30;

    @TempDir private static Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void makeImages() throws Exception {
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("etc"));
        Files.createDirectories(tree.resolve("bin"));
        Files.writeString(tree.resolve("etc/os-release"), "ID=debian\n");
        Files.writeString(tree.resolve("etc/red\u001b[31m"), "a name for terminals");
        Files.write(tree.resolve("bin/run"), CONTENT.getBytes(ISO_8859_1));
        Files.createSymbolicLink(tree.resolve("bin/link"), Path.of("/bin/run"));
        tool(
                "mke2fs",
                "-q",
                "-t",
                "ext4",
                "-L",
                "house",
                "-d",
                tree,
                folder.resolve("p.img"),
                "8M");
        Files.writeString(folder.resolve("key"), PASSPHRASE + "\n");
        Files.writeString(folder.resolve("wrong"), "wrong");
        encrypt();
    }

    /** QEMU times its key derivation, and gives up where the machine's clock is too coarse. */
    private static void encrypt() throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                tool(
                        "qemu-img",
                        "convert",
                        "--object",
                        "secret,id=k,data=" + PASSPHRASE,
                        "-f",
                        "raw",
                        "-O",
                        "luks",
                        "-o",
                        "key-secret=k,iter-time=10",
                        folder.resolve("p.img"),
                        folder.resolve("l.img"));
                return;
            } catch (AssertionError e) {
                if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).contains(COARSE)) {
                    throw e;
                }
            }
        }
    }

    /** Runs a tool of e2fsprogs or qemu-utils; both are among those that tests need. */
    static void tool(Object... command) throws Exception {
        List<String> words = new ArrayList<>();
        for (Object word : command) {
            words.add(word.toString());
        }
        words.set(0, program(words.getFirst()));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(words + ": " + output).isZero();
    }

    /** A user's PATH may leave out where mke2fs is. */
    private static String program(String name) {
        Path system = Path.of("/usr/sbin", name);
        return Files.isExecutable(system) ? system.toString() : name;
    }

    @Test
    void listsFilesWithNamesThatATerminalDoesNothingWith() throws IOException {
        assertThat(fs("p.img", "ls", "/etc")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("/etc/os-release")
                .contains("/etc/red\\x1b[31m")
                .doesNotContain("\u001b");
        assertThat(fs("p.img", "stat", "/etc/red\\x1b[31m", "--json")).isEqualTo(ExitCode.OK);
        assertThat(json().getFirst().text("path")).isEqualTo("/etc/red\\x1b[31m");
    }

    @Test
    void aFileIsTheSameInAllAnswers() throws IOException {
        assertThat(fs("p.img", "hash", "/", "-r", "--json")).isEqualTo(ExitCode.OK);
        Row hashed = row("/bin/run");
        String sha256 = hashed.text("sha256");

        assertThat(hashed.fields().keySet())
                .containsSubsequence(
                        "path", "type", "size", "mode", "uid", "gid", "mtime", "source", "sha256");
        assertThat(hashed.number("size")).isEqualTo(CONTENT.length());
        assertThat(row("/bin/link").text("target")).isEqualTo("/bin/run");

        assertThat(fs("p.img", "hash", "/bin/link")).isEqualTo(ExitCode.OK);
        assertThat(out.toString().strip()).isEqualTo(sha256 + "  /bin/run");
        byte[] bytes = CONTENT.getBytes(ISO_8859_1);
        assertThat(content("/bin/link")).isEqualTo(bytes);
        assertThat(content("--inode", hashed.text("inode"))).isEqualTo(bytes);
    }

    @Test
    void anExportOfAnNbdServerIsADisk() throws Exception {
        Path socket = folder.resolve("nbd");
        tool(
                "qemu-nbd",
                "--fork",
                "--read-only",
                "--persistent",
                "--pid-file=" + folder.resolve("nbd.pid"),
                "--format=raw",
                "--shared=4",
                "--socket=" + socket,
                "--export-name=house",
                folder.resolve("p.img"));
        try {
            String disk = "disk:nbd+unix:///house?socket=" + socket;
            assertThat(run("fs", disk, "hash", "/bin/run", "--unprotected"))
                    .as(err.toString())
                    .isEqualTo(ExitCode.OK);
            String served = out.toString();
            assertThat(fs("p.img", "hash", "/bin/run")).isEqualTo(ExitCode.OK);
            assertThat(served).isEqualTo(out.toString());
        } finally {
            long pid = Long.parseLong(Files.readString(folder.resolve("nbd.pid")).strip());
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
        assertThat(run("fs", "disk:nbd://", "ls", "--unprotected")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("expected nbd://HOST[:PORT]/EXPORT");
    }

    @Test
    void aDumpMayComeWithItsDisks() throws IOException {
        Path dump = Files.write(folder.resolve("dump.raw"), new byte[8192]);
        String vm = "file:" + dump + ",disk:" + file("p.img") + ",format=raw";

        assertThat(run("show", vm, "filesystems", "--unprotected", "--json"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(json()).extracting(row -> row.text("label")).contains("house");
        assertThat(run("fs", vm, "ls", "/etc", "--disk-only", "--unprotected"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("/etc/os-release");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ls /no/such",
                "cat /etc",
                "hash /etc",
                "cat",
                "find / --recursive",
                "stat --orphans",
                "ls / --inode 12",
                "stat --inode 0",
                "ls /a\\b",
                "tar /"
            })
    void aWrongQuestionIsWrongUsage(String words) {
        assertThat(fs("p.img", words.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isNotBlank();
    }

    @Test
    void anEncryptedDiskNeedsItsKey() throws IOException {
        assertThat(fs("l.img", "ls", "/")).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(err.toString()).contains("disk0: no key was given for it");

        assertThat(fs("l.img", "ls", "/", "--key-file", file("wrong")))
                .isEqualTo(ExitCode.INCOMPLETE);
        assertThat(err.toString())
                .contains("no key that was given opens it")
                .doesNotContain(PASSPHRASE);

        assertThat(fs("l.img", "stat", "/etc/os-release", "--key-file", "disk0=" + file("key")))
                .isEqualTo(ExitCode.OK);
        assertThat(fs("l.img", "hash", "/bin/run", "--key-file", file("key")))
                .isEqualTo(ExitCode.OK);
        assertThat(fs("l.img", "ls", "/", "--key-file", "other=" + file("key")))
                .isEqualTo(ExitCode.INCOMPLETE);
        assertThat(fs("l.img", "ls", "/", "--key-file", file("none")))
                .isEqualTo(ExitCode.INCOMPLETE);
        assertThat(err.toString()).contains("none: no such file");
    }

    @Test
    void aHeaderMayBeApartFromItsDisk() throws Exception {
        Files.copy(folder.resolve("p.img"), folder.resolve("d.img"));
        tool(
                "cryptsetup",
                "--batch-mode",
                "reencrypt",
                "--encrypt",
                "--force-offline-reencrypt",
                "--pbkdf",
                "pbkdf2",
                "--pbkdf-force-iterations",
                "1000",
                "--header",
                folder.resolve("header"),
                "--key-file",
                folder.resolve("key"),
                folder.resolve("d.img"));
        String key = file("key");
        String header = file("header");

        assertThat(fs("d.img", "hash", "/bin/run", "--key-file", key))
                .isEqualTo(ExitCode.INCOMPLETE);
        for (String name : List.of("disk0", "disk1")) {
            String given = name + "=" + header;
            assertThat(fs("d.img", "hash", "/bin/run", "--key-file", key, "--luks-header", given))
                    .isEqualTo(name.equals("disk0") ? ExitCode.OK : ExitCode.INCOMPLETE);
        }
        assertThat(fs("d.img", "ls", "/", "--luks-header", header)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("expected NAME=FILE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disks", "partitions", "volumes", "filesystems"})
    void viewsOfDisksHaveTheirColumns(String view) throws IOException {
        int status =
                run(
                        "show",
                        "disk:" + file("l.img"),
                        view,
                        "--json",
                        "--unprotected",
                        "--key-file",
                        file("key"));

        assertThat(status).isEqualTo(ExitCode.OK);
        List<String> fields = new ArrayList<>();
        Views.named(view).orElseThrow().columns().forEach(column -> fields.add(column.name()));
        fields.add("enclave");
        assertThat(json()).hasSize(view.equals("partitions") ? 0 : 1);
        for (Row row : json()) {
            assertThat(row.fields().keySet()).containsExactlyElementsOf(fields);
            assertThat(row.text("encryption")).isEqualTo("host");
        }
    }

    @Test
    void aScanOfALockedDiskIsNotCovered() throws IOException {
        String image = "disk:" + file("l.img");
        String only = "linux.device.odd-file";

        assertThat(run("scan", image, "--unprotected", "--json", "--only", only))
                .isEqualTo(ExitCode.INCOMPLETE);
        Row locked = json().getLast();
        assertThat(locked.text("notCovered")).contains("disk0").contains("no key was given");

        String[] scan = {
            "scan", image, "--unprotected", "--json", "--only", only, "--key-file", file("key")
        };
        assertThat(run(scan)).isEqualTo(ExitCode.OK);
        assertThat(json().getLast().number("disks")).isEqualTo(1);
        assertThat(run("scan", image, "--unprotected", "--only", "linux.process.hidden"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("the VM has no memory");
    }

    private int fs(String image, String... words) {
        List<String> all = new ArrayList<>(List.of("fs", "disk:" + file(image)));
        all.addAll(List.of(words));
        all.add("--unprotected");
        return run(all.toArray(String[]::new));
    }

    private byte[] content(String... place) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(bytes, true, UTF_8)) {
            System.setOut(stream);
            List<String> words = new ArrayList<>(List.of("cat"));
            words.addAll(List.of(place));
            assertThat(fs("p.img", words.toArray(String[]::new))).isEqualTo(ExitCode.OK);
        } finally {
            System.setOut(before);
        }
        return bytes.toByteArray();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private Row row(String path) throws IOException {
        return json().stream()
                .filter(row -> row.text("path").equals(path))
                .findFirst()
                .orElseThrow();
    }

    private List<Row> json() throws IOException {
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
