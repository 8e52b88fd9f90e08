package dev.yagura.it;

import dev.yagura.detect.storage.StorageDetectors;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestProcess;
import dev.yagura.testkit.guest.GuestSpec;
import dev.yagura.testkit.kernels.DebianKernel;
import dev.yagura.testkit.kernels.DebianKernels;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Guests for these tests. */
final class Guests {
    /** The least RAM that all kernels of the matrix boot in. */
    static final int SMALL_MIB = 256;

    private Guests() {}

    /** Returns what to boot; name and kernel are the only things that most tests care for. */
    static GuestSpec spec(String name, DebianKernel kernel) throws IOException {
        Requirement.tool("qemu-system-x86_64", "qemu-system-x86");
        Requirement.tool("busybox", "busybox-static");
        return GuestSpec.of(DebianKernels.standard().fetch(kernel)).withName(name);
    }

    /** Returns how the command line names a guest, whatever other guests run beside it. */
    static String vm(Guest guest) {
        return Long.toString(guest.pid());
    }

    /** Returns the options by which a scan leaves the disks out. */
    static List<String> withoutDisks() {
        return StorageDetectors.all().stream()
                .flatMap(storage -> Stream.of("--skip", storage.info().id()))
                .toList();
    }

    /** Returns the process that a test hides: it is there in every guest, once. */
    static GuestProcess victim(Guest guest) throws IOException {
        return guest.processes().stream()
                .filter(process -> process.comm().equals("busybox-daemon"))
                .findFirst()
                .orElseThrow(() -> new IOException("guest: found no process busybox-daemon"));
    }
}
