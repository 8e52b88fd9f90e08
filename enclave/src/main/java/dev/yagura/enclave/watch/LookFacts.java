package dev.yagura.enclave.watch;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * How a look at a VM went.
 *
 * @param paused whether the VM stood still during the look; a dump always does
 * @param open time to find kernel, symbols and types
 * @param look time to read and judge, after that
 * @param pause how long the VM was paused for the look; zero for a dump and a live look
 * @param pages pages fetched from the VM; 0 where memory is mapped into this process
 * @param layout how a raw file had to be laid out for a kernel to be in it: {@code q35} or {@code
 *     pc}; empty where the source knows
 */
public record LookFacts(
        boolean paused,
        Duration open,
        Duration look,
        Duration pause,
        long pages,
        Optional<String> layout) {

    /** Returns the facts as fields: times in milliseconds, with fractions. */
    public SequencedMap<String, Object> fields() {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("paused", paused);
        fields.put("openMillis", millis(open));
        fields.put("lookMillis", millis(look));
        fields.put("pauseMillis", millis(pause));
        fields.put("pagesFetched", pages);
        layout.ifPresent(name -> fields.put("layout", name));
        return fields;
    }

    /** Returns how long the VM was paused, in milliseconds, with fractions. */
    double pauseMillis() {
        return millis(pause);
    }

    private static double millis(Duration time) {
        return Math.round(time.toNanos() / 10_000.0) / 100.0;
    }
}
