package dev.yagura.storage.ext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.PastTimes;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.truth.HostTool;
import dev.yagura.storage.truth.KernelMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left in a journal that this machine's kernel wrote. */
class PastInodesTest {
    private static final Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06Z");

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"-b 4096", "-b 1024 -I 128 -O metadata_csum", "-b 4096 -O fast_commit"})
    void knowsTimesThatWereSetBack(String options) throws IOException {
        Path image = make(options);
        Instant before = Instant.now().minus(Duration.ofMinutes(1));
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            write(mount, "stamped", "edited", "same");
            Files.setLastModifiedTime(
                    mount.directory().resolve("stamped"), FileTime.from(LONG_AGO));
            HostTool.run("sync", "-f", mount.directory());
        }
        HostTool.run("debugfs", "-w", "-R", "set_inode_field edited ctime 20010203040506", image);

        Optional<PastTimes> stamped = past(image, "stamped");
        assertThat(stamped.orElseThrow().modified()).isAfter(before);
        assertThat(past(image, "edited").orElseThrow().changed()).isAfter(before);
        assertThat(past(image, "same")).isEmpty();
        assertThat(past(image, "lost+found")).isEmpty();
    }

    /** The copy is of a volume in use: the newest transactions are in the journal only. */
    @Test
    void whatIsReplayedIsNotOfThePast() throws IOException {
        Path image = make("-b 4096");
        Path torn = directory.resolve("torn");
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            write(mount, "file", "other");
            for (String word : List.of("again", "and again")) {
                Files.writeString(mount.directory().resolve("file"), word);
                HostTool.run("sync", "-f", mount.directory());
            }
            Files.setLastModifiedTime(mount.directory().resolve("other"), FileTime.from(LONG_AGO));
            HostTool.run("sync", "-f", mount.directory());
            HostTool.run("cp", "--sparse=always", image, torn);
        }

        assertThat(past(torn, "file")).isEmpty();
        assertThat(past(torn, "other")).isPresent();
    }

    @Test
    void aNumberThatIsUsedAgainIsAnotherFile() throws IOException {
        Path image = make("-b 4096");
        long inode;
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            write(mount, "first");
            Path first = mount.directory().resolve("first");
            inode = (Long) Files.getAttribute(first, "unix:ino");
            Files.delete(first);
            HostTool.run("sync", "-f", mount.directory());
            write(mount, "second");
            Path second = mount.directory().resolve("second");
            assertThat(Files.getAttribute(second, "unix:ino")).isEqualTo(inode);
            Files.setLastModifiedTime(second, FileTime.from(LONG_AGO));
        }
        HostTool.run("debugfs", "-w", "-R", "set_inode_field second ctime 20010203040506", image);
        HostTool.run("debugfs", "-w", "-R", "set_inode_field second generation 7", image);

        assertThat(past(image, "second")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-O ^has_journal", "-O ^metadata_csum"})
    void aJournalWithoutChecksumsTellsNothing(String options) throws IOException {
        Path image = make(options);
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            write(mount, "file");
            Files.setLastModifiedTime(mount.directory().resolve("file"), FileTime.from(LONG_AGO));
        }

        assertThat(past(image, "file")).isEmpty();
    }

    private static void write(KernelMount mount, String... names) throws IOException {
        for (String name : names) {
            Files.writeString(mount.directory().resolve(name), name);
        }
        HostTool.run("sync", "-f", mount.directory());
    }

    private static Optional<PastTimes> past(Path image, String name) throws IOException {
        try (MemoryDevice device = MemoryDevice.of(image)) {
            return ExtFilesystem.open(device, ChecksumPolicy.REFUSE)
                    .root()
                    .find(FileName.of(name))
                    .orElseThrow()
                    .past();
        }
    }

    private Path make(String options) throws IOException {
        Path image = directory.resolve("image");
        HostTool.run("truncate", "-s", "16M", image);
        List<Object> command = new ArrayList<>(List.of("mke2fs", "-q", "-F", "-t", "ext4"));
        command.addAll(List.of(options.split(" ", -1)));
        command.add(image);
        HostTool.run(command.toArray());
        return image;
    }
}
