package dev.yagura.channel.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.channel.tls.PatternDisk;
import dev.yagura.channel.tls.PatternMemory;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.memory.GpaRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server against clients of other projects: libnbd and QEMU. */
class OtherClientsTest {
    private static final GpaRange LOW = new GpaRange(0, 0x300000);
    private static final GpaRange HIGH = new GpaRange(0x800000, 0xa00000);

    @TempDir private Path directory;
    private NbdTestServer server;
    private Path keys;
    private String uri;
    private int port;

    @BeforeEach
    void start() throws IOException {
        server =
                new NbdTestServer(
                        new Endpoint.Tcp("localhost", 0),
                        Map.of(
                                "memory",
                                new NbdContent.Memory(new PatternMemory(LOW, HIGH)),
                                "disk/0",
                                new NbdContent.Disk(new PatternDisk(() -> {}))),
                        NbdServerConfig.DEFAULT);
        keys = server.authority().writeClientFiles(directory, server.client());
        port = ((Endpoint.Tcp) server.endpoint()).port();
        uri = "nbds://localhost:" + port + "/memory?tls-certificates=" + keys;
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void nbdinfoDescribesTheExport() throws Exception {
        var result = RequiredTool.run(directory, "nbdinfo", uri);

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output())
                .contains("using structured packets", "with TLS")
                .contains("export=\"memory\"", "description: test export memory")
                .contains("export-size: 10485760")
                .contains("is_read_only: true", "can_multi_conn: true", "can_df: true")
                .contains("base:allocation");
    }

    @Test
    void nbdinfoListsExports() throws Exception {
        String all = "nbds://localhost:" + port + "?tls-certificates=" + keys;
        var result = RequiredTool.run(directory, "nbdinfo", "--list", all);

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("export=\"memory\"");
    }

    @Test
    void nbdinfoMapsTheHole() throws Exception {
        var result = RequiredTool.run(directory, "nbdinfo", "--map", uri);

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly(
                        "0 3145728 0 data",
                        "3145728 5242880 3 hole,zero",
                        "8388608 2097152 0 data");
    }

    @Test
    void nbdcopyCopiesAllBytes() throws Exception {
        Path copy = directory.resolve("copy.raw");
        var result = RequiredTool.run(directory, "nbdcopy", uri, copy.toString());

        assertThat(result.status()).as(result.output()).isZero();
        assertIsTheGuest(copy);
    }

    @Test
    void nbdcopyCopiesADisk() throws Exception {
        Path copy = directory.resolve("copy.raw");
        String disk = "nbds://localhost:" + port + "/disk/0?tls-certificates=" + keys;
        var info = RequiredTool.run(directory, "nbdinfo", disk);
        var result = RequiredTool.run(directory, "nbdcopy", disk, copy.toString());

        assertThat(info.output())
                .contains("export-size: " + PatternDisk.SIZE, "is_read_only: true");
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(Files.readAllBytes(copy))
                .isEqualTo(PatternMemory.expected(0, (int) PatternDisk.SIZE));
    }

    @Test
    void nbdcopyWithoutExtentsGetsZeroesForTheHole() throws Exception {
        Path copy = directory.resolve("copy.raw");
        var result = RequiredTool.run(directory, "nbdcopy", "--no-extents", uri, copy.toString());

        assertThat(result.status()).as(result.output()).isZero();
        assertIsTheGuest(copy);
    }

    @Test
    void qemuImgConvertsAllBytes() throws Exception {
        Path copy = directory.resolve("copy.raw");
        String source = "driver=nbd,host=localhost,port=" + port + ",export=memory,tls-creds=t";
        var result =
                RequiredTool.run(
                        directory,
                        "qemu-img",
                        "convert",
                        "--object",
                        "tls-creds-x509,id=t,endpoint=client,dir=" + keys,
                        "--image-opts",
                        source,
                        "-O",
                        "raw",
                        copy.toString());

        assertThat(result.status()).as(result.output()).isZero();
        assertIsTheGuest(copy);
    }

    @Test
    void aClientWithoutTlsLearnsNothing() throws Exception {
        var result = RequiredTool.run(directory, "nbdinfo", "nbd://localhost:" + port + "/memory");

        assertThat(result.status()).isNotZero();
        assertThat(result.output()).doesNotContain("10485760", "test export");
    }

    private static void assertIsTheGuest(Path copy) throws IOException {
        assertThat(Files.size(copy)).isEqualTo(HIGH.end());
        byte[] bytes = Files.readAllBytes(copy);
        for (int i = 0; i < bytes.length; i++) {
            boolean ram = LOW.contains(i, 1) || HIGH.contains(i, 1);
            byte expected = ram ? PatternMemory.at(i) : 0;
            if (bytes[i] != expected) {
                throw new AssertionError(
                        "byte 0x%x is %d, expected %d".formatted(i, bytes[i], expected));
            }
        }
    }
}
