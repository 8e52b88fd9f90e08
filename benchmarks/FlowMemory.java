import dev.yagura.network.app.AppLayer;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.flow.FlowLimits;
import dev.yagura.network.flow.FlowTable;
import dev.yagura.network.packet.Checksum;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.Envelope;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.IpHeader;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.TcpOptions;
import dev.yagura.network.packet.Transport;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Opens 100,000 connections of TCP, in each of which a request of HTTP is under way, and prints how
 * much memory they take; run by {@code benchmarks/packets}.
 */
final class FlowMemory {
    private static final int FLOWS = 100_000;
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final IpAddress SERVER = IpAddress.v4(0xC000_0202L);
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: half a"
                    .getBytes(StandardCharsets.US_ASCII);

    private FlowMemory() {}

    public static void main(String[] arguments) {
        for (boolean protocols : new boolean[] {false, true}) {
            long before = used();
            AppListener nobody = new AppListener() {};
            var table = new FlowTable(FlowLimits.DEFAULT, protocols ? new AppLayer(nobody) : nobody);
            for (int flow = 0; flow < FLOWS; flow++) {
                open(table, IpAddress.v4(0x0A00_0000L + flow / 50_000), 10_000 + flow % 50_000);
            }
            long bytes = used() - before;
            System.out.printf(
                    "%d flows%s: %d MiB, %d bytes each%n",
                    table.size(),
                    protocols ? " with what is said in them" : "",
                    bytes >> 20,
                    bytes / table.size());
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void open(FlowTable table, IpAddress client, int port) {
        send(table, client, port, true, 1000, 0, SYN, new byte[0]);
        send(table, client, port, false, 5000, 1001, SYN | ACK, new byte[0]);
        send(table, client, port, true, 1001, 5001, ACK, REQUEST);
    }

    private static void send(
            FlowTable table,
            IpAddress client,
            int port,
            boolean toServer,
            long sequence,
            long acknowledgment,
            int flags,
            byte[] payload) {
        var tcp =
                new Transport.Tcp(
                        toServer ? port : 80,
                        toServer ? 80 : port,
                        sequence,
                        acknowledgment,
                        flags,
                        65_535,
                        TcpOptions.NONE,
                        Checksum.GOOD);
        var ip =
                new IpHeader(toServer ? client : SERVER, toServer ? SERVER : client, 6, 0, 64, false);
        table.accept(
                new DecodedFrame.Whole(
                        new Packet(
                                new Envelope(List.of(), List.of()),
                                ip,
                                tcp,
                                MemorySegment.ofArray(payload),
                                0,
                                Optional.empty())),
                Instant.EPOCH);
    }
}
