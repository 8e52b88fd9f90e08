package dev.yagura.testkit.guest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of one running guest.
 *
 * @param directory a new directory of their own
 */
record GuestFiles(Path directory) {
    private static final int MAX_QUOTED_BYTES = 8000;

    static GuestFiles create() throws IOException {
        return new GuestFiles(Files.createTempDirectory("yagura-guest-").toRealPath());
    }

    Path initramfs() {
        return directory.resolve("initramfs");
    }

    Path ram() {
        return directory.resolve("ram");
    }

    Path console() {
        return directory.resolve("console.log");
    }

    Path errors() {
        return directory.resolve("qemu.log");
    }

    /** Socket of the guest's shell. */
    Path shell() {
        return directory.resolve("shell.sock");
    }

    /** QMP socket of the tests. */
    Path monitor() {
        return directory.resolve("monitor.sock");
    }

    /** QMP socket of the program under test. */
    Path qmp() {
        return directory.resolve("qmp.sock");
    }

    /** Socket of QEMU's debugger stub. */
    Path debug() {
        return directory.resolve("debug.sock");
    }

    /** Returns the end of a log, for a message. */
    static String endOf(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        byte[] all = Files.readAllBytes(log);
        int start = Math.max(0, all.length - MAX_QUOTED_BYTES);
        return new String(all, start, all.length - start, StandardCharsets.UTF_8).strip();
    }
}
