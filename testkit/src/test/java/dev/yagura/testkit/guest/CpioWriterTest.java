package dev.yagura.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yagura.testkit.host.HostTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpioWriterTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void alignsNamesAndContentsTo4Bytes() throws IOException {
        String archive = new String(sample(), StandardCharsets.US_ASCII);

        assertThat(archive.length() % 4).isZero();
        for (String name : List.of("etc", "etc/one", "etc/link", "TRAILER!!!")) {
            int at = archive.indexOf(name + "\0") - 110;
            assertThat(at % 4).as(name).isZero();
            assertThat(archive.substring(at, at + 6)).as(name).isEqualTo("070701");
        }
    }

    @Test
    void equalContentsGiveEqualBytes() throws IOException {
        assertThat(sample()).isEqualTo(sample());
    }

    @Test
    void busyboxUnpacksIt(@TempDir Path directory) throws IOException {
        assumeTrue(HostTool.find("busybox").isPresent(), "busybox");
        Path archive = directory.resolve("archive");
        Files.write(archive, sample());

        String busybox = HostTool.require("busybox", "busybox-static").toString();
        HostTool.run(LIMIT, directory, List.of(busybox, "cpio", "-id", "-F", archive.toString()));

        assertThat(directory.resolve("etc/one")).hasContent("12345").isExecutable();
        assertThat(Files.readSymbolicLink(directory.resolve("etc/link"))).isEqualTo(Path.of("one"));
    }

    private static byte[] sample() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var archive = new CpioWriter(bytes)) {
            archive.directory("etc", 0755);
            archive.file("etc/one", 0755, "12345".getBytes(StandardCharsets.US_ASCII));
            archive.symlink("etc/link", "one");
        }
        return bytes.toByteArray();
    }
}
