package dev.yagura.hypervisor;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.hypervisor.disk.GuestDrive;
import dev.yagura.hypervisor.qmp.QmpQuestion;
import dev.yagura.hypervisor.qmp.RegistersText;
import dev.yagura.hypervisor.ram.GuestRam;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A running QEMU's guest. Memory is safe for concurrent reads, all else for one thread at a time;
 * several of one guest share its pause: it runs again when the last one resumes.
 */
final class QemuGuest implements GuestSource {
    private final GuestDescription description;
    private final GuestRam ram;
    private final List<GuestDrive> drives;
    private final SharedGuest shared;
    private final GuestMonitor monitor;
    private final Duration timeout;

    QemuGuest(
            GuestDescription description,
            GuestRam ram,
            List<GuestDrive> drives,
            SharedGuest shared,
            Duration timeout) {
        this.description = description;
        this.ram = ram;
        this.drives = List.copyOf(drives);
        this.shared = shared;
        this.monitor = shared.monitor();
        this.timeout = timeout;
    }

    @Override
    public GuestDescription description() {
        return description;
    }

    @Override
    public PhysicalMemory memory() {
        return ram;
    }

    @Override
    public List<VcpuRegisters> registers() throws IOException {
        if (!description.registersAvailable()) {
            return List.of();
        }
        return monitor.ask(timeout, qmp -> RegistersText.parse(qmp.monitor("info registers -a")));
    }

    @Override
    public BlockDevice openDisk(int number) throws IOException {
        for (GuestDrive drive : drives) {
            if (drive.description().number() == number && !drive.device().isEmpty()) {
                return shared.disks().open(drive.device(), this::ask);
            }
        }
        throw new IOException("%s: has no disk %d".formatted(description.id(), number));
    }

    @Override
    public CaptureSource openTap(List<String> interfaces) throws IOException {
        return shared.taps().open(interfaces, this::ask);
    }

    private <T> T ask(QmpQuestion<T> question) throws IOException {
        return monitor.ask(timeout, question);
    }

    @Override
    public void pause() throws IOException {
        if (!description.pausable()) {
            throw new UnsupportedOperationException(
                    description.id() + ": cannot be paused without QMP");
        }
        monitor.pause(this, timeout);
    }

    @Override
    public void resume() throws IOException {
        monitor.resume(this, timeout);
    }

    @Override
    public void close() throws IOException {
        try {
            resume();
        } finally {
            ram.close();
        }
    }
}
