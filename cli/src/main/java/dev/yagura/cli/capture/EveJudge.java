package dev.yagura.cli.capture;

import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.eve.EveLog;
import dev.yagura.network.match.RuleAlert;
import dev.yagura.network.packet.DecodedFrame;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SequencedMap;

/** Writes what is in packets as records of Suricata's EVE, a JSON object a line. */
public final class EveJudge implements PacketJudge, AutoCloseable {
    private static final long FLUSH_NANOS = Duration.ofSeconds(1).toNanos();

    private final PacketSink sink;
    private final PrintWriter out;
    private final EveLog log = new EveLog(this::write);
    private long records;
    private long flushedNanos = System.nanoTime();

    /** Prepares to write to {@code sink}, which is closed with this. */
    public EveJudge(PacketSink sink) {
        this.sink = sink;
        this.out = new PrintWriter(new OutputStreamWriter(sink.stream(), StandardCharsets.UTF_8));
    }

    private void write(SequencedMap<String, Object> record) {
        records++;
        out.println(Json.write(new Row(record)));
    }

    /** Takes what a rule found. */
    public void alert(RuleAlert alert) {
        log.alert(alert);
    }

    @Override
    public AppListener flows() {
        return log;
    }

    @Override
    public void frame(CapturedFrame frame, DecodedFrame decoded, Instant time) {
        log.frame(frame, decoded, time);
        long nanos = System.nanoTime();
        if (nanos - flushedNanos >= FLUSH_NANOS) {
            out.flush(); // who reads along waits no longer than for the next frame
            flushedNanos = nanos;
        }
    }

    @Override
    public void finish() {
        log.finish();
        out.flush();
    }

    @Override
    public boolean isComplete() {
        return !out.checkError();
    }

    @Override
    public void sayTo(PrintWriter err) {
        err.printf("eve: %d records%n", records);
        if (!isComplete()) {
            err.println("incomplete: records could not be written");
        }
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of("eveRecords", records);
    }

    @Override
    public void close() throws IOException {
        out.flush();
        sink.close();
    }
}
