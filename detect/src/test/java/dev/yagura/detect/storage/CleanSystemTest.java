package dev.yagura.detect.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Finding;
import dev.yagura.storage.ext.ExtFilesystem;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.fixture.MemoryDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Expects nothing to be found on systems as their distribution installs them. They are given by
 * {@code -Dyagura.trees=DIRECTORY,IMAGE}, each a directory or an image of ext4 (which keeps
 * capabilities as well), made for example by
 *
 * <pre>
 * mmdebstrap --variant=minbase --format=directory --include=openssh-server,cron,apache2,php,gcc
 * bookworm DIRECTORY
 * mke2fs -t ext4 -d DIRECTORY IMAGE 4G</pre>
 */
class CleanSystemTest {
    static List<Path> trees() {
        String trees = System.getProperty("yagura.trees", "");
        return Arrays.stream(trees.split(",", -1))
                .filter(tree -> !tree.isBlank())
                .map(Path::of)
                .toList();
    }

    private static FileTree opened(Path tree) throws IOException {
        return Files.isDirectory(tree)
                ? new HostTree(tree)
                : ExtFilesystem.open(MemoryDevice.of(tree), ChecksumPolicy.REFUSE);
    }

    @Test
    void nothingIsFoundOnASystemAsItWasInstalled() throws IOException {
        Assumptions.assumeFalse(trees().isEmpty(), "no -Dyagura.trees");
        for (Path tree : trees()) {
            StorageScan scan =
                    StorageScan.of(opened(tree), StorageDetectors.all(), InstantSource.system());

            assertThat(scan.findings())
                    .as(
                            "%s: %s",
                            tree,
                            scan.findings().stream()
                                    .map(Finding::rule)
                                    .collect(
                                            Collectors.groupingBy(
                                                    rule -> rule, Collectors.counting())))
                    .extracting(finding -> finding.rule() + ": " + finding.title())
                    .isEmpty();
            assertThat(scan.report().notCovered()).isEmpty();
            assertThat(scan.report().looked().get("files")).isGreaterThan(5_000L);
        }
    }
}
