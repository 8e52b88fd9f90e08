package dev.yagura.cli.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * What was found of one thing that Yagura uses.
 *
 * @param name the thing, for example {@code "qemu"}
 * @param state whether it is there
 * @param found what was seen, for people
 * @param wantedFor what does not work without it
 * @param mend the line that mends it; empty if there is nothing to mend
 */
public record Check(String name, State state, String found, String wantedFor, String mend) {

    /** Whether a thing is there. */
    public enum State {
        /** There and usable. */
        OK,
        /** There in part; what it is wanted for works less well. */
        LIMITED,
        /** Not there; what it is wanted for does not work. */
        MISSING
    }

    /** Returns the check as the fields of a JSON object. */
    public SequencedMap<String, Object> fields() {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("state", state.name().toLowerCase(Locale.ROOT));
        fields.put("found", found);
        fields.put("wantedFor", wantedFor);
        fields.put("mend", mend);
        return fields;
    }
}
