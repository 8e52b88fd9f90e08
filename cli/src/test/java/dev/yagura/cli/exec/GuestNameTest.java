package dev.yagura.cli.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestNameTest {
    @TempDir private Path tree;

    private void file(String name, String text) throws IOException {
        Path file = tree.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void isWhatTheKernelHasBeforeWhatTheFileSays() throws IOException {
        file("etc/hostname", "of-the-file\n");
        assertThat(GuestName.of(tree)).isEqualTo("of-the-file");

        file("proc/sys/kernel/hostname", "web.example\n");
        assertThat(GuestName.of(tree)).isEqualTo("web.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "a b", "a;b", "$(x)", "\u0000", "a\nb", "../x"})
    void whatIsNoNameIsNotTaken(String text) throws IOException {
        file("etc/hostname", text);

        assertThat(GuestName.of(tree)).isEqualTo("guest");
    }

    @Test
    void noLinkIsFollowed() throws IOException {
        file("secret", "of-the-host");
        Files.createDirectories(tree.resolve("etc"));
        Files.createSymbolicLink(tree.resolve("etc/hostname"), tree.resolve("secret"));

        assertThat(GuestName.of(tree)).isEqualTo("guest");
    }
}
