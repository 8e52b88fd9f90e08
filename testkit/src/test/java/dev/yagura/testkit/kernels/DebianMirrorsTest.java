package dev.yagura.testkit.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DebianMirrorsTest {
    private static final AptSource MAIN = source("http://m.example/debian", "bookworm");
    private static final AptSource UPDATES = source("http://m.example/debian", "bookworm-updates");
    private static final AptSource SECURITY =
            source("http://m.example/security", "bookworm-security");
    private static final AptSource THIRD_PARTY = source("http://vendor.example/apt", "nodistro");

    @Test
    void takesAnotherSuiteFromTheSameMirrorsOnce() throws IOException {
        assertThat(
                        DebianMirrors.sourcesFor(
                                List.of(THIRD_PARTY, MAIN, UPDATES, SECURITY), "trixie"))
                .containsExactly(
                        source("http://m.example/debian", "trixie"),
                        source("http://m.example/debian", "trixie-updates"),
                        source("http://m.example/security", "trixie-security"));
    }

    @Test
    void sidHasNeitherUpdatesNorSecurity() throws IOException {
        assertThat(DebianMirrors.sourcesFor(List.of(MAIN, SECURITY), "sid"))
                .containsExactly(source("http://m.example/debian", "sid"));
    }

    @Test
    void looksForTheSecurityArchiveBesideTheMainOneWhereNoneIsNamed() throws IOException {
        AptSource slash = source("http://m.example/debian/", "bookworm");

        assertThat(DebianMirrors.sourcesFor(List.of(slash), "bullseye"))
                .contains(source("http://m.example/debian-security", "bullseye-security"));
    }

    @Test
    void knowsAMirrorOfASuiteThatIsStillToCome() throws IOException {
        AptSource future = source("http://m.example/debian", "not-named-yet");

        assertThat(DebianMirrors.sourcesFor(List.of(future), "sid"))
                .containsExactly(source("http://m.example/debian", "sid"));
    }

    @Test
    void saysHowToGoOnWithoutAMirror() {
        assertThatThrownBy(() -> DebianMirrors.sourcesFor(List.of(THIRD_PARTY), "sid"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "apt: found no Debian mirror among 1 sources of this machine, expected"
                                + " one; give a kernel by file instead");
    }

    private static AptSource source(String uri, String suite) {
        return new AptSource(uri, suite, List.of("main"), "/k.gpg", false);
    }
}
