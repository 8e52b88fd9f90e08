package dev.yagura.detect.storage.hashes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DiskView;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.detect.Vouched;
import dev.yagura.detect.lists.HashList;
import dev.yagura.detect.lists.ListFile;
import dev.yagura.storage.fixture.MemoryFile;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownBadHashDetectorTest {
    // printf evil | sha256sum; printf worm | md5sum; sha256sum < /dev/null
    private static final String EVIL =
            "b5c1fb2efc6d6b4674c2fdcc48ce01b43a3b7c03763c0c3355de0099ee0f8c73";
    private static final String WORM = "6d3f321e4e2b98afdd8cde1c2ee4ecac";
    private static final String NOTHING =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final MemoryTree tree =
            new MemoryTree("made up")
                    .file("/opt/a", "evil")
                    .file("/opt/b", "worm")
                    .file("/opt/c", "evil ")
                    .file("/opt/empty", "")
                    .link("/opt/link", "a");
    private final List<Finding> findings = new ArrayList<>();

    private ScanReport scan(String good) throws IOException {
        HashList bad =
                HashList.bad(
                        List.of(
                                new ListFile(
                                        "bad.txt",
                                        "%s kit\n%s\n%s\n".formatted(EVIL, WORM, NOTHING))));
        HashList vouched = HashList.good(List.of(new ListFile("good.txt", good)));
        return Scan.of(
                        List.of(new KnownBadHashDetector(bad)),
                        List.of(),
                        List.of(),
                        InstantSource.system())
                .run(GuestView.of(DiskView.of(tree).knowing(vouched)), findings::add);
    }

    @Test
    void listedContentsAreFoundAndOthersAreNot() throws IOException {
        ScanReport report = scan("");

        assertThat(findings).extracting(Finding::subject).containsExactly("/opt/a", "/opt/b");
        assertThat(findings)
                .extracting(Finding::confidence)
                .containsExactly(Confidence.HIGH, Confidence.MEDIUM);
        assertThat(findings.getFirst().title())
                .isEqualTo("/opt/a has the content of kit (line 1 of bad.txt)");
        assertThat(findings.getFirst().evidence())
                .extracting(Evidence::describe)
                .contains(
                        "/opt/a: SHA-256 of the content is %s, expected none of bad.txt, where it is in line 1 as kit"
                                .formatted(EVIL));
        assertThat(report.looked())
                .containsEntry("digests on lists", 3L)
                .containsEntry("files compared with lists of digests", 3L);
        assertThat(report.isComplete()).isTrue();
    }

    @Test
    void whatTheUserKnowsForGoodIsVouchedFor() throws IOException {
        ScanReport report = scan(EVIL + " tool of ours\n");

        assertThat(findings).extracting(Finding::subject).containsExactly("/opt/b");
        assertThat(report.vouched())
                .containsExactly(
                        new Vouched(
                                "linux.file.known-bad-hash",
                                "/opt/a",
                                "known good: tool of ours (line 1 of good.txt), SHA-256 of the content"));
    }

    @Test
    void whatCannotBeReadIsTold() throws IOException {
        tree.file("/opt/d", "evil", MemoryFile::damaged);

        assertThat(scan("").notCovered()).extracting(NotCovered::what).contains("/opt/d");
    }
}
