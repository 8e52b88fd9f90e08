package dev.yagura.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostToolTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Test
    void returnsStandardOutputOnly() throws IOException {
        assertThat(HostTool.text(LIMIT, List.of("sh", "-c", "echo out; echo err >&2")))
                .isEqualTo("out\n");
    }

    @Test
    void saysWhatAFailedToolComplainedOf() {
        assertThatThrownBy(
                        () -> HostTool.text(LIMIT, List.of("sh", "-c", "echo no such >&2; exit 7")))
                .isInstanceOf(IOException.class)
                .hasMessage("sh: exit status 7, expected 0: no such");
    }

    @Test
    void endsAToolThatTakesTooLong() {
        assertThatThrownBy(() ->
                        HostTool.run(Duration.ofMillis(1), Path.of("/"), List.of("sleep", "1000")))
                .isInstanceOf(IOException.class)
                .hasMessage("sleep: still running after 0 s");
    }

    @Test
    void namesThePackageOfAMissingTool() {
        assertThatThrownBy(() -> HostTool.require("no-such-tool", "its-package"))
                .hasMessage(
                        "host: found no no-such-tool, expected it from Debian package its-package");
    }
}
