package dev.yagura.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.channel.agent.GuestSource;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has QEMU's one NBD server, and what becomes of it. */
class QemuDiskServerTest {
    @TempDir private Path directory;
    private final QemuGuests guests = new QemuGuests();

    private TestQemu start() throws IOException {
        Path image = directory.resolve("disk.raw");
        Files.write(image, DiskImages.bytes());
        return TestQemu.start(
                directory, "-machine", "q35", "-drive", "file=" + image + ",format=raw,if=virtio");
    }

    private GuestSource open(TestQemu qemu) throws IOException {
        return guests.open(guests.select(Long.toString(qemu.pid())));
    }

    @Test
    void aServerOfSomebodyElseIsLeftAlone() throws IOException {
        try (TestQemu qemu = start();
                GuestSource guest = open(qemu)) {
            qemu.execute(
                    """
                    {"execute": "nbd-server-start", "arguments": {"addr": {"type": "unix",
                     "data": {"path": "%s"}}}}\
                    """
                            .formatted(directory.resolve("theirs"))
                            .replace("\n", ""));

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> guest.openDisk(0))
                    .withMessageContaining("NBD server is in use by somebody else")
                    .withMessageContaining("nbd-server-stop");

            assertThat(directory.resolve("theirs")).exists();
            qemu.execute("{\"execute\": \"nbd-server-stop\"}");
            assertThat(read(guest)).isEqualTo(DiskImages.bytes());
        }
    }

    @Test
    void severalSourcesOfOneGuestShareTheServer() throws IOException {
        try (TestQemu qemu = start();
                GuestSource one = open(qemu);
                GuestSource two = open(qemu);
                BlockDevice disk = one.openDisk(0)) {
            assertThat(read(two)).isEqualTo(DiskImages.bytes());
            assertThat(bytes(disk)).isEqualTo(DiskImages.bytes());
        }
    }

    @Test
    void aDiskIsReadWhileTheGuestIsPaused() throws IOException {
        try (TestQemu qemu = start();
                GuestSource guest = open(qemu)) {
            guest.pause();
            assertThat(read(guest)).isEqualTo(DiskImages.bytes());
            guest.resume();
        }
    }

    @Test
    void readsFailOnceQemuHasEnded() throws Exception {
        try (TestQemu qemu = start();
                GuestSource guest = open(qemu);
                BlockDevice disk = guest.openDisk(0)) {
            qemu.kill();
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> bytes(disk));
        }
    }

    /** What an agent is until it is killed: opens a disk and waits. */
    static final class OpenAndWait {
        private OpenAndWait() {}

        public static void main(String[] arguments) throws IOException {
            QemuGuests guests = new QemuGuests();
            var _ = guests.open(guests.select(arguments[0])).openDisk(0);
            System.out.println("open");
            System.out.flush();
            System.in.read();
        }
    }

    @Test
    void aServerThatAKilledAgentLeftIsTakenOver() throws Exception {
        try (TestQemu qemu = start();
                GuestSource guest = open(qemu);
                ChildJvm agent = ChildJvm.start(List.of(), OpenAndWait.class, "" + qemu.pid())) {
            assertThat(agent.readLine()).isEqualTo("open");
            assertThat(guests.recover()).as("its agent lives").isEmpty();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> guest.openDisk(0))
                    .withMessageContaining("in use by another yagura agent, pid " + agent.pid());

            agent.kill();

            assertThat(read(guest)).isEqualTo(DiskImages.bytes());
        }
    }

    @Test
    void theNextAgentStopsWhatAKilledOneLeft() throws Exception {
        try (TestQemu qemu = start();
                ChildJvm agent = ChildJvm.start(List.of(), OpenAndWait.class, "" + qemu.pid())) {
            assertThat(agent.readLine()).isEqualTo("open");
            agent.kill();

            assertThat(guests.recover())
                    .containsExactly(
                            "pid %d still exported disks for a killed agent; stopped"
                                    .formatted(qemu.pid()));
            assertThat(qemu.execute("{\"execute\": \"query-block-exports\"}"))
                    .contains("\"return\": []");
            assertThat(guests.recover()).isEmpty();
        }
    }

    private static byte[] read(GuestSource guest) throws IOException {
        try (BlockDevice disk = guest.openDisk(0)) {
            return bytes(disk);
        }
    }

    private static byte[] bytes(BlockDevice disk) throws IOException {
        byte[] bytes = new byte[(int) disk.sizeBytes()];
        disk.read(0, MemorySegment.ofArray(bytes));
        return bytes;
    }
}
