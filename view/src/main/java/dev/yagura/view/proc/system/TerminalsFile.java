package dev.yagura.view.proc.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.Optional;

/** Writes {@code tty/drivers}; fs/proc/proc_tty.c. */
record TerminalsFile(ProcGuest guest) {
    private static final int AUXILIARY_MAJOR = 5;
    private static final int TERMINAL_MAJOR = 4;
    private static final int MINORS = 1 << 20;

    @KernelStruct("tty_driver")
    interface Driver extends StructView {
        @KernelField("driver_name")
        Optional<String> driverName() throws IOException;

        Optional<String> name() throws IOException;

        int major();

        @KernelField("minor_start")
        int firstMinor();

        @KernelField("num")
        long count();

        int type();

        int subtype();
    }

    byte[] text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Driver driver :
                guest.linux()
                        .walks()
                        .list(guest.symbol("tty_drivers"), Driver.class, "tty_drivers")
                        .complete()) {
            if (text.isEmpty()) {
                ofNoDriver(text);
            }
            ranges(text, driver);
        }
        return text.toString().getBytes(UTF_8);
    }

    private void ofNoDriver(StringBuilder text) {
        fixed(text, "tty", AUXILIARY_MAJOR, 0, "system:/dev/tty");
        fixed(text, "console", AUXILIARY_MAJOR, 1, "system:console");
        if (guest.symbolIfAny("ptmx_fops").isPresent()) {
            fixed(text, "ptmx", AUXILIARY_MAJOR, 2, "system");
        }
        if (guest.symbolIfAny("vc_cons").isPresent()) {
            fixed(text, "vc/0", TERMINAL_MAJOR, 0, "system:vtmaster");
        }
    }

    private static void fixed(StringBuilder text, String name, int major, int minor, String type) {
        text.append(
                "%-20s /dev/%-8s %3d %7d %s\n".formatted("/dev/" + name, name, major, minor, type));
    }

    /** A range that goes beyond a major number's minor ones is shown in parts. */
    private void ranges(StringBuilder text, Driver driver) throws IOException {
        int major = driver.major();
        long first = driver.firstMinor();
        if (first < 0 || first >= MINORS) {
            throw new IOException(
                    "%s: minor_start is %d, expected 0..%d".formatted(driver, first, MINORS - 1));
        }
        long left = Math.clamp(driver.count(), 0, MINORS);
        while (left > 0) {
            long here = Math.clamp(MINORS - first, 1, left);
            String numbers =
                    driver.count() > 1
                            ? "%3d %d-%d ".formatted(major, first, first + here - 1)
                            : "%3d %7d ".formatted(major, first);
            text.append(
                    "%-20s /dev/%-8s %s%s\n"
                            .formatted(
                                    driver.driverName().orElse("unknown"),
                                    driver.name().orElse("(null)"),
                                    numbers,
                                    type(driver)));
            left -= here;
            first = 0;
            major++;
        }
    }

    /** Kinds were counted from 1 until they became an enumeration. */
    private int firstKind() {
        return guest.linux().kernel().types().enumeration("tty_driver_type").isPresent() ? 0 : 1;
    }

    private String type(Driver driver) {
        return switch (driver.type() + 1 - firstKind()) {
            case 1 ->
                    "system"
                            + switch (driver.subtype()) {
                                case 1 -> ":/dev/tty";
                                case 2 -> ":console";
                                case 3 -> ":vtmaster";
                                default -> "";
                            };
            case 2 -> "console";
            case 3 -> "serial";
            case 4 ->
                    switch (driver.subtype()) {
                        case 1 -> "pty:master";
                        case 2 -> "pty:slave";
                        default -> "pty";
                    };
            default -> "type:%d.%d".formatted(driver.type(), driver.subtype());
        };
    }
}
