package dev.yagura.sandbox.run;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How a tool ended.
 *
 * @param status its exit status; 128 and the signal's number if a signal ended it
 * @param ending why it ended
 * @param remarks limits that it met, and why it was ended, for people; empty if none
 */
public record Outcome(int status, Ending ending, List<String> remarks) {
    /** Why a tool ended. */
    public enum Ending {
        /** By itself, or by a signal. */
        ITSELF,
        /** Its time was up. */
        TIME_UP,
        /** There was a reason to stop it, which the remarks tell. */
        STOPPED
    }

    /** Copies the list. */
    public Outcome {
        requireNonNull(ending, "ending");
        remarks = List.copyOf(remarks);
    }

    /** Returns whether it was ended because its time was up. */
    public boolean timedOut() {
        return ending == Ending.TIME_UP;
    }

    /** Returns whether it came to its own end. */
    public boolean isWhole() {
        return ending == Ending.ITSELF;
    }
}
