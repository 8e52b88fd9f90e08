package dev.yagura.hypervisor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.channel.agent.GuestSource;
import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureReader;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.capture.CapturedFrame.Direction;
import dev.yagura.network.capture.LossTally;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Taps on a real QEMU with two network cards, held against what its own {@code filter-dump} writes.
 * Frames for the guest are sent to QEMU by UDP; the guest's own are those by which QEMU announces
 * its cards ({@code announce-self}).
 */
class QemuTapTest {
    private static final int CARDS = 2;
    private static final int RARP = 0x8035;
    private static final String ANNOUNCE =
            "{\"execute\": \"announce-self\", \"arguments\": {\"initial\": 1, \"max\": 1, \"rounds\": 5,"
                    + " \"step\": 1}}";

    @TempDir private Path directory;
    private final QemuGuests guests = new QemuGuests();
    private final Random random = new Random(1);
    private final List<Integer> ports = new ArrayList<>();

    private TestQemu start() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-machine", "q35", "-m", "16"));
        for (int card = 0; card < CARDS; card++) {
            int port = freePort();
            ports.add(port);
            arguments.addAll(
                    List.of(
                            "-netdev",
                            "socket,id=n%d,udp=127.0.0.1:%d,localaddr=127.0.0.1:%d"
                                    .formatted(card, freePort(), port),
                            "-device",
                            "rtl8139,romfile=,netdev=n" + card));
        }
        TestQemu qemu = TestQemu.start(directory, arguments.toArray(String[]::new));
        qemu.execute("{\"execute\": \"cont\"}"); // a QEMU at rest takes no frames
        return qemu;
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void dump(TestQemu qemu) throws IOException {
        for (int card = 0; card < CARDS; card++) {
            qemu.execute(
                    "{\"execute\": \"object-add\", \"arguments\": {\"qom-type\": \"filter-dump\", \"id\": \"d%d\", \"netdev\": \"n%d\", \"file\": \"%s\"}}"
                            .formatted(card, card, dumpOf(card)));
        }
    }

    private Path dumpOf(int card) {
        return directory.resolve("dump" + card);
    }

    /** Returns frames as text, so that failures can be read. */
    private List<String> dumped(TestQemu qemu, int card) throws IOException {
        qemu.execute(
                "{\"execute\": \"object-del\", \"arguments\": {\"id\": \"d%d\"}}".formatted(card));
        List<String> frames = new ArrayList<>();
        try (var in = Files.newInputStream(dumpOf(card))) {
            CaptureReader reader = CaptureReader.open(in);
            for (var frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                frames.add(text(frame.get()));
            }
        }
        return frames;
    }

    private static String text(CapturedFrame frame) {
        return HexFormat.of().formatHex(frame.bytes().toArray(JAVA_BYTE));
    }

    private GuestSource open(TestQemu qemu) throws IOException {
        return guests.open(guests.select(Long.toString(qemu.pid())));
    }

    private void send(DatagramSocket socket, int card, byte[] frame) throws IOException {
        socket.send(
                new DatagramPacket(
                        frame, frame.length, InetAddress.getLoopbackAddress(), ports.get(card)));
    }

    private byte[] frame(long number) {
        byte[] frame = new byte[60 + random.nextInt(1455)];
        random.nextBytes(frame);
        ByteBuffer.wrap(frame).putShort(12, (short) 0x88B5).putLong(14, number);
        return frame;
    }

    /** What came of one tap. */
    private static final class Tapped {
        final List<List<String>> frames = List.of(new ArrayList<>(), new ArrayList<>());
        final List<CapturedFrame> all = new ArrayList<>();
        final LossTally losses = new LossTally();

        /** Takes the next event; returns the frame, if it is one. */
        Optional<CapturedFrame> take(CaptureSource tap) throws IOException {
            CaptureEvent event = tap.next().orElseThrow();
            losses.count(event);
            if (event instanceof CaptureEvent.Frame(CapturedFrame frame, long _)) {
                frames.get(frame.captureInterface().index()).add(text(frame));
                all.add(frame);
                return Optional.of(frame);
            }
            return Optional.empty();
        }
    }

    /** Sends a frame again and again until the tap has it: some of UDP's may be lost. */
    private void sendUntilTapped(DatagramSocket socket, int card, Tapped tapped, CaptureSource tap)
            throws IOException {
        byte[] marker = frame(-1);
        String text = HexFormat.of().formatHex(marker);
        while (!tapped.frames.get(card).contains(text)) {
            send(socket, card, marker);
            boolean _ = tapped.take(tap).isPresent();
        }
    }

