package dev.yagura.testkit.guest;

import java.io.IOException;

/** A guest did not boot. The message holds the end of its console and of QEMU's own messages. */
public final class GuestBootException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * A kernel changes its code while other vCPUs run it, behind a breakpoint that it takes back in
     * the end. Once in many hundred boots QEMU's emulation has a vCPU meet the breakpoint after
     * that, which no processor does, and the kernel knows nothing of it any more.
     */
    private static final String STALE_BREAKPOINT = " int3: 0000 [#";

    private final boolean emulatorsFault;

    GuestBootException(String name, String console, String errors, IOException cause) {
        super(
                "guest %s: did not boot: %s; QEMU says \"%s\"; console ends \"%s\""
                        .formatted(name, cause.getMessage(), errors, console),
                cause);
        emulatorsFault = console.contains(STALE_BREAKPOINT);
    }

    /** Returns whether the guest's kernel ended by a fault that only QEMU's emulation has. */
    public boolean isEmulatorsFault() {
        return emulatorsFault;
    }
}
