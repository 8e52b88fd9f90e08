package dev.yagura.testkit.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourcesTest {
    /** Laid out as Debian 12's container images have it; the mirror is a documentation name. */
    private static final String DEB822 =
            """
            Types: deb deb-src
            # a comment inside a stanza
            URIs: http://mirror.example/debian
            Suites: bookworm bookworm-updates
            Components: main contrib
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            Enabled: no
            Types: deb
            URIs: http://off.example/debian
            Suites: bookworm
            Components: main

            Types: deb-src
            URIs: http://sources.example/debian
            Suites: bookworm
            Components: main

            Types: deb
            URIs: http://mirror.example/debian-security
            Suites: bookworm-security
            Components: main
            Trusted: yes
            """;

    private static final String ARMOURED =
            """
            Types: deb
            URIs: https://keyed.example/debian/
            Suites: trixie
            Components: main
            Signed-By:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             mQINBF0000000000
             -----END PGP PUBLIC KEY BLOCK-----
            """;

    @Test
    void readsEnabledBinaryStanzasOfDeb822() {
        String keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
        assertThat(AptSources.parseDeb822(DEB822))
                .containsExactly(
                        source("http://mirror.example/debian", "bookworm", keyring),
                        source("http://mirror.example/debian", "bookworm-updates", keyring),
                        new AptSource(
                                "http://mirror.example/debian-security",
                                "bookworm-security",
                                List.of("main"),
                                "",
                                true));
    }

    @Test
    void keepsAnArmouredKeyWithItsEmptyLine() {
        assertThat(AptSources.parseDeb822(ARMOURED))
                .singleElement()
                .extracting(AptSource::signedBy)
                .isEqualTo(
                        """
                        -----BEGIN PGP PUBLIC KEY BLOCK-----

                        mQINBF0000000000
                        -----END PGP PUBLIC KEY BLOCK-----\
                        """);
    }

    @Test
    void readsOneLineFormatWithAndWithoutOptions() {
        String text =
                """
                # deb http://commented.example/debian bookworm main
                deb http://mirror.example/debian bookworm main non-free-firmware # trailing
                deb-src http://mirror.example/debian bookworm main
                deb [ arch=amd64 signed-by=/k.gpg trusted=yes ] http://o.example/x trixie main
                nonsense
                deb http://flat.example/repo ./
                """;

        assertThat(AptSources.parseOneLine(text))
                .containsExactly(
                        new AptSource(
                                "http://mirror.example/debian",
                                "bookworm",
                                List.of("main", "non-free-firmware"),
                                "",
                                false),
                        new AptSource(
                                "http://o.example/x", "trixie", List.of("main"), "/k.gpg", true),
                        new AptSource("http://flat.example/repo", "./", List.of(), "", false));
    }

    @Test
    void readsAllFilesThatAptReadsAndNoOthers(@TempDir Path apt) throws IOException {
        Files.createDirectories(apt.resolve("sources.list.d"));
        Files.writeString(apt.resolve("sources.list"), "deb http://a.example/debian sid main\n");
        Files.writeString(
                apt.resolve("sources.list.d/b.list"), "deb http://b.example/debian sid main\n");
        Files.writeString(apt.resolve("sources.list.d/c.sources"), ARMOURED);
        Files.writeString(
                apt.resolve("sources.list.d/d.list.bak"), "deb http://d.example/debian sid main\n");

        assertThat(AptSources.read(apt))
                .extracting(AptSource::uri)
                .containsExactly(
                        "http://a.example/debian",
                        "http://b.example/debian",
                        "https://keyed.example/debian/");
    }

    @Test
    void aMachineWithoutAptHasNoSources(@TempDir Path apt) throws IOException {
        assertThat(AptSources.read(apt)).isEmpty();
    }

    @Test
    void writesWhatItCanReadAgain() {
        AptSource source =
                new AptSource("http://m.example/debian", "sid", List.of("main"), "/k.gpg", true);

        assertThat(AptSources.parseOneLine(AptSources.oneLine(source))).containsExactly(source);
    }

    private static AptSource source(String uri, String suite, String key) {
        return new AptSource(uri, suite, List.of("main", "contrib"), key, false);
    }
}
