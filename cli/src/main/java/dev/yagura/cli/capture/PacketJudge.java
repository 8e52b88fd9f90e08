package dev.yagura.cli.capture;

import dev.yagura.network.app.AppListener;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.packet.DecodedFrame;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;

/** Judges packets as they pass, or notes what is in them. Not safe for use by several threads. */
public interface PacketJudge {
    /** Returns what is to be told what is in flows. */
    AppListener flows();

    /**
     * Takes a frame, before its flows are told of it.
     *
     * @param decoded what is in it
     * @param time when it was captured, or the last one that has a time
     */
    default void frame(CapturedFrame frame, DecodedFrame decoded, Instant time) {}

    /** Says that no more packets come, once all flows have ended. */
    default void finish() {}

    /** Returns whether nothing was left out of what is to be judged. */
    boolean isComplete();

    /** Says to people what was looked at. */
    void sayTo(PrintWriter err);

    /** Returns the same for a summary. */
    Map<String, Object> facts();
}
