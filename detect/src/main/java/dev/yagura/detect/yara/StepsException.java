package dev.yagura.detect.yara;

import java.io.IOException;

/** A condition took more steps than one may. */
final class StepsException extends IOException {
    private static final long serialVersionUID = 1L;

    StepsException() {
        super("condition takes more than %d steps".formatted(YaraLimits.RULE_STEPS));
    }
}
