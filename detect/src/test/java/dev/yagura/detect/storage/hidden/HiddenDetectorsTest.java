package dev.yagura.detect.storage.hidden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.storage.StorageScan;
import dev.yagura.detect.storage.fixture.DpkgTree;
import dev.yagura.storage.fixture.MemoryFile;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenDetectorsTest {
    private static final String NAME = "linux.file.hidden-name";
    private static final String TIME = "linux.file.false-time";
    private static final String SET_BACK = "linux.file.time-set-back";
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    private final DpkgTree system = new DpkgTree();

    private static StorageScan scan(MemoryTree tree) throws IOException {
        return StorageScan.of(tree, HiddenDetectors.all());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/a/...",
                "/home/a/.. ",
                "/srv/ ",
                "/usr/share/a\u0007b",
                "/usr/share/a\u200bb",
                "/usr/share/a\u202eb",
                "/usr/bin/ls ",
                "/usr/bin/.x/y",
                "/dev/shm/.k/y",
                "/.hid/y"
            })
    void aNameThatIsMadeNotToBeSeenIsFound(String path) throws IOException {
        MemoryTree tree = system.tree().file(path, "x");

        assertThat(scan(tree).subjects(NAME)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/a/.config/x",
                "/home/a/..x",
                "/home/a/my file ",
                "/etc/systemd/system/dev-disk-by\\x2dlabel.swap",
                "/usr/share/caf\u00e9",
                "/etc/.git/config",
                "/tmp/.X11-unix/X0",
                "/usr/lib/node_modules/npm/.bin/x",
                "/var/lib/jenkins/.cache/x",
                "/etc/.keep"
            })
    void itsHonestNeighbourIsNot(String path) throws IOException {
        MemoryTree tree = system.tree().file(path, "x");

        assertThat(scan(tree).findings()).isEmpty();
    }

    @Test
    void aHiddenProgramInAFolderOfTheSystemIsFound() throws IOException {
        system.file("/usr/sbin/.sshd", DpkgTree.elf("x"), file -> {}).file("/usr/sbin/.note", "x");

        assertThat(scan(system.tree()).subjects(NAME)).containsExactly("/usr/sbin/.sshd");
    }

    @Test
    void whatAPackageHasIsVouchedFor() throws IOException {
        MemoryTree tree = system.file("/usr/lib/.known/x", "x").tree();
        tree.file("/var/lib/dpkg/info/base.list", "/usr/lib/.known\n/usr/lib/.known/x\n");
        StorageScan scan = scan(tree);

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().vouched()).hasSize(1);
    }

    @Test
    void aTimeBeforeWhatTheJournalKnowsIsFound() throws IOException {
        Instant later = MemoryFile.EPOCH.plus(Duration.ofDays(3));
        MemoryTree tree = system.tree().file("/srv/data", "x").file("/srv/near", "x");
        tree.at("/srv/data").past(LONG_AGO, later);
        tree.at("/srv/near").past(later, MemoryFile.EPOCH.plusSeconds(3600));
        tree.at("/usr/bin/true").past(later, MemoryFile.EPOCH);

        // The content of the program is as packaged: only the time of its inode would count.
        assertThat(scan(tree).subjects(SET_BACK)).containsExactly("/srv/data");
    }

    @Test
    void aForeignProgramThatWasChangedInPlaceAndDatedBackIsFound() throws IOException {
        Instant later = MemoryFile.EPOCH.plus(Duration.ofDays(3));
        for (String name : List.of("old", "unpacked")) {
            system.file("/usr/bin/" + name, DpkgTree.elf(name), file -> file.permissions(0755));
        }
        MemoryTree tree = system.tree();
        tree.at("/usr/bin/old").past(later, MemoryFile.EPOCH);
        tree.at("/usr/bin/unpacked")
                .created(Optional.of(later))
                .past(later.plusSeconds(5), MemoryFile.EPOCH);

        StorageScan scan = scan(tree);
        assertThat(scan.subjects(SET_BACK)).containsExactly("/usr/bin/old");
        assertThat(scan.report().looked())
                .containsEntry("files of which the journal knows later times", 2L);
    }

    @Test
    void aProgramFromTheFutureIsFound() throws IOException {
        MemoryTree tree = system.tree();
        tree.at("/usr/bin/true").modified(Instant.parse("2030-01-01T00:00:00Z"));

        assertThat(scan(tree).subjects(TIME)).containsExactly("/usr/bin/true");
    }

    @Test
    void aContentChangedAfterItsInodeIsFound() throws IOException {
        MemoryTree tree = system.tree();
        tree.at("/usr/bin/true").changed(LONG_AGO);

        assertThat(scan(tree).subjects(TIME)).containsExactly("/usr/bin/true");
    }

    @Test
    void anOldTimeInWholeSecondsIsOddUnlessAPackageHasTheFile() throws IOException {
        Instant installed = Instant.parse("2026-01-01T10:00:00.123456789Z");
        system.file(
                "/usr/bin/new",
                DpkgTree.elf("n"),
                file -> file.permissions(0755).modified(LONG_AGO).changed(installed));
        system.file(
                "/usr/bin/built",
                DpkgTree.elf("b"),
                file -> file.permissions(0755).modified(installed).changed(installed));
        MemoryTree tree = system.tree();
        tree.at("/usr/bin/true").modified(LONG_AGO).changed(installed);
        assertThat(scan(tree).subjects(TIME)).containsExactly("/usr/bin/new");

        tree.at("/usr/bin/true").content(DpkgTree.elf("evil"));
        assertThat(scan(tree).subjects(TIME))
                .containsExactlyInAnyOrder("/usr/bin/new", "/usr/bin/true");
    }
}
