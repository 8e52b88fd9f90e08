package dev.yagura.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.file.TreeWalk.Limits;
import dev.yagura.storage.fixture.MemoryFile;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TreeWalkTest {
    private final MemoryTree tree =
            new MemoryTree("made up").file("/a/b/c", "abc").file("/a/d", "").directory("/e");
    private final List<String> visited = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    @Test
    void visitsEveryFileParentsFirst() {
        walk(Limits.WIDE);

        assertThat(visited).containsExactly("/", "/a", "/a/b", "/a/b/c", "/a/d", "/e");
        assertThat(unreadable).isEmpty();
    }

    @Test
    void goesOnBehindWhatCannotBeRead() {
        tree.at("/a/b").damaged();

        walk(Limits.WIDE);

        assertThat(visited).containsExactly("/", "/a", "/a/b", "/a/d", "/e");
        assertThat(unreadable).hasSize(1).first().asString().startsWith("/a/b: inode 5: type");
    }

    @Test
    void goesOnceIntoADirectoryThatIsItsOwnDescendant() {
        tree.hardLink("/a/b/up", "/a").hardLink("/e/again", "/a/b");

        walk(Limits.WIDE);

        assertThat(visited)
                .containsExactly("/", "/a", "/a/b", "/a/b/c", "/a/b/up", "/a/d", "/e", "/e/again");
        assertThat(unreadable)
                .containsExactly(
                        "/a/b/up: tree: directory at 0x0 is inode 4, met before",
                        "/e/again: tree: directory at 0x0 is inode 5, met before");
    }

    @Test
    void saysWhatLiesBeyondItsLimits() {
        walk(new Limits(1, 100));
        assertThat(visited).containsExactly("/", "/a", "/e");
        assertThat(unreadable).hasSize(2);

        visited.clear();
        unreadable.clear();
        walk(new Limits(10, 3));
        assertThat(visited).containsExactly("/", "/a", "/a/b");
        assertThat(unreadable).containsExactly("/a/b/c: tree: files at 0x0 are more than 3");
    }

    @Test
    void hashesContent() throws IOException {
        MemoryFile file = tree.file("/big", new byte[1_000_000], f -> {}).at("/big");

        // head -c 1000000 /dev/zero | sha256sum
        assertThat(HexFormat.of().formatHex(ContentHash.sha256(file, 1_000_000)))
                .isEqualTo("d29751f2649b32ff572b5e0a9f541ea660a50f94ff0beedfb0b692b924cc8025");
    }

    private void walk(Limits limits) {
        TreeWalk.walk(
                tree,
                limits,
                new TreeWalk.Visitor() {
                    @Override
                    public boolean visit(List<FileName> path, StoredFile file) {
                        visited.add(text(path));
                        return true;
                    }

                    @Override
                    public void unreadable(List<FileName> path, IOException why) {
                        unreadable.add(text(path) + ": " + why.getMessage());
                    }
                });
    }

    private static String text(List<FileName> path) {
        return path.stream().map(FileName::toString).collect(Collectors.joining("/", "/", ""));
    }
}
