package dev.yagura.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.crossview.GuestSocket;
import dev.yagura.detect.crossview.SocketLook;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.capture.CaptureInterface;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.capture.CapturedFrame.Direction;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowLimits;
import dev.yagura.network.flow.FlowListener;
import dev.yagura.network.flow.FlowTable;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.PacketDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Looks while packets come; what is made of them is {@code detect}'s matter. */
class SocketJudgeTest {
    /** UDP without checksum from 192.168.0.1, port 4000, to 192.0.2.2, port 22. */
    private static final byte[] PACKET =
            HexFormat.of()
                    .parseHex("45000020000100004011f820c0a80001c00002020fa00016000c00006576696c");

    private static final Instant TIME = Instant.parse("2026-11-30T12:00:00Z");

    private static Flow flow(SocketJudge judge) {
        List<Flow> flows = new ArrayList<>();
        var table =
                new FlowTable(
                        FlowLimits.DEFAULT,
                        new FlowListener() {
                            @Override
                            public void started(Flow flow) {
                                flows.add(flow);
                            }
                        });
        var frame =
                new CapturedFrame(
                        new CaptureInterface(0, "n0", 101, 0),
                        Optional.of(TIME),
                        Direction.OUTBOUND,
                        PACKET.length,
                        MemorySegment.ofArray(PACKET));
        DecodedFrame decoded = new PacketDecoder().decode(frame);
        judge.frame(frame, decoded, TIME);
        table.accept(decoded, TIME);
        return flows.getFirst();
    }

    private static SocketLook look() {
        Row row =
                Row.of(
                        "protocol",
                        "udp",
                        "localAddress",
                        "0.0.0.0",
                        "localPort",
                        4000,
                        "pid",
                        12,
                        "comm",
                        "evil",
                        "listed",
                        true);
        return new SocketLook(
                TIME, TIME, List.of(GuestSocket.of(row).orElseThrow()), true, Optional.empty());
    }

    @Test
    void ownerThatIsNotKnownIsLookedFor() {
        try (var judge = new SocketJudge(_ -> look(), _ -> {})) {
            Flow flow = flow(judge);

            assertThat(judge.ownerNow(flow).orElseThrow().text()).isEqualTo("process 12 (evil)");

            judge.finish();
            assertThat(judge.isComplete()).isTrue();
        }
    }

    @Test
    void memoryThatCannotBeReadIsTold() {
        SocketSource broken =
                _ -> {
                    throw new IOException("no kernel");
                };
        try (var judge = new SocketJudge(broken, _ -> {})) {
            assertThat(judge.ownerNow(flow(judge))).isEmpty();

            judge.finish();
            assertThat(judge.isComplete()).isFalse();
            var text = new StringWriter();
            judge.sayTo(new PrintWriter(text, true));
            assertThat(text.toString()).contains("incomplete: sockets were not read: no kernel");
            assertThat(judge.facts()).containsEntry("socketsNotRead", "no kernel");
        }
    }
}
