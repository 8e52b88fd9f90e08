package dev.yagura.detect.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuestFilesTest {
    private final MemoryTree tree = new MemoryTree("made up");

    @Test
    void pathsLeadWhereTheGuestWouldGo() throws IOException {
        tree.file("/usr/bin/dash", "x")
                .link("/bin", "usr/bin")
                .link("/usr/bin/sh", "dash")
                .link("/etc/alternatives/sh", "/bin/sh")
                .link("/up", "usr/../usr/./bin/../bin/dash");
        GuestFiles files = GuestFiles.of(tree);

        assertThat(files.find("/bin/sh")).hasValueSatisfying(isAt("/usr/bin/dash"));
        assertThat(files.find("/etc/alternatives/sh")).hasValueSatisfying(isAt("/usr/bin/dash"));
        assertThat(files.find("/up")).hasValueSatisfying(isAt("/usr/bin/dash"));
        assertThat(files.at("/bin/sh")).hasValueSatisfying(isAt("/usr/bin/sh"));
        assertThat(files.find("/../../usr")).hasValueSatisfying(isAt("/usr"));
        assertThat(files.find("/usr/bin/dash/x")).isEmpty();
        assertThat(files.find("/nothing")).isEmpty();
        assertThat(files.count()).isEqualTo(10);
    }

    private static java.util.function.Consumer<GuestFile> isAt(String path) {
        return file -> assertThat(file.path()).isEqualTo(path);
    }

    @Test
    void linksInACircleLeadNowhere() throws IOException {
        tree.link("/a", "b").link("/b", "a").link("/c", "c/x/c");
        GuestFiles files = GuestFiles.of(tree);

        assertThat(files.find("/a")).isEmpty();
        assertThat(files.find("/c")).isEmpty();
    }

    @Test
    void aDirectoryInItselfIsToldAndNotFollowed() throws IOException {
        tree.file("/a/b/c", "x").hardLink("/a/b/loop", "/a");
        GuestFiles files = GuestFiles.of(tree);

        assertThat(files.count()).isEqualTo(5);
        assertThat(files.gaps())
                .containsExactly(new GuestFiles.Gap("/a/b/loop", "is a directory in itself"));
    }

    @Test
    void aTreeThatDoublesAtEachLevelEnds() throws IOException {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            tree.directory(path + "/a");
            tree.hardLink(path + "/b", path + "/a");
            path.append("/a");
        }

        GuestFiles files = GuestFiles.of(tree, 10_000);

        assertThat(files.count()).isEqualTo(10_000);
        assertThat(files.gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.why()).contains("more than 10000 files"));
    }

    @Test
    void depthIsBounded() throws IOException {
        tree.directory("/d".repeat(FileLimits.MAX_DEPTH + 10));

        GuestFiles files = GuestFiles.of(tree);

        assertThat(files.count()).isEqualTo(FileLimits.MAX_DEPTH + 2);
        assertThat(files.gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.why()).contains("deeper than 512"));
    }

    @Test
    void damageIsToldAndTheRestIsWalked() throws IOException {
        tree.file("/a/x", "x").file("/b/y", "y").at("/a").damaged();

        GuestFiles files = GuestFiles.of(tree);

        assertThat(files.find("/b/y")).isPresent();
        assertThat(files.gaps())
                .singleElement()
                .satisfies(gap -> {
                    assertThat(gap.path()).isEqualTo("/a");
                    assertThat(gap.why()).isNotEmpty();
                });
    }

    @Test
    void aDeviceThatFailsEndsTheWalk() {
        FileTree failing =
                new FileTree() {
                    @Override
                    public String description() {
                        return "failing";
                    }

                    @Override
                    public StoredFile root() throws IOException {
                        throw new IOException("connection lost");
                    }
                };

        assertThatThrownBy(() -> GuestFiles.of(failing)).hasMessage("connection lost");
    }

    @Test
    void namesThatAreNoTextDoNothingToATerminalAndStayApart() throws IOException {
        tree.file("/\u001b[2J".getBytes(UTF_8), new byte[0], file -> {})
                .file(new byte[] {'/', (byte) 0xFF}, new byte[0], file -> {})
                .file("/\\xff", "")
                .file("/grün\u202e", "");
        List<String> paths = new ArrayList<>();
        GuestFiles files = GuestFiles.of(tree);
        files.each(files.root(), file -> paths.add(file.path()));

        assertThat(paths)
                .containsExactlyInAnyOrder(
                        "/", "/\\x1b[2J", "/\\xff", "/\\\\xff", "/grün\\xe2\\x80\\xae");
    }

    @Test
    void digestsAreOfTheContentAndMadeOnce() throws IOException {
        tree.file("/x", "abc");
        GuestFiles files = GuestFiles.of(tree);
        GuestFile file = files.find("/x").orElseThrow();

        Digests digests = files.digests(file);
        tree.at("/x").content(new byte[] {1});

        // RFC 1321 and FIPS 180 give both for "abc".
        assertThat(digests)
                .isEqualTo(
                        new Digests(
                                3,
                                "900150983cd24fb0d6963f7d28e17f72",
                                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        assertThat(files.digests(file)).isSameAs(digests);
    }

    @Test
    void whatIsGoneSinceTheWalkIsTold() throws IOException {
        tree.file("/x", "abc");
        GuestFiles files = GuestFiles.of(tree);
        GuestFile file = files.find("/x").orElseThrow();
        tree.remove("/x");

        assertThatThrownBy(() -> files.bytes(file))
                .isInstanceOf(FileLimitException.class)
                .hasMessage("/x: was there when the tree was walked, and is gone");
    }

    @Test
    void patternsFollowLinksOnTheWayOnly() throws IOException {
        tree.file("/usr/lib/a/.x", "")
                .file("/usr/lib/.y", "")
                .link("/lib", "usr/lib")
                .link("/usr/lib/.z", "/nothing");
        GuestFiles files = GuestFiles.of(tree);

        assertThat(PathPattern.of("/lib/**/.*").in(files))
                .extracting(GuestFile::path)
                .containsExactlyInAnyOrder("/usr/lib/a/.x", "/usr/lib/.y", "/usr/lib/.z");
        assertThat(PathPattern.of("/usr/*/?/.x").in(files)).hasSize(1);
        assertThat(PathPattern.of("/usr/lib/b").in(files)).isEmpty();
        assertThatThrownBy(() -> PathPattern.of("usr/lib"))
                .hasMessage("path pattern is \"usr/lib\", expected the form /etc/*.conf");
    }

    @Test
    void attributesAreThoseOfTheWalk() throws IOException {
        tree.file("/x", "abc", file -> file.permissions(04755).owner(7, 8));
        GuestFile file = GuestFiles.of(tree).find("/x").orElseThrow();

        assertThat(file.attributes().permissions()).isEqualTo(04755);
        assertThat(file.isExecutable()).isTrue();
        assertThat(file.parent()).hasValueSatisfying(isAt("/"));
        assertThat(file.parent().flatMap(parent -> parent.child(FileName.of("x"))))
                .isEqualTo(Optional.of(file));
    }
}
