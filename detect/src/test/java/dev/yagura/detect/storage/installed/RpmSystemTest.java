package dev.yagura.detect.storage.installed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import dev.yagura.detect.packages.rpm.RpmRoot;
import dev.yagura.detect.storage.StorageScan;
import dev.yagura.storage.ext.ExtFilesystem;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.fixture.MemoryDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that rpm installed, changed by hand, read from an image; compared with rpm --verify. */
class RpmSystemTest {
    @TempDir private Path work;

    @Test
    void whatIsFoundIsWhatRpmVerifies() throws IOException {
        RpmRoot root = RpmRoot.install(work);
        StorageScan clean = scan(root);
        assertThat(clean.findings()).isEmpty();
        assertThat(clean.report().isComplete()).isTrue();
        assertThat(clean.report().looked())
                .containsEntry("packaged files compared with their digests", 406L);
        assertThat(root.rpm("-Va")).isEmpty();

        root.sh("printf '#!/bin/sh\\nevil\\n' > usr/bin/beta; rm usr/bin/gone");
        root.sh("chmod 4777 usr/bin/alpha; chmod 700 usr/bin/free; chown 0 usr/lib/alpha/data");
        root.sh(
                "ln -sf beta usr/bin/al; echo a=2 > etc/alpha.conf; echo x > usr/share/alpha/page-7");
        root.sh("mkdir -p var/log; echo x > var/log/alpha.log");
        // setcap cap_setuid=ep
        root.sh(
                "python3 -c 'import os; os.setxattr(\"usr/bin/ping\", \"security.capability\","
                        + " bytes.fromhex(\"0100000280000000000000000000000000000000\"))'");
        List<Finding> findings = scan(root).findings();

        Set<String> found = new TreeSet<>();
        findings.forEach(finding -> found.add(subject(finding)));
        assertThat(found)
                .isEqualTo(verified(root))
                .containsExactly(
                        "/usr/bin/al",
                        "/usr/bin/alpha",
                        "/usr/bin/beta",
                        "/usr/bin/gone",
                        "/usr/bin/ping",
                        "/usr/lib/alpha/data",
                        "/usr/share/alpha/page-7");
        assertThat(findings)
                .filteredOn(finding -> finding.severity() == Severity.CRITICAL)
                .extracting(Finding::subject)
                .containsExactlyInAnyOrder("/usr/bin/alpha", "/usr/bin/beta");
        assertThat(findings)
                .filteredOn(finding -> finding.subject().equals("/usr/bin/ping"))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.evidence().getLast().describe())
                                .isEqualTo(
                                        "/usr/bin/ping: capabilities is cap_setuid=ep, expected"
                                                + " cap_net_raw=ep, as alpha 1.0-1.noarch has it"));
    }

    private static StorageScan scan(RpmRoot root) throws IOException {
        return StorageScan.of(
                ExtFilesystem.open(MemoryDevice.of(root.image()), ChecksumPolicy.REFUSE),
                PackageDetectors.all());
    }

    private static String subject(Finding finding) {
        return finding.subject().startsWith("files of ")
                ? finding.evidence().getFirst().describe().replaceFirst(":.*", "")
                : finding.subject();
    }

    /** {@code S.5....T. c /path}: without configuration files, and what has only a new time. */
    private static Set<String> verified(RpmRoot root) throws IOException {
        Set<String> paths = new TreeSet<>();
        for (String line : root.rpm("-Va")) {
            boolean onlyTime = line.substring(0, 9).replaceAll("[.T]", "").isEmpty();
            boolean isTold = line.startsWith("missing") || !onlyTime;
            if (isTold && !line.matches("\\S+\\s+[cg]\\s.*")) {
                paths.add(line.substring(line.indexOf('/')));
            }
        }
        return paths;
    }
}
