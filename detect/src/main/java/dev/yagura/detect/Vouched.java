package dev.yagura.detect;

import static java.util.Objects.requireNonNull;

/**
 * Something that looked wrong and is not reported, because somebody vouches for it.
 *
 * @param detector id of the detector
 * @param subject as the finding would have named it
 * @param by who vouches, and how
 */
public record Vouched(String detector, String subject, String by) {
    /** Requires the components. */
    public Vouched {
        requireNonNull(detector, "detector");
        requireNonNull(subject, "subject");
        requireNonNull(by, "by");
    }
}
