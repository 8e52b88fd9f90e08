package dev.yagura.kernel.linux.wait;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The wait queues of terminals; {@code include/linux/tty.h} and {@code tty_driver.h}. */
final class Terminals {
    /**
     * {@code MINORBITS} of include/linux/kdev_t.h: as many terminals as a driver can number; and
     * more than all drivers together have, but for pseudo terminals, which are in no array.
     */
    private static final int MAX_LINES = 1 << 20;

    private static final int CHUNK = 512;

    private static final List<String> QUEUES = List.of("read_wait", "write_wait");

    private final Linux linux;
    private final StructViews views;
    private final Chains chains;
    private final WaitQueues queues;
    private long lines;

    @KernelStruct("tty_struct")
    interface Terminal extends StructView {
        /** Returns the other side of a pseudo terminal, 0 for other kinds. */
        @KernelField("link")
        long otherGva();
    }

    @KernelStruct("tty_driver")
    interface Driver extends StructView {
        @KernelField("num")
        int count();

        /** Returns where pointers to its terminals are, 0 for a driver of pseudo terminals. */
        @KernelField("ttys")
        long terminalsGva();
    }

    Terminals(Linux linux, Chains chains, WaitQueues queues) {
        this.linux = linux;
        this.views = linux.views();
        this.chains = chains;
        this.queues = queues;
    }

    /**
     * Walks the queues of a terminal, and those of its other side.
     *
     * @throws IOException if it cannot be read, or the memory source fails
     */
    void walk(long ttyGva) throws IOException {
        long other = views.at(Terminal.class, ttyGva).otherGva();
        queuesOf(ttyGva);
        if (other != 0) {
            queuesOf(other);
        }
    }

    private void queuesOf(long ttyGva) throws IOException {
        for (String queue : QUEUES) {
            queues.walk(WaitKind.TERMINAL, ttyGva + views.offsetOf("tty_struct", queue));
        }
    }

    /**
     * Walks the queues of the terminals that drivers have, which all but pseudo terminals are.
     *
     * @throws IOException if this kernel has no such drivers, or the memory source fails
     */
    void ofDrivers() throws IOException {
        long head = Symbols.require(linux.kernel(), "tty_drivers");
        long link = views.offsetOf("tty_driver", "tty_drivers");
        views.require(Driver.class);
        chains.walk(
                WaitKind.TERMINAL,
                head,
                (look, node) -> {
                    long driver = node - link;
                    return new Chains.Node(
                            look.kernel().memory().u64(node),
                            () -> ofDriver(look.at(Driver.class, driver)));
                });
    }

    private void ofDriver(Driver driver) throws IOException {
        long count = Integer.toUnsignedLong(driver.count());
        long array = driver.terminalsGva();
        long others = array == 0 ? 0 : lines; // pseudo terminals may be as many beside
        if (others + count > MAX_LINES) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "tty_driver",
                    "num",
                    views.offsetOf("tty_driver", "num"),
                    "is %d, expected %d at most, with %d of other drivers"
                            .formatted(count, MAX_LINES, others));
        }
        lines += array == 0 ? 0 : count;
        for (int first = 0; first < count && array != 0; first += CHUNK) {
            int length = (int) Math.min(CHUNK, count - first);
            long from = array + (long) first * Long.BYTES;
            ByteBuffer pointers =
                    ByteBuffer.wrap(linux.kernel().memory().bytes(from, length * Long.BYTES))
                            .order(ByteOrder.LITTLE_ENDIAN);
            while (pointers.hasRemaining()) {
                long tty = pointers.getLong();
                if (tty != 0) {
                    chains.attempt(
                            WaitKind.TERMINAL,
                            "tty_struct at 0x%x".formatted(tty),
                            () -> walk(tty));
                }
            }
        }
    }
}
