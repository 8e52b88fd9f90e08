package dev.yagura.network.rules;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a rule says of itself.
 *
 * @param gid generator, 1 if it does not say
 * @param sid number of the rule
 * @param revision of the rule, 0 if it does not say
 * @param message what is reported; empty if it does not say
 * @param classType name of its classification; empty if it has none
 * @param category what its classification stands for, one line; empty if that is not known
 * @param priority 1 for the most serious; its own, or that of its classification
 * @param references where more is to be read: addresses, or {@code type,value} of an unknown type
 * @param metadata {@code key value} pairs, as they are written
 * @param target which end is attacked, where it says so
 */
public record RuleInfo(
        long gid,
        long sid,
        long revision,
        String message,
        String classType,
        String category,
        int priority,
        List<String> references,
        List<String> metadata,
        Optional<Target> target) {
    /** Which end is attacked. */
    public enum Target {
        /** The sender. */
        SOURCE,
        /** The receiver. */
        DESTINATION
    }

    /** Requires the texts and copies the lists. */
    public RuleInfo {
        requireNonNull(message, "message");
        requireNonNull(classType, "classType");
        requireNonNull(category, "category");
        requireNonNull(target, "target");
        references = List.copyOf(references);
        metadata = List.copyOf(metadata);
    }

    /** Returns what names the rule among all: {@code gid:sid}. */
    public String id() {
        return gid + ":" + sid;
    }
}
