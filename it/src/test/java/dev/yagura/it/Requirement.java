package dev.yagura.it;

import static org.assertj.core.api.Assertions.fail;

import dev.yagura.testkit.host.HostTool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of the host. With {@code -Dyagura.requireTools=true}, as in continuous
 * integration, a missing thing fails the test; else it is skipped and says why.
 */
final class Requirement {
    private static final String STRICT = "yagura.requireTools";

    private Requirement() {}

    /** Needs a program; returns where it is. */
    static Path tool(String name, String debianPackage) {
        return HostTool.find(name)
                .orElseGet(() -> {
                    missing(
                            "found no %s, expected it from Debian package %s"
                                    .formatted(name, debianPackage));
                    return Path.of(name);
                });
    }

    /** Needs to be root: to make network namespaces, or to become somebody else. */
    static void root() throws IOException {
        String uid = HostTool.text(Duration.ofSeconds(10), List.of("/usr/bin/id", "-u")).strip();
        if (!uid.equals("0")) {
            missing("user id is %s, expected 0".formatted(uid));
        }
    }

    private static void missing(String what) {
        String message = "host: " + what;
        if (Boolean.getBoolean(STRICT)) {
            fail(message);
        }
        System.err.println("test skipped: " + message);
        Assumptions.abort(message);
    }
}
