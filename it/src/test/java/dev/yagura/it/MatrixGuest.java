package dev.yagura.it;

import dev.yagura.it.core.DumpedGuest;
import dev.yagura.memory.paging.PagingMode;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestObservation;
import dev.yagura.testkit.guest.GuestSpec;
import dev.yagura.testkit.kernels.DebianKernel;
import dev.yagura.testkit.kernels.DebianKernels;
import dev.yagura.testkit.kernels.KernelImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kernel of the matrix in one paging mode: booted when the first test wants it, looked at once
 * for all tests.
 */
final class MatrixGuest implements AutoCloseable {
    private final DebianKernel kernel;
    private final PagingMode paging;
    private @Nullable Guest guest;
    private @Nullable GuestObservation<Seen> observation;
    private @Nullable DumpedGuest dumped;

    /**
     * What the program printed while the guest stood still.
     *
     * @param stillStopped whether the guest stood still at the end
     */
    record Seen(
            Yagura.Result processes,
            Yagura.Result modules,
            Yagura.Result kernel,
            boolean stillStopped) {}

    MatrixGuest(DebianKernel kernel, PagingMode paging) {
        this.kernel = kernel;
        this.paging = paging;
    }

    DebianKernel kernel() {
        return kernel;
    }

    PagingMode paging() {
        return paging;
    }

    /**
     * Returns whether this is the guest of its kernel whose objects are compared one and all: what
     * is built on translation sees nothing of how many levels that had.
     */
    boolean isWhole() {
        return paging == PagingMode.FIVE_LEVEL || kernel == DebianKernel.V5_10;
    }

    /** Returns the files of its kernel. */
    KernelImage image() throws IOException {
        return DebianKernels.standard().fetch(kernel);
    }

    /** Returns the running guest. */
    Guest guest() throws IOException {
        Guest running = guest;
        if (running == null) {
            String name = "matrix-%s-%d".formatted(kernel.label(), paging.levels());
            GuestSpec spec = Guests.spec(name, kernel).withPaging(paging);
            running = Guest.boot(isWhole() ? whole(spec) : spec.withMemoryMiB(Guests.SMALL_MIB));
            guest = running;
        }
        return running;
    }

    /** Waits for a pipe that nothing comes through, and for a terminal that nobody sits at. */
    private static final String WAITERS =
            "sleep 100006 | cat >/dev/null & head </dev/tty5 >/dev/null &";

    /** Waits until all that every guest starts, and these, are what they will be, and sleep. */
    private static final String SETTLED =
            "until [ $(grep -l 'State:.S' /proc/[0-9]*/status 2>/dev/null"
                    + " | xargs grep -hE 'Name:.(sleep|busybox-daemon|nc|tail|we ird..x|cat|head)$'"
                    + " 2>/dev/null | wc -l) -ge 11 ]; do sleep 0.1; done";

    /**
     * Returns a guest that has a device for swap, in which somebody is logged in, and some wait.
     */
    private static GuestSpec whole(GuestSpec spec) {
        List<String> modules = new ArrayList<>(GuestSpec.DEFAULT_MODULES);
        modules.add("loop");
        modules.add("vfb?"); // of no use without its parameter, with which it is loaded later
        modules.add("aesni_intel?"); // has a static call of its own from 6.12 on
        return spec.withModules(modules)
                .withInitCommands(
                        List.of(
                                Utmp.SETUP,
                                Utmp.add("root", "ttyS1", "console"),
                                WAITERS,
                                SETTLED));
    }

    /** Returns what the program and the guest said of one moment. */
    GuestObservation<Seen> observation() throws IOException {
        GuestObservation<Seen> seen = observation;
        if (seen == null) {
            Guest running = guest();
            seen = running.observe(() -> look(running));
            observation = seen;
        }
        return seen;
    }

    /** Returns QEMU's ELF core of that same moment. */
    Path core() throws IOException {
        observation();
        return coreOf(guest());
    }

    /** Returns that core, opened, with the files of its kernel; closed with this guest. */
    DumpedGuest dumped() throws IOException {
        DumpedGuest opened = dumped;
        if (opened == null) {
            opened = DumpedGuest.open(core(), image());
            dumped = opened;
        }
        return opened;
    }

    private static Seen look(Guest guest) throws IOException {
        String vm = Guests.vm(guest);
        Yagura.Result processes = Yagura.HERE.run("show", vm, "processes", "--json");
        Yagura.Result modules = Yagura.look("show", vm, "modules", "--json");
        Yagura.Result kernel = Yagura.look("show", vm, "kernel", "--json");
        guest.dumpGuestMemory(coreOf(guest));
        return new Seen(processes, modules, kernel, !guest.isRunning());
    }

    private static Path coreOf(Guest guest) {
        return guest.directory().resolve("core");
    }

    @Override
    public void close() throws IOException {
        DumpedGuest opened = dumped;
        if (opened != null) {
            opened.close();
        }
        Guest running = guest;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public String toString() {
        return "%s, %d levels".formatted(kernel.label(), paging.levels());
    }
}
