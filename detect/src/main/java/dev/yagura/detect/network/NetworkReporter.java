package dev.yagura.detect.network;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.network.bounds.BoundedMap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Reports what one detector finds: of a subject once in an hour. */
final class NetworkReporter {
    private static final Duration QUIET = Duration.ofHours(1);
    private static final int MAX_SUBJECTS = 10_000;

    private final DetectorInfo info;
    private final Consumer<Finding> taker;
    private final BoundedMap<String, Instant> reported = new BoundedMap<>(MAX_SUBJECTS);

    NetworkReporter(DetectorInfo info, Consumer<Finding> taker) {
        this.info = info;
        this.taker = taker;
    }

    /**
     * Reports something.
     *
     * @param time of the packet that made it sure
     * @param subject what it is about, the same for the same
     */
    void report(
            Instant time,
            Confidence confidence,
            String subject,
            String title,
            List<Evidence> evidence) {
        Instant last = reported.get(subject);
        if (last != null && time.isBefore(last.plus(QUIET))) {
            return;
        }
        reported.put(subject, time);
        taker.accept(
                new Finding(
                        info.id(),
                        info.severity(),
                        confidence,
                        subject,
                        title,
                        info.techniques(),
                        info.nextStep(),
                        time,
                        evidence));
    }
}
