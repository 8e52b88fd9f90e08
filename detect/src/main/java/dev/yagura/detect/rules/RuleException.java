package dev.yagura.detect.rules;

import java.io.IOException;

/** Rules were to be used of which one was refused; the message says which and why. */
public final class RuleException extends IOException {
    private static final long serialVersionUID = 1L;

    RuleException(Verdict refused, long others) {
        super(
                "%s:%d:%d: %s%s"
                        .formatted(
                                refused.file(),
                                refused.line(),
                                refused.column(),
                                refused.refused().orElse("is accepted"),
                                others == 0 ? "" : " (and %d more)".formatted(others)));
    }
}
