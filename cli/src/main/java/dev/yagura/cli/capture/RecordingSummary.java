package dev.yagura.cli.capture;

import dev.yagura.cli.output.Printable;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.capture.CaptureInterface;
import dev.yagura.network.capture.FrameLoss;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says how a recording ended.
 *
 * @param recording the recording
 * @param brokeOff why it broke off, if it did
 * @param enclave what stands behind it
 */
public record RecordingSummary(Recording recording, Optional<String> brokeOff, String enclave) {
    /** Returns whether nothing is missing. */
    public boolean isWhole() {
        return brokeOff.isEmpty() && recording.losses().frames() == 0;
    }

    /** Says it to people. */
    public void sayTo(PrintWriter err) {
        err.printf(
                "captured: %d frames, %d bytes, on %s%n",
                recording.frames(), recording.bytes(), names());
        for (FrameLoss loss : recording.losses().losses()) {
            err.printf(
                    "lost: %s frames on %s, between %s and %s%n",
                    Long.toUnsignedString(loss.frames()),
                    name(loss.captureInterface()),
                    loss.after().map(Instant::toString).orElse("the begin"),
                    loss.by().map(Instant::toString).orElse("the end"));
        }
        if (recording.losses().frames() == 0) {
            err.println("lost: none");
        }
        brokeOff.ifPresent(why -> err.println("incomplete: " + Printable.of(why)));
    }

    private String names() {
        List<String> names = recording.interfaces().stream().map(RecordingSummary::name).toList();
        return names.isEmpty() ? "no interface" : String.join(", ", names);
    }

    private static String name(CaptureInterface on) {
        return on.name().isEmpty() ? "interface " + on.index() : Printable.of(on.name());
    }

    /** Returns it as a row. */
    public Row row() {
        List<Map<String, Object>> losses =
                recording.losses().losses().stream().map(RecordingSummary::fields).toList();
        return Row.of(
                "kind",
                "summary",
                "frames",
                recording.frames(),
                "bytes",
                recording.bytes(),
                "interfaces",
                recording.interfaces().stream().map(RecordingSummary::name).toList(),
                "lostFrames",
                recording.losses().frames(),
                "losses",
                losses,
                "complete",
                isWhole(),
                "brokeOff",
                brokeOff.orElse(""),
                "enclave",
                enclave);
    }

    private static Map<String, Object> fields(FrameLoss loss) {
        return Map.of(
                "interface", name(loss.captureInterface()),
                "frames", loss.frames(),
                "after", loss.after().map(Instant::toString).orElse(""),
                "by", loss.by().map(Instant::toString).orElse(""));
    }
}
