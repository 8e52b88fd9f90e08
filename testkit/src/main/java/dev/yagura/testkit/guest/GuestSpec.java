package dev.yagura.testkit.guest;

import dev.yagura.memory.paging.PagingMode;
import dev.yagura.testkit.kernels.KernelImage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What guest to boot. Start from {@link #of} and change what matters.
 *
 * @param name what QEMU calls the guest: letters, digits, dot, hyphen
 * @param kernel what it boots, with KASLR on
 * @param memoryMiB RAM in MiB, at least 256; from 2816 on there is a hole below 4 GiB
 * @param vcpus number of vCPUs, at least 1
 * @param paging whether the vCPUs offer 5-level paging; a kernel built without it stays at 4
 * @param ram what stands behind the RAM
 * @param monitored whether there is a QMP socket for the program under test
 * @param modules kernel modules to load, without those they depend on; ignored where the kernel has
 *     none; one that is built in counts as loaded; one with a question mark behind may be missing
 * @param disks disk images to attach
 * @param initCommands shell commands to run at boot as root, before the guest counts as booted
 * @param busy whether processes keep starting and ending while the guest runs
 * @param marker text to keep in a process's memory and in a file, for searches; may be empty
 * @param system disk with an ext4 root file system and an init of its own, which the guest then
 *     runs. Without one the guest is a kernel and a busybox
 * @param bootLimit how long the boot may take
 */
public record GuestSpec(
        String name,
        KernelImage kernel,
        int memoryMiB,
        int vcpus,
        PagingMode paging,
        RamBacking ram,
        boolean monitored,
        List<String> modules,
        List<GuestDisk> disks,
        List<String> initCommands,
        boolean busy,
        String marker,
        Optional<GuestDisk> system,
        Duration bootLimit) {

    /** Modules of every guest that has modules: for its disks and network, and some to look at. */
    public static final List<String> DEFAULT_MODULES =
            List.of(
                    // What others look for by another name: older ext4, older nf_tables.
                    "crc32c_generic?",
                    "virtio_pci",
                    "virtio_blk",
                    "virtio_net",
                    "dummy",
                    "nf_tables",
                    "nf_conntrack",
                    "tun");

    /** Modules of a guest that runs a whole system, which has none of its own to load. */
    private static final List<String> SYSTEM_MODULES =
            List.of(
                    "ext4",
                    "autofs4",
                    "overlay",
                    "veth",
                    "nft_ct",
                    "unix_diag",
                    "inet_diag",
                    "tcp_diag",
                    "udp_diag",
                    "netlink_diag",
                    "af_packet_diag");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,60}");
    private static final Pattern MARKER = Pattern.compile("[A-Za-z0-9._-]*");

    /** Refuses what QEMU or the guest's shell would misread. */
    public GuestSpec {
        modules = List.copyOf(modules);
        disks = List.copyOf(disks);
        initCommands = List.copyOf(initCommands);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name = \"%s\"".formatted(name));
        }
        if (!MARKER.matcher(marker).matches()) {
            throw new IllegalArgumentException("marker = \"%s\"".formatted(marker));
        }
        if (memoryMiB < 256 || vcpus < 1) {
            throw new IllegalArgumentException(
                    "memoryMiB = %d, vcpus = %d".formatted(memoryMiB, vcpus));
        }
    }

    /** Returns 512 MiB, 2 vCPUs, 5-level paging, RAM in a file, a QMP socket, and no disk. */
    public static GuestSpec of(KernelImage kernel) {
        return new GuestSpec(
                "guest",
                kernel,
                512,
                2,
                PagingMode.FIVE_LEVEL,
                RamBacking.FILE,
                true,
                DEFAULT_MODULES,
                List.of(),
                List.of(),
                false,
                "",
                Optional.empty(),
                Duration.ofMinutes(3));
    }

    /** Returns the same guest under another name. */
    public GuestSpec withName(String newName) {
        return with(newName, memoryMiB, vcpus, paging, ram);
    }

    /** Returns the same guest with another amount of RAM, in MiB. */
    public GuestSpec withMemoryMiB(int newMemoryMiB) {
        return with(name, newMemoryMiB, vcpus, paging, ram);
    }

    /** Returns the same guest with another number of vCPUs. */
    public GuestSpec withVcpus(int newVcpus) {
        return with(name, memoryMiB, newVcpus, paging, ram);
    }

    /** Returns the same guest with vCPUs of another paging mode. */
    public GuestSpec withPaging(PagingMode newPaging) {
        return with(name, memoryMiB, vcpus, newPaging, ram);
    }

    /** Returns the same guest with its RAM kept elsewhere. */
    public GuestSpec withRam(RamBacking newRam) {
        return with(name, memoryMiB, vcpus, paging, newRam);
    }

    /** Returns the same guest with or without a QMP socket for the program under test. */
    public GuestSpec withMonitored(boolean newMonitored) {
        return with(newMonitored, modules, disks, initCommands, busy, marker, system, bootLimit);
    }

    /** Returns the same guest with other modules. */
    public GuestSpec withModules(List<String> newModules) {
        return with(monitored, newModules, disks, initCommands, busy, marker, system, bootLimit);
    }

    /** Returns the same guest with other disks. */
    public GuestSpec withDisks(List<GuestDisk> newDisks) {
        return with(monitored, modules, newDisks, initCommands, busy, marker, system, bootLimit);
    }

    /** Returns the same guest with other commands at boot. */
    public GuestSpec withInitCommands(List<String> newInitCommands) {
        return with(monitored, modules, disks, newInitCommands, busy, marker, system, bootLimit);
    }

    /** Returns the same guest, busy or not. */
    public GuestSpec withBusy(boolean newBusy) {
        return with(monitored, modules, disks, initCommands, newBusy, marker, system, bootLimit);
    }

    /** Returns the same guest with another text in its memory. */
    public GuestSpec withMarker(String newMarker) {
        return with(monitored, modules, disks, initCommands, busy, newMarker, system, bootLimit);
    }

    /**
     * Returns the same guest with a system of its own and the modules that it needs.
     *
     * @param disk with an ext4 file system, as {@link dev.yagura.testkit.kernels.DebianSystem}
     *     makes it; the guest writes to it, but for a raw one, where QEMU forgets that at its end
     */
    public GuestSpec withSystem(GuestDisk disk) {
        List<String> all =
                Stream.concat(modules.stream(), SYSTEM_MODULES.stream()).distinct().toList();
        return with(
                monitored, all, disks, initCommands, busy, marker, Optional.of(disk), bootLimit);
    }

    /** Returns the same guest with another limit for its boot. */
    public GuestSpec withBootLimit(Duration newBootLimit) {
        return with(monitored, modules, disks, initCommands, busy, marker, system, newBootLimit);
    }

    private GuestSpec with(
            String newName,
            int newMemoryMiB,
            int newVcpus,
            PagingMode newPaging,
            RamBacking newRam) {
        return new GuestSpec(
                newName,
                kernel,
                newMemoryMiB,
                newVcpus,
                newPaging,
                newRam,
                monitored,
                modules,
                disks,
                initCommands,
                busy,
                marker,
                system,
                bootLimit);
    }

    private GuestSpec with(
            boolean newMonitored,
            List<String> newModules,
            List<GuestDisk> newDisks,
            List<String> newInitCommands,
            boolean newBusy,
            String newMarker,
            Optional<GuestDisk> newSystem,
            Duration newBootLimit) {
        return new GuestSpec(
                name,
                kernel,
                memoryMiB,
                vcpus,
                paging,
                ram,
                newMonitored,
                newModules,
                newDisks,
                newInitCommands,
                newBusy,
                newMarker,
                newSystem,
                newBootLimit);
    }
}
