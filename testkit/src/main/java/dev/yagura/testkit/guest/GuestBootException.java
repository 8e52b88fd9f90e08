package dev.yagura.testkit.guest;

import java.io.IOException;

/** A guest did not boot. The message holds the end of its console and of QEMU's own messages. */
public final class GuestBootException extends IOException {

    private static final long serialVersionUID = 1L;

    GuestBootException(String name, String console, String errors, IOException cause) {
        super(
                "guest %s: did not boot: %s; QEMU says \"%s\"; console ends \"%s\""
                        .formatted(name, cause.getMessage(), errors, console),
                cause);
    }
}
