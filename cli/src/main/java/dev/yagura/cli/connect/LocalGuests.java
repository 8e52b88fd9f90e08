package dev.yagura.cli.connect;

import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.cli.vm.VmSpec;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.hypervisor.DiskSource;
import dev.yagura.hypervisor.QemuGuests;
import dev.yagura.hypervisor.SavedDisk;
import dev.yagura.hypervisor.SavedGuest;
import dev.yagura.hypervisor.SavedGuests;
import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.QemuProcess;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The guest on this host, or the dump, that a user names.
 *
 * @param directory offers just this one
 * @param selected its id
 */
record LocalGuests(GuestDirectory directory, Optional<String> selected) {

    /**
     * Finds it.
     *
     * @param all this host's guests
     * @throws WatchException if there is no such VM; the message lists those that there are
     * @throws IOException if this host cannot be asked, or a dump not opened
     * @throws IllegalArgumentException if {@code vm} is not on this host
     */
    static LocalGuests of(VmSpec vm, QemuGuests all) throws IOException {
        return switch (vm) {
            case VmSpec.Running running -> qemu(all, running.nameOrPid());
            case VmSpec.Qmp qmp -> qemu(all, "qmp:" + qmp.socket());
            case VmSpec.Saved saved -> {
                SavedGuests guests = SavedGuests.of(List.of(saved(saved)));
                yield new LocalGuests(guests, Optional.of(guests.guests().getFirst().id()));
            }
            case VmSpec.RemoteAgent agent -> throw elsewhere(agent.endpoint());
            case VmSpec.RemoteEnclave enclave -> throw elsewhere(enclave.endpoint());
        };
    }

    static SavedGuest saved(VmSpec.Saved guest) {
        return new SavedGuest(
                guest.memory(),
                guest.disks().stream()
                        .map(disk -> new SavedDisk(DiskSource.parse(disk.source()), disk.raw()))
                        .toList());
    }

    private static LocalGuests qemu(QemuGuests all, String selector) throws IOException {
        try {
            QemuProcess process = all.select(selector);
            return new LocalGuests(new OneGuest(all, process), Optional.of(QemuGuests.id(process)));
        } catch (GuestUnavailableException e) {
            throw asked(e);
        }
    }

    /** Returns the same failure by the words that commands and enclaves branch on. */
    static WatchException asked(GuestUnavailableException e) {
        Reason reason =
                switch (e.reason()) {
                    case NOT_FOUND, AMBIGUOUS -> Reason.NO_SUCH_GUEST;
                    default -> Reason.UNREACHABLE;
                };
        return new WatchException(reason, String.valueOf(e.getMessage()), e);
    }

    static IllegalArgumentException elsewhere(String endpoint) {
        return new IllegalArgumentException(endpoint + " is not on this host");
    }
}
