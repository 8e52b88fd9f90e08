package dev.yagura.sandbox.tools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths in loaders, in Perl and in scripts lead into the tree. */
class PathsTest {
    private static final String LOADER =
            "\0/lib/x86_64-linux-gnu/\0/usr/lib/x86_64-linux-gnu/\0/lib/\0/usr/lib/\0"
                    + "x\0/etc/ld.so.cache\0/etc/ld.so.preload\0";

    @Test
    void aLoaderLooksIntoTheTreeOnly() throws IOException {
        byte[] loader = LOADER.getBytes(ISO_8859_1);

        LoaderPaths.change(loader);

        assertThat(new String(loader, ISO_8859_1))
                .isEqualTo(
                        "\0/.yagura/m////////////\0/.yagura/m////////////////\0/sys/\0/.yagura/\0"
                                + "x\0/.yagura/cache\0\0\0/.yagura/preload\0\0\0");
    }

    @ParameterizedTest
    @CsvSource({"/etc/ld.so.preload", "/etc/ld.so.cache", "/usr/lib/x86_64-linux-gnu/"})
    void aLoaderOfAnotherFormIsRefused(String missing) {
        byte[] loader = LOADER.replace(missing, "?".repeat(missing.length())).getBytes(ISO_8859_1);

        assertThatThrownBy(() -> LoaderPaths.change(loader))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds no \"" + missing + "\"");
    }

    @Test
    void perlTakesItsModulesFromTheTree() {
        PerlPaths perl = new PerlPaths();
        byte[] program =
                "\0/etc/perl\0/usr/share/perl5\0/usr/lib/perl/5.36\0/usr/share/doc\0/usr/share/perl5\0"
                        .getBytes(ISO_8859_1);

        assertThat(perl.change(program)).isTrue();

        assertThat(new String(program, ISO_8859_1))
                .isEqualTo(
                        "\0/.yagura/\0/.yagura/@1/////\0/.yagura/@0///////\0/usr/share/doc\0/.yagura/@1/////\0");
        assertThat(perl.links())
                .isEqualTo(Map.of("@0", "usr/lib/perl/5.36", "@1", "usr/share/perl5"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "lynis > #!/bin/sh > #!/.yagura/bin/sh",
                "lynis > #! /usr/bin/perl -w > #! /.yagura/usr/bin/perl -w",
                "lynis > . /usr/share/lynis/include/x > . /.yagura/usr/share/lynis/include/x",
                "lynis > I=\"/usr/local/include/lynis ./include\" > I=\"/.yagura/usr/local/include/lynis ./include\"",
                "lynis > S=$(ls -l /bin/sh | awk x) > S=$(ls -l /.yagura/bin/sh | awk x)",
                "lynis > ls -l /bin/shred /usr/bin/sh > ls -l /bin/shred /usr/bin/sh",
                "rkhunter > cat /etc/rkhunter.conf.local > cat /.yagura/etc/rkhunter.conf.local",
                "chkrootkit > cd /usr/lib/chkrootkit > cd /.yagura/usr/lib/chkrootkit",
                "chkrootkit > ls /usr/lib/chkrootkits > ls /usr/lib/chkrootkits",
                "chkrootkit > ls ${D}/usr/lib/chkrootkit > ls ${D}/usr/lib/chkrootkit",
                "chkrootkit > ls /usr/lib/pt07 /bin/ls > ls /usr/lib/pt07 /bin/ls",
                "chkrootkit > ls x/etc/chkrootkit > ls x/etc/chkrootkit",
            })
    void scriptsTakeTheirOwnFromTheTreeAndLookAtTheGuests(
            String packageName, String text, String changed) {
        assertThat(new OwnPlaces(packageName).in(text)).isEqualTo(changed);
    }
}
