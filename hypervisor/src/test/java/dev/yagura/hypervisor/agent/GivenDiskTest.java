package dev.yagura.hypervisor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.DiskDescription.State;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.hypervisor.DiskSource;
import dev.yagura.hypervisor.SavedGuest;
import dev.yagura.hypervisor.SavedGuests;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks given by hand to a guest that is a dump. */
class GivenDiskTest {
    @TempDir private Path directory;
    private Path image;
    private SavedGuests dumps;

    @BeforeEach
    void make() throws IOException {
        image = Files.write(directory.resolve("disk.img"), new byte[] {1, 2, 3, 4, 5});
        Path dump = Files.write(directory.resolve("m.raw"), new byte[8192]);
        dumps = SavedGuests.of(List.of(SavedGuest.dump(dump)));
    }

    private GuestsWithDisks with(String... disks) {
        return new GuestsWithDisks(dumps, List.of(disks).stream().map(GivenDisk::parse).toList());
    }

    @Test
    void aDumpHasTheDisksThatWereGivenForIt() throws IOException {
        GuestsWithDisks guests =
                with("m.raw=" + image, "m.raw-1=" + directory.resolve("none"), "other=" + image);

        List<DiskDescription> disks = guests.guests().getFirst().disks();

        assertThat(disks)
                .extracting(DiskDescription::state)
                .containsExactly(State.READABLE, State.UNREADABLE);
        assertThat(disks.getFirst().device()).isEqualTo(image.toString());
        assertThat(disks.getFirst().sizeBytes()).isEqualTo(5);
        assertThat(disks.getLast().reason()).contains("does not exist");
        try (GuestSource guest = guests.open("m.raw-1");
                BlockDevice disk = guest.openDisk(0)) {
            byte[] bytes = new byte[5];
            disk.read(0, MemorySegment.ofArray(bytes));
            assertThat(bytes).containsExactly(1, 2, 3, 4, 5);
            assertThat(disk.isLive()).isFalse();
            assertThat(guest.description().disks()).isEqualTo(disks);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> guest.openDisk(2));
        }
    }

    @Test
    void aDiskOfNobodyOrOfNothingIsRefusedAtTheStart() throws IOException {
        with("m.raw=" + image).requireAll();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> with("web=" + image).requireAll())
                .withMessageContaining("no VM is called web");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> with("m.raw=" + directory.resolve("none")).requireAll());
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() ->
                        with("m.raw=nbd+unix:///e?socket=" + directory.resolve("none"))
                                .requireAll())
                .withMessageContaining("cannot connect");
    }

    @Test
    void readsTheFormsOfASource() {
        assertThat(DiskSource.parse("a=b.qcow2"))
                .isEqualTo(new DiskSource.Image(Path.of("a=b.qcow2")));
        assertThat(DiskSource.parse("nbd://host:1/a/b"))
                .isEqualTo(new DiskSource.Server(new Endpoint.Tcp("host", 1), "a/b"));
        assertThat(DiskSource.parse("nbd://host"))
                .isEqualTo(new DiskSource.Server(new Endpoint.Tcp("host", 10809), ""));
        assertThat(DiskSource.parse("nbd+unix:///e?socket=/run/q"))
                .isEqualTo(new DiskSource.Server(new Endpoint.Unix(Path.of("/run/q")), "e"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web",
                "=x",
                "web=",
                "web=nbd:host:10809",
                "web=nbds://host/e",
                "web=nbd+unix:///e",
                "web=nbd://ho st/"
            })
    void refusesOtherForms(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GivenDisk.parse(text))
                .withMessageContaining("disk: is");
    }
}
