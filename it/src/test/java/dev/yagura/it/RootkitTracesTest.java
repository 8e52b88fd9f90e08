package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.attacker.Attacker;
import dev.yagura.testkit.guest.DiskImages;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestDisk;
import dev.yagura.testkit.guest.GuestProcess;
import dev.yagura.testkit.host.FileTree;
import dev.yagura.testkit.kernels.DebianKernel;
import dev.yagura.testkit.kernels.DebianSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Acceptance: unmodified tools find the traces of a rootkit in a whole Debian, by its core and its
 * encrypted disk: a process that is nowhere listed, a port, and files that hold nothing but their
 * names.
 *
 * <p>Takes minutes, so it runs only where {@code -Dyagura.tools=DIR} names a tree that {@code
 * yagura tools build} made.
 */
@Tag("guest")
@EnabledIfSystemProperty(named = RootkitTracesTest.TOOLS, matches = ".+")
class RootkitTracesTest {
    static final String TOOLS = "yagura.tools";

    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final Duration GUEST_LIMIT = Duration.ofMinutes(2);
    private static final int PORT = 465;

    /** Names that chkrootkit 0.57 knows, each of another kind. */
    private static final List<String> FILES =
            List.of(
                    "/usr/lib/pt07",
                    "/etc/ttyhash",
                    "/bin/kr4p",
                    "/bin/lps",
                    "/tmp/ramen.tgz",
                    "/usr/bin/ishit",
                    "/usr/sbin/mech",
                    "/usr/bin/volc",
                    "/usr/include/icekey.h",
                    "/tmp/kdevtmpfsi");

    private static final String LISTEN =
            "(perl -MSocket -e 'socket(S,2,1,0); bind(S,sockaddr_in("
                    + PORT
                    + ",INADDR_ANY)) or die; listen(S,5); sleep 99999' >/dev/null 2>&1 &)";

    private static Path folder = Path.of("");
    private static Path core = Path.of("");
    private static GuestDisk disk = GuestDisk.raw(Path.of(""));
    private static int hidden;

    @BeforeAll
    static void plant() throws IOException {
        folder = Files.createTempDirectory("yagura-traces-");
        core = folder.resolve("core");
        Path key = Files.writeString(folder.resolve("key"), "traces");
        disk = DiskImages.encrypt(DebianSystem.image(), folder.resolve("disk.luks"), key);
        try (Guest guest =
                Guest.boot(
                        Guests.spec("traces", DebianKernel.V6_1_CLOUD)
                                .withMemoryMiB(1024)
                                .withSystem(disk))) {
            guest.run("systemctl is-system-running --wait", GUEST_LIMIT);
            guest.run("mkdir -p /usr/include");
            for (String file : FILES) {
                guest.run("echo inert >" + file);
            }
            guest.run("sync", GUEST_LIMIT);
            guest.run(LISTEN);
            guest.run("(sleep 88888 >/dev/null 2>&1 &)");
            hidden =
                    guest.processes().stream()
                            .filter(process -> process.comm().equals("sleep"))
                            .mapToInt(GuestProcess::pid)
                            .max()
                            .orElseThrow();
            Attacker attacker = Attacker.of(guest);
            attacker.eraseTask(hidden);
            guest.stop();
            guest.dumpGuestMemory(core);
            // The guest ends here, and with it all writing to the disk.
        }
    }

    @AfterAll
    static void delete() throws IOException {
        FileTree.delete(folder);
    }

    @Test
    void chkrootkitFindsThemAll() throws IOException {
        Row row = exec(1, "chkrootkit");

        String output = row.text("output");
        for (String file : FILES) {
            assertThat(output.lines()).contains(file);
        }
        assertThat(output).contains("chkdirs...       not found");
        assertThat(
                        row.field("findings")
                                .valueStream()
                                .map(finding -> finding.get("text").asString()))
                .anyMatch(text -> text.contains("infected ports: " + PORT))
                .anyMatch(text -> text.contains("1 process hidden for readdir"))
                .filteredOn(text -> text.matches(".*(suspicious files|rootkit installed).*"))
                .hasSize(FILES.size());
    }

    @Test
    void unhideFindsTheProcess() throws IOException {
        for (String test : List.of("quick", "checkproc")) {
            Row row = exec(1, "unhide", test);

            assertThat(row.field("findings").valueStream().map(f -> f.get("text").asString()))
                    .as(test)
                    .anyMatch(text -> text.contains("HIDDEN PID: " + hidden));
        }
    }

    private static Row exec(int status, String... command) throws IOException {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "exec",
                                "file:%s,disk:%s".formatted(core, disk.file()),
                                "--key-file",
                                disk.key().orElseThrow().toString(),
                                "--tools",
                                System.getProperty(TOOLS),
                                "--json",
                                "--"));
        words.addAll(List.of(command));
        Row row =
                Yagura.HERE
                        .run(LIMIT, words.toArray(String[]::new))
                        .exits(status)
                        .rows()
                        .getFirst();
        assertThat(row.flag("complete")).as(row.toString()).isTrue();
        return row;
    }
}
