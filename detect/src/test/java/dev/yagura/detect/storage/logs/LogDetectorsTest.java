package dev.yagura.detect.storage.logs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.storage.StorageScan;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LogDetectorsTest {
    private static final int SECONDS = 1_790_000_000;

    private final MemoryTree tree =
            new MemoryTree("made up")
                    .file(
                            "/etc/passwd",
                            "root:x:0:0::/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/sh\n");

    /** A record as {@code login} writes it: struct utmp of bits/utmp.h on x86-64. */
    private static byte[] login(String user, int seconds) {
        ByteBuffer record = ByteBuffer.allocate(384).order(ByteOrder.LITTLE_ENDIAN);
        record.putShort(0, (short) 7).putInt(4, 612);
        record.put(8, "pts/0".getBytes(US_ASCII)).put(44, user.getBytes(US_ASCII));
        return record.putInt(340, seconds).array();
    }

    private static byte[] records(byte[]... records) {
        ByteBuffer all = ByteBuffer.allocate(Arrays.stream(records).mapToInt(r -> r.length).sum());
        Arrays.stream(records).forEach(all::put);
        return all.array();
    }

    private StorageScan scan() throws IOException {
        return StorageScan.of(tree, LogDetectors.all());
    }

    @Test
    void aRecordWithoutATimeWasErased() throws IOException {
        tree.file(
                "/var/log/wtmp",
                records(login("alice", SECONDS), new byte[384], login("bob", SECONDS + 60)),
                file -> {});

        Finding finding = scan().findings().getFirst();

        assertThat(finding.subject()).isEqualTo("wted at /var/log/wtmp");
        assertThat(finding.confidence()).isEqualTo(Confidence.HIGH);
        assertThat(finding.evidence().get(1).describe())
                .isEqualTo(
                        "/var/log/wtmp: time of the record at byte 384 (user \"\", line \"\") is 0,"
                                + " expected one between 2026-09-21T14:13:20Z and"
                                + " 2026-09-21T14:14:20Z");
    }

    @Test
    void aLastRecordOfZerosMayBeACrash() throws IOException {
        tree.file("/var/log/btmp", records(login("x", SECONDS), new byte[384]), file -> {});

        assertThat(scan().findings())
                .singleElement()
                .satisfies(found -> assertThat(found.confidence()).isEqualTo(Confidence.LOW));
    }

    @Test
    void anEndWithinARecordIsTold() throws IOException {
        tree.file("/var/log/wtmp", Arrays.copyOf(login("alice", SECONDS), 390), file -> {});

        assertThat(scan().subjects("linux.login.erased-record"))
                .containsExactly("end of /var/log/wtmp");
    }

    @Test
    void honestRecordsAreCounted() throws IOException {
        tree.file("/var/log/wtmp", records(login("alice", 1), login("bob", SECONDS)), file -> {});

        StorageScan scan = scan();

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.report().looked()).containsEntry("records of logins", 2L);
        assertThat(scan.report().isComplete()).isTrue();
    }

    @Test
    void aUserWhoLoggedInHasALastLogin() throws IOException {
        byte[] lastlog = new byte[292 * 1001];
        ByteBuffer.wrap(lastlog).order(ByteOrder.LITTLE_ENDIAN).putInt(0, SECONDS);
        tree.file(
                        "/var/log/wtmp",
                        records(login("alice", SECONDS), login("root", SECONDS)),
                        file -> {})
                .file("/var/log/lastlog", lastlog, file -> {});

        StorageScan scan = scan();

        assertThat(scan.subjects("linux.login.erased-last")).containsExactly("z2 of user alice");
        assertThat(scan.report().looked()).containsEntry("users who have logged in", 2L);
    }

    @Test
    void aLastlogThatNobodyWritesSaysNothing() throws IOException {
        tree.file("/var/log/wtmp", login("alice", SECONDS), file -> {})
                .file("/var/log/lastlog", "");

        assertThat(scan().findings()).isEmpty();
    }

    @Test
    void allHomesAreLookedAt() throws IOException {
        tree.file("/home/alice/.bash_history", "ls", file -> {})
                .hardLink("/home/alice/.sh_history", "/home/alice/.bash_history")
                .file("/home/domain-user/.bash_history", "")
                .link("/root/.bash_history", "/dev/null")
                .file("/home/alice/history", "")
                .file("/home/alice/.histories", "");

        assertThat(scan().subjects("linux.history.emptied"))
                .containsExactlyInAnyOrder(
                        "linked-history at /home/alice/.bash_history",
                        "linked-history at /home/alice/.sh_history",
                        "zero-size-history at /home/domain-user/.bash_history",
                        "linked-history at /root/.bash_history");
    }

    @Test
    void linesOfPasswdThatAreNoneArePassedOver() throws IOException {
        tree.file("/etc/passwd", "::::\n\nx:y:z\nroot:x:99999999999:0::/root:/bin/sh\n+\n\u0000");

        assertThat(scan().findings()).isEmpty();
    }
}
