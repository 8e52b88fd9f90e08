package dev.yagura.cli.capture;

import dev.yagura.cli.flows.WatchedSource;
import dev.yagura.network.app.AppListeners;
import dev.yagura.network.capture.CaptureSource;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Has several judges look at packets as they pass. */
public final class Inspection {
    private final List<PacketJudge> judges;
    private Optional<WatchedSource> watched = Optional.empty();

    /** Prepares; judges are told of each packet in their order. */
    public Inspection(List<PacketJudge> judges) {
        this.judges = new ArrayList<>(judges);
    }

    /** Adds a judge behind the others; before {@link #watch}. */
    public void add(PacketJudge judge) {
        judges.add(judge);
    }

    /** Returns a source whose packets are judged as they are taken. */
    public CaptureSource watch(CaptureSource source) {
        var flows = new AppListeners(judges.stream().map(PacketJudge::flows).toList());
        WatchedSource watching =
                new WatchedSource(
                        source,
                        flows,
                        (frame, decoded, time) ->
                                judges.forEach(judge -> judge.frame(frame, decoded, time)));
        watched = Optional.of(watching);
        return watching;
    }

    /** Says that no more packets come. */
    public void finish() {
        watched.ifPresent(WatchedSource::finish);
        judges.forEach(PacketJudge::finish);
    }

    /** Returns whether nothing was left out of what is to be judged. */
    public boolean isComplete() {
        return givenUp() == 0 && judges.stream().allMatch(PacketJudge::isComplete);
    }

    /** Says to people what was looked at. */
    public void sayTo(PrintWriter err) {
        judges.forEach(judge -> judge.sayTo(err));
        if (malformed() > 0) {
            err.printf("malformed: %d frames%n", malformed());
        }
        if (givenUp() > 0) {
            err.printf("incomplete: %d flows or parts of flows were given up%n", givenUp());
        }
    }

    /** Returns the same for a summary. */
    public Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        judges.forEach(judge -> facts.putAll(judge.facts()));
        facts.put("malformedFrames", malformed());
        facts.put("flowsGivenUp", givenUp());
        facts.put("judgedCompletely", isComplete());
        return facts;
    }

    private long malformed() {
        return watched.map(WatchedSource::malformed).orElse(0L);
    }

    private long givenUp() {
        return watched.map(WatchedSource::givenUp).orElse(0L);
    }
}
