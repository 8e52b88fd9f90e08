package dev.yagura.it;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.capture.CaptureReader;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.capture.CapturedFrame.Direction;
import dev.yagura.testkit.guest.Guest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Acceptance: packets of a guest that runs, over the agent and the enclave, are those of QEMU's own
 * dump, and nothing is left in QEMU thereafter.
 */
@Tag("guest")
@ResourceLock(SharedGuest.LOCK)
@Order(SharedGuest.EARLY)
class CaptureTest {
    private static final String UP = "ip link set eth0 up; ip addr add 10.0.2.15/24 dev eth0";
    private static final String DOWN = "ip addr flush dev eth0; ip link set eth0 down";

    /** The guest asks who has an address, and QEMU's network answers. */
    private static final String TALK = "arping -c 4 -w 5 -I eth0 10.0.2.2 >/dev/null";

    private static final int FRAMES = 12;
    private static final int MANY = 30;

    @TempDir private Path folder;

    @Test
    void packetsAreThoseOfQemusOwnDump() throws IOException {
        Guest guest = SharedGuest.get();
        Path dump = folder.resolve("dump");
        Path written = folder.resolve("written");
        guest.monitor()
                .execute(
                        "object-add",
                        "{\"qom-type\": \"filter-dump\", \"id\": \"dump\", \"netdev\": \"n0\", \"file\": \"%s\"}"
                                .formatted(dump));
        try (Yagura.Run capture =
                Yagura.HERE.start(
                        "capture",
                        Guests.vm(guest),
                        "--write",
                        written.toString(),
                        "--count",
                        Integer.toString(FRAMES),
                        "--json")) {
            while (!objects(guest).contains("yagura-tap") && capture.process().isAlive()) {
                Thread.onSpinWait();
            }
            guest.run(UP);
            for (int i = 0; i < MANY && capture.process().isAlive(); i++) {
                guest.run(TALK);
            }
            Yagura.Result result = capture.await().exits(0);
            assertThat(result.errors()).contains("lost: none", "enclave: simulated");
            assertThat(result.rows().getFirst().number("frames")).isEqualTo(FRAMES);
        } finally {
            guest.monitor().execute("object-del", "{\"id\": \"dump\"}");
            guest.run(DOWN);
        }

        assertThat(objects(guest)).doesNotContain("yagura");
        List<CapturedFrame> captured = frames(written);
        assertThat(Collections.indexOfSubList(bytes(frames(dump)), bytes(captured)))
                .as("%s in %s", bytes(captured), bytes(frames(dump)))
                .isNotNegative();
        assertThat(captured)
                .extracting(CapturedFrame::direction)
                .containsOnly(Direction.INBOUND, Direction.OUTBOUND);
    }

    private static String objects(Guest guest) throws IOException {
        return guest.monitor().execute("qom-list", "{\"path\": \"/objects\"}");
    }

    private static List<CapturedFrame> frames(Path file) throws IOException {
        List<CapturedFrame> frames = new ArrayList<>();
        try (var in = Files.newInputStream(file)) {
            CaptureReader reader = CaptureReader.open(in);
            for (var frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                frames.add(frame.get());
            }
        }
        return frames;
    }

    private static List<String> bytes(List<CapturedFrame> frames) {
        return frames.stream()
                .map(frame -> HexFormat.of().formatHex(frame.bytes().toArray(JAVA_BYTE)))
                .toList();
    }
}
