package dev.yagura.hypervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import dev.yagura.memory.GpaRange;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedGuestsTest {
    @TempDir private Path directory;

    private Path raw(String name, String text) throws IOException {
        byte[] bytes = new byte[8192];
        System.arraycopy(text.getBytes(UTF_8), 0, bytes, 4096, text.length());
        return Files.write(directory.resolve(name), bytes);
    }

    @Test
    void servesSeveralDumpsUnderDistinctIds() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        SavedGuests guests =
                SavedGuests.of(
                        List.of(
                                SavedGuest.dump(raw("ram dump.raw", "one")),
                                SavedGuest.dump(raw("other/ram dump.raw", "two"))));

        assertThat(other).isNotEmptyDirectory();
        assertThat(guests.guests())
                .extracting(guest -> guest.id() + " " + guest.access())
                .containsExactly("ram_dump.raw-1 dump (raw)", "ram_dump.raw-2 dump (raw)");
        assertThat(guests.guests().getFirst().ram()).containsExactly(new GpaRange(0, 8192));
        assertThat(read(guests, "ram_dump.raw-2")).isEqualTo("two");
        assertThat(read(guests, "ram_dump.raw-1")).isEqualTo("one");
    }

    private static String read(SavedGuests guests, String id) throws IOException {
        try (GuestSource guest = guests.open(id)) {
            byte[] bytes = new byte[3];
            guest.memory().read(4096, MemorySegment.ofArray(bytes));
            return new String(bytes, UTF_8);
        }
    }

    @Test
    void aDumpCannotBePaused() throws IOException {
        SavedGuests guests = SavedGuests.of(List.of(SavedGuest.dump(raw("a", "x"))));
        try (GuestSource guest = guests.open("a-1")) {
            assertThat(guest.description().pausable()).isFalse();
            assertThat(guest.registers()).isEmpty();
            assertThatThrownBy(guest::pause).isInstanceOf(UnsupportedOperationException.class);
            guest.resume();
        }
    }

    @Test
    void disksAreServedWithTheDumpOfTheirMoment() throws IOException {
        SavedDisk disk = new SavedDisk(new DiskSource.Image(raw("disk", "yes")), true);
        SavedGuest saved = new SavedGuest(Optional.of(raw("ram", "one")), List.of(disk));
        SavedGuests guests = SavedGuests.of(List.of(saved));

        assertThat(read(guests, "ram-1")).isEqualTo("one");
        assertThat(guests.guests().getFirst().disks())
                .extracting(DiskDescription::format)
                .containsExactly("raw image file");
        try (GuestSource guest = guests.open("ram-1");
                BlockDevice device = guest.openDisk(0)) {
            byte[] bytes = new byte[3];
            device.read(4096, MemorySegment.ofArray(bytes));
            assertThat(new String(bytes, UTF_8)).isEqualTo("yes");
            assertThatThrownBy(() -> guest.openDisk(1)).hasMessage("ram-1: has no disk 1");
        }
    }

    @Test
    void aGuestOfNothingIsRefused() {
        assertThatThrownBy(() -> SavedGuest.disks(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("neither a dump nor a disk");
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        assertThatThrownBy(
                        () -> SavedGuests.of(List.of(SavedGuest.dump(directory.resolve("none")))))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(
                        () -> SavedGuests.of(List.of(SavedGuest.dump(raw("a", "x")))).open("../a"))
                .isInstanceOf(NoSuchGuestException.class);
    }
}
