package dev.yagura.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.channel.agent.GuestSource;
import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest of another user, seen by a process that has no privileges left. */
class PermissionTest {
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");

    /** User 0 like the test, so that it may read the classes, and with no other right of root's. */
    private static final List<String> WITHOUT_CAPABILITIES =
            List.of("setpriv", "--inh-caps", "-all", "--bounding-set", "-all");

    @TempDir private Path directory;

    @BeforeEach
    void needsRoot() {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "only root can start a guest of another user");
    }

    /** Prints what it finds and reads of a guest. */
    static final class Look {
        private Look() {}

        public static void main(String[] arguments) throws IOException {
            QemuGuests guests = new QemuGuests();
            for (FoundGuest guest : guests.survey()) {
                if (Long.toString(guest.process().pid()).equals(arguments[0])) {
                    System.out.println(
                            switch (guest) {
                                case FoundGuest.Available there -> there.description().access();
                                case FoundGuest.Unavailable not -> not.problem();
                            });
                }
            }
            try (GuestSource guest = guests.open(guests.select(arguments[0]))) {
                byte[] bytes = new byte[4];
                guest.memory().read(0x100000, MemorySegment.ofArray(bytes));
                System.out.println(
                        "read " + new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
            } catch (GuestUnavailableException e) {
                System.out.println(e.reason());
            }
        }
    }

    private TestQemu start(String... arguments) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        return TestQemu.launch(directory, AS_NOBODY, false, arguments);
    }

    @Test
    void isListedWithTheReasonAndWhatMendsIt() throws IOException {
        try (TestQemu qemu = start("-machine", "q35", "-name", "web");
                ChildJvm looker =
                        ChildJvm.start(WITHOUT_CAPABILITIES, Look.class, "" + qemu.pid())) {
            assertThat(looker.readLine())
                    .startsWith(
                            "qemu %d (web): no permission to read its memory (error 13): "
                                    .formatted(qemu.pid()))
                    .contains("CAP_SYS_PTRACE");
            assertThat(looker.readLine()).isEqualTo("NO_PERMISSION");
        }
    }

    @Test
    void isReadThroughItsMemoryFileWhereThatIsPermitted() throws IOException {
        Path pattern = Files.writeString(directory.resolve("pattern"), "yagura");
        Path ram = directory.resolve("ram");
        try (TestQemu qemu =
                start(
                        "-machine",
                        "q35,memory-backend=m0",
                        "-object",
                        "memory-backend-file,id=m0,size=64M,share=on,mem-path=" + ram,
                        "-device",
                        "loader,force-raw=on,addr=0x100000,file=" + pattern)) {
            Files.setPosixFilePermissions(ram, PosixFilePermissions.fromString("rw-r--r--"));
            try (ChildJvm looker =
                    ChildJvm.start(WITHOUT_CAPABILITIES, Look.class, "" + qemu.pid())) {
                assertThat(looker.readLine())
                        .startsWith("memory file " + ram + "; layout assumed (no QMP: ");
                assertThat(looker.readLine()).isEqualTo("read yagu");
            }
        }
    }
}
