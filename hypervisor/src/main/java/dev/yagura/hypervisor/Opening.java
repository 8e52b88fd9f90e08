package dev.yagura.hypervisor;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.hypervisor.disk.GuestDrive;
import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qmp.QmpException;
import dev.yagura.hypervisor.ram.AssumedLayout;
import dev.yagura.hypervisor.ram.GuestRam;
import dev.yagura.hypervisor.ram.RamLayout;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What QEMU said when its guest was opened, or the command line in its place.
 *
 * @param layout where RAM is
 * @param vcpus number of vCPUs, 0 if unknown
 * @param drives its drives
 * @param problem why QEMU could not be asked; empty if it was
 */
record Opening(RamLayout layout, int vcpus, List<GuestDrive> drives, Optional<String> problem) {

    /**
     * Asks QEMU; where it cannot be asked, takes what the command line implies.
     *
     * @throws GuestUnavailableException if neither is possible
     * @throws IOException if QEMU's answers make no sense
     */
    static Opening of(QemuProcess process, GuestMonitor monitor, Duration timeout)
            throws IOException {
        try {
            return monitor.ask(
                    timeout,
                    qmp ->
                            new Opening(
                                    RamLayout.ask(qmp),
                                    qmp.vcpuThreads().size(),
                                    GuestDrive.ask(qmp),
                                    Optional.empty()));
        } catch (QmpException e) {
            return assumed(process, e);
        }
    }

    private static Opening assumed(QemuProcess process, QmpException problem)
            throws GuestUnavailableException {
        try {
            return new Opening(
                    AssumedLayout.of(process.options()),
                    process.options().vcpus(),
                    List.of(GuestDrive.unknown(0, "its disks are not known without QMP")),
                    Optional.of(String.valueOf(problem.getMessage())));
        } catch (GuestUnavailableException e) {
            throw new GuestUnavailableException(
                    e.reason(),
                    "%s: %s; %s".formatted(process.label(), e.getMessage(), problem.getMessage()),
                    problem);
        }
    }

    /** Returns the description of the guest whose memory was opened by this. */
    GuestDescription describe(String id, QemuProcess process, GuestRam ram) {
        String access =
                problem.map(why -> "%s; layout assumed (no QMP: %s)".formatted(ram.access(), why))
                        .orElse(ram.access());
        return new GuestDescription(
                id,
                process.name(),
                process.pid(),
                ram.ranges(),
                vcpus,
                problem.isEmpty(),
                problem.isEmpty(),
                access.substring(0, Math.min(access.length(), GuestDescription.MAX_TEXT_CHARS)),
                drives.stream().map(GuestDrive::description).toList());
    }
}
