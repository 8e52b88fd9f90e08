package dev.yagura.sandbox.run;

import java.util.List;

/**
 * How a tool ended.
 *
 * @param status its exit status; 128 and the signal's number if a signal ended it
 * @param timedOut whether it was ended because its time was up
 * @param remarks limits that it met, for people; empty if none
 */
public record Outcome(int status, boolean timedOut, List<String> remarks) {
    /** Copies the list. */
    public Outcome {
        remarks = List.copyOf(remarks);
    }
}
