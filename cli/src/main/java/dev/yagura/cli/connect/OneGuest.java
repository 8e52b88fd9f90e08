package dev.yagura.cli.connect;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import dev.yagura.hypervisor.QemuGuests;
import dev.yagura.hypervisor.qemu.QemuProcess;
import java.io.IOException;
import java.util.List;

/**
 * One of this host's guests; the others are neither listed nor asked.
 *
 * @param all opens it
 * @param process its QEMU
 */
record OneGuest(QemuGuests all, QemuProcess process) implements GuestDirectory {
    @Override
    public List<GuestDescription> guests() throws IOException {
        try (GuestSource guest = all.open(process)) {
            return List.of(guest.description());
        }
    }

    @Override
    public GuestSource open(String id) throws IOException {
        if (!id.equals(QemuGuests.id(process))) {
            throw new NoSuchGuestException(id);
        }
        return all.open(process);
    }
}
