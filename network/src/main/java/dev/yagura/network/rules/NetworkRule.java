package dev.yagura.network.rules;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A rule that was accepted, whole.
 *
 * @param file that it is from, as the user named it
 * @param line where it starts, from 1
 * @param header addresses, ports and protocol
 * @param info what it says of itself
 * @param application the protocol over TCP or UDP that it is about, by its header or a buffer
 * @param conditions all of which have to hold, in its order
 * @param effects what it notes
 * @param threshold how often it is to be reported
 * @param reported whether it is to be reported at all: {@code noalert}
 */
public record NetworkRule(
        String file,
        int line,
        RuleHeader header,
        RuleInfo info,
        Optional<Protocol> application,
        List<Condition> conditions,
        List<Effect> effects,
        Optional<Threshold> threshold,
        boolean reported) {
    /** Copies the lists. */
    public NetworkRule {
        requireNonNull(file, "file");
        requireNonNull(header, "header");
        requireNonNull(info, "info");
        requireNonNull(application, "application");
        requireNonNull(threshold, "threshold");
        conditions = List.copyOf(conditions);
        effects = List.copyOf(effects);
    }
}
