package dev.yagura.cli.capture;

import dev.yagura.cli.output.Printable;
import dev.yagura.detect.Finding;
import dev.yagura.detect.crossview.FlowOwner;
import dev.yagura.detect.crossview.SocketLook;
import dev.yagura.detect.crossview.SocketWatch;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.packet.DecodedFrame;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Says whose flows are by the VM's memory, and finds those that have no socket there. */
public final class SocketJudge implements PacketJudge, AutoCloseable {
    /** More alerts than one in so long a time do not wait for a look of their own. */
    private static final Duration BETWEEN_WAITS = Duration.ofSeconds(3);

    private final SocketWatch watch;
    private final SocketLooks looks;
    private long findings;
    private long whole;
    private long nextWait = System.nanoTime();

    /** Begins to look; what is found is told to {@code taker}. */
    public SocketJudge(SocketSource source, Consumer<Finding> taker) {
        watch =
                new SocketWatch(finding -> {
                    findings++;
                    taker.accept(finding);
                });
        looks = new SocketLooks(source);
    }

    @Override
    public AppListener flows() {
        return watch;
    }

    @Override
    public void frame(CapturedFrame frame, DecodedFrame decoded, Instant time) {
        take();
        watch.frame(frame.direction(), time, Instant.now());
        looks.packet();
    }

    private void take() {
        boolean taken = false;
        for (Optional<SocketLook> look = looks.next(); look.isPresent(); look = looks.next()) {
            watch.looked(look.get());
            whole++;
            taken = true;
        }
        if (taken) {
            looks.setCareful(watch.isSuspicious());
        }
    }

    /** Returns whose a flow is, as far as it is known. */
    public Optional<FlowOwner> owner(Flow flow) {
        take();
        return watch.owner(flow);
    }

    /** Returns whose a flow is; if that is not known, looks again, unless it just did. */
    public Optional<FlowOwner> ownerNow(Flow flow) {
        Optional<FlowOwner> known = owner(flow);
        if (known.isPresent() || System.nanoTime() - nextWait < 0) {
            return known;
        }
        looks.awaitFresh();
        nextWait = System.nanoTime() + BETWEEN_WAITS.toNanos();
        return owner(flow);
    }

    @Override
    public void finish() {
        take();
        looks.close();
    }

    @Override
    public boolean isComplete() {
        return whole > 0 && looks.problem().isEmpty() && watch.undirected() == 0;
    }

    @Override
    public void sayTo(PrintWriter err) {
        err.printf("sockets: %d looks; %d findings%n", looks.count(), findings);
        looks.problem()
                .ifPresent(why ->
                        err.println("incomplete: sockets were not read: " + Printable.of(why)));
        if (whole == 0 && looks.problem().isEmpty()) {
            err.println("incomplete: sockets were not read before the end");
        }
        if (watch.undirected() > 0) {
            err.printf(
                    "incomplete: of %d frames it is not known who sent them, so that they are not"
                            + " compared with sockets%n",
                    watch.undirected());
        }
    }

    @Override
    public Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("socketLooks", looks.count());
        facts.put("foreignEnds", watch.foreign());
        looks.problem().ifPresent(why -> facts.put("socketsNotRead", why));
        return facts;
    }

    @Override
    public void close() {
        looks.close();
    }
}
