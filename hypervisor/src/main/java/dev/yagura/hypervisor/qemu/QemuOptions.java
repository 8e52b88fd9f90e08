package dev.yagura.hypervisor.qemu;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a QEMU's command line says, as far as it matters to a reader of its guest's memory.
 *
 * @param name {@code -name guest=…}; empty if there is none
 * @param uuid {@code -uuid}; empty if there is none
 * @param architecture of the guest, from the program's name, for example {@code "x86_64"}
 * @param machine machine type, for example {@code "q35"}
 * @param maxRamBelow4g the machine's {@code max-ram-below-4g} in bytes
 * @param ramBytes RAM the guest starts with
 * @param backend what holds that RAM; empty if QEMU allocates it by itself, anonymously
 * @param numaBackends ids of the backends of NUMA nodes, which hold the RAM in place of {@code
 *     backend}
 * @param vcpus vCPUs the guest starts with; 0 if that cannot be read
 * @param qmpSockets where QMP is spoken, in the order written
 */
public record QemuOptions(
        String name,
        String uuid,
        String architecture,
        String machine,
        OptionalLong maxRamBelow4g,
        long ramBytes,
        Optional<MemoryBackend> backend,
        List<String> numaBackends,
        int vcpus,
        List<QmpSocket> qmpSockets) {
    /** Requires the components and copies the lists. */
    public QemuOptions {
        requireNonNull(name, "name");
        requireNonNull(uuid, "uuid");
        requireNonNull(architecture, "architecture");
        requireNonNull(machine, "machine");
        requireNonNull(maxRamBelow4g, "maxRamBelow4g");
        requireNonNull(backend, "backend");
        numaBackends = List.copyOf(numaBackends);
        qmpSockets = List.copyOf(qmpSockets);
    }
}
