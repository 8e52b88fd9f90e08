package dev.yagura.sandbox.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.sandbox.fuse.FuseMount;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.fixture.AlteredTree;
import dev.yagura.storage.fixture.AlteredTree.Alteration;
import dev.yagura.storage.fixture.MemoryTree;
import dev.yagura.storage.truth.HostTool;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tools on a mounted guest whose files are made to lead them astray, or to keep them for ever. */
class HostileFilesTest extends SandboxFixture {
    private static final Limits ROOMY = new Limits(60, 4L << 30, 32L << 20, Duration.ofMinutes(30));

    /** {@code -Dyagura.processes=1000000} takes a few minutes. */
    private static final int PROCESSES = Integer.getInteger("yagura.processes", 3000);

    /** Which the preload library asks of many numbers at once. */
    private static final String TASKS = "/proc/.yagura-tasks";

    private static final int FIRST_PROCESS = 1000;
    private static final long GIANT_BYTES = 1L << 62;

    /** One file is nothing but a hole of four exbibytes. */
    private static final Alteration GIANT =
            new Alteration() {
                @Override
                public FileAttributes attributes(StoredFile file) {
                    FileAttributes attributes = file.attributes();
                    return isGiant(attributes) ? attributes.withSize(GIANT_BYTES) : attributes;
                }

                @Override
                public int read(StoredFile file, long offset, MemorySegment destination)
                        throws IOException {
                    if (!isGiant(file.attributes())) {
                        return file.read(offset, destination);
                    }
                    destination.fill((byte) 0);
                    return (int) destination.byteSize();
                }

                private static boolean isGiant(FileAttributes attributes) {
                    return attributes.uid() == GIANT_OWNER;
                }
            };

    private static final int GIANT_OWNER = 4711;

    @BeforeAll
    static void requireRoot() throws IOException {
        HostTool.requireRoot();
    }

    @Test
    void namesAreBytes() throws IOException {
        MemoryTree tree = TrapGuest.inMemory(guest);
        tree.directory("/etc/odd");
        tree.file("/etc/odd/two\nlines", "a\n").file("/etc/odd/\033[2J", "b\n");
        tree.file("/etc/odd/-rf", "c\n").file("/etc/odd/$(echo sprung)", "d\n");
        tree.file("/etc/odd/not\u00ffutf".getBytes(ISO_8859_1), new byte[] {'e', '\n'}, _ -> {});
        tree.file("/etc/odd/" + "n".repeat(255), "f\n");

        run(
                tree,
                LIMITS,
                "cd /etc/odd; find . -type f -print0 | xargs -0 cat | sort | tr -d '\n'; echo;"
                        + " find . -type f -print0 | tr -dc '\\0' | wc -c; ls -b");

        assertThat(out)
                .startsWith("abcdef\n6\n")
                .contains("two\\nlines\n", "\\033[2J\n", "not\\377utf\n", "$(echo\\ sprung)\n");
        assertThat(outcome.status()).isZero();
    }

    @Test
    void circlesEnd() throws IOException {
        MemoryTree tree = TrapGuest.inMemory(guest);
        tree.directory("/etc/circle").directory("/etc/circle/down");
        tree.hardLink("/etc/circle/down/up", "/etc/circle");
        tree.link("/etc/circle/a", "b").link("/etc/circle/b", "a").link("/etc/circle/dot", ".");

        run(
                tree,
                LIMITS,
                "cat /etc/circle/a; find -L /etc/circle; find /etc/circle; grep -r nothing /etc/circle;"
                        + " ls -lR /etc/circle; echo end");

        assertThat(out).endsWith("end\n");
        assertThat(err().lines().filter(line -> line.contains("circle/down/up'")))
                .as("by both calls of find")
                .hasSize(2)
                .allMatch(line -> line.startsWith("find: File system loop detected;"));
        assertThat(err())
                .contains("cat: /etc/circle/a: Too many levels of symbolic links")
                .contains("grep: /etc/circle/down/up: warning: recursive directory loop")
                .contains("ls: /etc/circle/down/up: not listing already-listed directory");
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.ITSELF);
    }

    /** Who reads it all is ended when the time is up. */
    @Test
    void aGiantHoleTakesNeitherRoomNorMoreThanTheTime() throws IOException {
        MemoryTree tree = TrapGuest.inMemory(guest);
        tree.file("/etc/giant", "", made -> made.owner(GIANT_OWNER, 0));

        run(
                new AlteredTree(tree, GIANT),
                new Limits(60, 256L << 20, 32L << 20, Duration.ofSeconds(4)),
                "stat -c %s /etc/giant; head -c 3 /etc/giant | od -An -tx1;"
                        + " tail -c 3 /etc/giant | od -An -tx1; cat /etc/giant >/dev/null; echo not");

        assertThat(out).isEqualTo(GIANT_BYTES + "\n 00 00 00\n 00 00 00\n");
        assertThat(outcome.ending()).isEqualTo(Outcome.Ending.TIME_UP);
        assertThat(outcome.remarks()).anyMatch(remark -> remark.startsWith("ended after 4 s"));
    }

    @Test
    void manyProcessesAreAllListed() throws IOException {
        MemoryTree tree = TrapGuest.inMemory(guest);
        StringBuilder list = new StringBuilder("%d\n1\n77\n".formatted(PROCESSES + 2));
        for (int i = 0; i < PROCESSES; i++) {
            tree.hardLink("/proc/" + (FIRST_PROCESS + i), "/proc/77");
            list.append(FIRST_PROCESS + i).append('\n');
        }
        tree.remove(TASKS).file(TASKS, list.toString());

        run(tree, ROOMY, "ps -e -o pid= | wc -l; find /proc -maxdepth 1 -name '[0-9]*' | wc -l");

        assertThat(out).isEqualTo("%1$d\n%1$d\n".formatted(PROCESSES + 2));
        assertThat(outcome.status()).isZero();
    }

    private void run(FileTree tree, Limits limits, String script) throws IOException {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        try (FuseMount mount =
                FuseMount.mount(tree, mounted, FuseMount.Options.forOwner("yagura:test"))) {
            outcome =
                    new Sandbox(tools, mounted, "watched", limits, Optional.of(written))
                            .run(
                                    program("sh"),
                                    List.of("-c", script),
                                    stdio(),
                                    new CompletableFuture<>());
            assertThat(mount.losses().count()).isZero();
        }
        out = Files.readString(folder.resolve("out"), ISO_8859_1);
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"), ISO_8859_1);
    }
}