    @Test
    void framesAreThoseOfQemusOwnDumpInOrderAndWithTheirDirection() throws Exception {
        try (TestQemu qemu = start();
                GuestSource guest = open(qemu);
                DatagramSocket socket = new DatagramSocket()) {
            Tapped tapped = new Tapped();
            try (CaptureSource tap = guest.openTap(List.of())) {
                dump(qemu);
                for (int number = 0; number < 600; number++) {
                    send(socket, number % CARDS, frame(number));
                    if (number % 200 == 100) {
                        qemu.execute(ANNOUNCE);
                    }
                }
                for (int card = 0; card < CARDS; card++) {
                    sendUntilTapped(socket, card, tapped, tap);
                }
                for (int card = 0; card < CARDS; card++) {
                    List<String> expected = dumped(qemu, card);
                    while (tapped.frames.get(card).size() < expected.size()) {
                        boolean _ = tapped.take(tap).isPresent();
                    }
                    assertThat(tapped.frames.get(card).subList(0, expected.size()))
                            .as("card %d", card)
                            .isEqualTo(expected);
                }
            }
            assertThat(tapped.losses.frames()).isZero();
            assertThat(tapped.all.stream().filter(QemuTapTest::isAnnouncement))
                    .hasSizeGreaterThan(CARDS)
                    .allMatch(frame -> frame.direction() == Direction.OUTBOUND);
            assertThat(tapped.all.stream().filter(frame -> !isAnnouncement(frame)))
                    .hasSizeGreaterThan(100)
                    .allMatch(frame -> frame.direction() == Direction.INBOUND);
            assertThat(tapped.all)
                    .allMatch(frame -> frame.captureInterface().name().matches("n[01]"));
            requireNothingLeft(qemu);
        }
    }

    private static boolean isAnnouncement(CapturedFrame frame) {
        return ByteBuffer.wrap(frame.bytes().toArray(JAVA_BYTE)).getShort(12) == (short) RARP;
    }

    private static void requireNothingLeft(TestQemu qemu) throws IOException {
        assertThat(qemu.execute("{\"execute\": \"query-chardev\"}")).doesNotContain("yagura");
        assertThat(
                        qemu.execute(
                                "{\"execute\": \"qom-list\", \"arguments\": {\"path\": \"/objects\"}}"))
                .doesNotContain("yagura");
    }

    @Test
    void twentyTapsUnderLoadLoseNothingThatIsNotCounted() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (TestQemu qemu = start();
                GuestSource guest = open(qemu);
                DatagramSocket socket = new DatagramSocket()) {
            dump(qemu);
            Thread load = Thread.ofPlatform().start(() -> load(socket, done));
            List<Tapped> taps = new ArrayList<>();
            try {
                for (int round = 0; round < 20; round++) {
                    Tapped tapped = new Tapped();
                    try (CaptureSource tap = guest.openTap(List.of())) {
                        while (tapped.frames.stream().anyMatch(card -> card.size() < 50)) {
                            boolean _ = tapped.take(tap).isPresent();
                        }
                    }
                    taps.add(tapped);
                }
            } finally {
                done.set(true);
                load.join();
            }
            requireNothingLeft(qemu);
            for (int card = 0; card < CARDS; card++) {
                List<String> expected = dumped(qemu, card);
                for (Tapped tapped : taps) {
                    assertThat(tapped.losses.frames()).isZero();
                    List<String> found = tapped.frames.get(card);
                    int from = expected.indexOf(found.getFirst());
                    assertThat(from).isNotNegative();
                    assertThat(expected.subList(from, from + found.size())).isEqualTo(found);
                }
            }
        }
    }

    private void load(DatagramSocket socket, AtomicBoolean done) {
        try {
            for (long number = 0; !done.get(); number++) {
                send(socket, (int) (number % CARDS), frame(number));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What an agent is until it is killed: taps and waits. */
    static final class TapAndWait {
        private TapAndWait() {}

        public static void main(String[] arguments) throws IOException {
            QemuGuests guests = new QemuGuests();
            var _ = guests.open(guests.select(arguments[0])).openTap(List.of());
            System.out.println("open");
            System.out.flush();
            System.in.read();
        }
    }

    @Test
    void aKilledAgentsTapHoldsNobodyUpAndTheNextOneRemovesIt() throws Exception {
        try (TestQemu qemu = start();
                DatagramSocket socket = new DatagramSocket();
                ChildJvm agent = ChildJvm.start(List.of(), TapAndWait.class, "" + qemu.pid())) {
            assertThat(agent.readLine()).isEqualTo("open");
            assertThat(guests.recover()).as("its agent lives").isEmpty();
            agent.kill();
            for (int number = 0; number < 20; number++) { // QEMU prints a line or two for each
                send(socket, number % CARDS, frame(number));
            }
            assertThat(qemu.isRunning()).isTrue();

            assertThat(guests.recover())
                    .containsExactly(
                            "pid %d still mirrored packets for a killed agent; 8 filters and sockets removed"
                                    .formatted(qemu.pid()));
            requireNothingLeft(qemu);
            assertThat(guests.recover()).isEmpty();
        }
    }
}
