package dev.yagura.hypervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import dev.yagura.memory.GpaRange;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpGuestsTest {
    @TempDir private Path directory;

    private Path raw(String name, String text) throws IOException {
        byte[] bytes = new byte[8192];
        System.arraycopy(text.getBytes(UTF_8), 0, bytes, 4096, text.length());
        return Files.write(directory.resolve(name), bytes);
    }

    @Test
    void servesSeveralDumpsUnderDistinctIds() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        DumpGuests guests =
                DumpGuests.of(
                        List.of(raw("ram dump.raw", "one"), raw("other/ram dump.raw", "two")));

        assertThat(other).isNotEmptyDirectory();
        assertThat(guests.guests())
                .extracting(guest -> guest.id() + " " + guest.access())
                .containsExactly("ram_dump.raw-1 dump (raw)", "ram_dump.raw-2 dump (raw)");
        assertThat(guests.guests().getFirst().ram()).containsExactly(new GpaRange(0, 8192));
        assertThat(read(guests, "ram_dump.raw-2")).isEqualTo("two");
        assertThat(read(guests, "ram_dump.raw-1")).isEqualTo("one");
    }

    private static String read(DumpGuests guests, String id) throws IOException {
        try (GuestSource guest = guests.open(id)) {
            byte[] bytes = new byte[3];
            guest.memory().read(4096, MemorySegment.ofArray(bytes));
            return new String(bytes, UTF_8);
        }
    }

    @Test
    void aDumpCannotBePaused() throws IOException {
        DumpGuests guests = DumpGuests.of(List.of(raw("a", "x")));
        try (GuestSource guest = guests.open("a-1")) {
            assertThat(guest.description().pausable()).isFalse();
            assertThat(guest.registers()).isEmpty();
            assertThatThrownBy(guest::pause).isInstanceOf(UnsupportedOperationException.class);
            guest.resume();
        }
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        assertThatThrownBy(() -> DumpGuests.of(List.of(directory.resolve("none"))))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> DumpGuests.of(List.of(raw("a", "x"))).open("../a"))
                .isInstanceOf(NoSuchGuestException.class);
    }
}
