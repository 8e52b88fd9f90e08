package dev.yagura.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathResolverTest {
    private final MemoryTree tree =
            new MemoryTree("made up")
                    .file("/usr/bin/env", "env")
                    .file("/etc/passwd", "root")
                    .link("/bin", "usr/bin")
                    .link("/usr/lib/up", "../../../../etc")
                    .link("/usr/absolute", "/etc/")
                    .link("/self", "self")
                    .link("/file-as-directory", "etc/passwd/");
    private final PathResolver resolver = new PathResolver(tree);

    @ParameterizedTest
    @CsvSource({
        "/usr/bin/env, usr/bin/env",
        "bin/env, usr/bin/env",
        "/bin/, usr/bin",
        "//usr/./bin/../bin//env, usr/bin/env",
        "/../../etc/passwd, etc/passwd",
        "/usr/lib/up/passwd, etc/passwd",
        "/usr/absolute/passwd, etc/passwd",
        "/usr/absolute/../usr/bin/env, usr/bin/env",
        "/, ''",
    })
    void findsAsLinuxWould(String path, String found) throws IOException {
        assertThat(resolver.find(path).map(PathResolverTest::text)).hasValue(found);
    }

    @ParameterizedTest
    @CsvSource({
        "/nothing",
        "/etc/passwd/x",
        "/etc/passwd/",
        "/file-as-directory",
        "/etc/passwd/.."
    })
    void findsNothingWhereLinuxWouldNot(String path) throws IOException {
        assertThat(resolver.find(path)).isEmpty();
    }

    @Test
    void leavesTheLastLinkAloneWhenAsked() throws IOException {
        var found = resolver.find("/bin".getBytes(UTF_8), false).orElseThrow();

        assertThat(found.file().attributes().type()).isEqualTo(FileType.SYMBOLIC_LINK);
        assertThat(text(found)).isEqualTo("bin");
    }

    @Test
    void refusesLinksThatLeadInACircle() {
        assertThatThrownBy(() -> resolver.find("/self"))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e ->
                                assertThat(e.reason())
                                        .isEqualTo(MalformedStructureException.Reason.CYCLE));
    }

    @Test
    void followsFortyLinksAndNotOneMore() throws IOException {
        tree.link("/l0", "etc");
        for (int i = 1; i < 42; i++) {
            tree.link("/l" + i, "l" + (i - 1));
        }

        assertThat(resolver.find("/l39")).isPresent();
        assertThatThrownBy(() -> resolver.find("/l40"))
                .isInstanceOf(MalformedStructureException.class);
    }

    private static String text(PathResolver.Found found) {
        return found.path().stream().map(FileName::toString).collect(Collectors.joining("/"));
    }
}
