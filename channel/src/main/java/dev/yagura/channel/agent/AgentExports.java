package dev.yagura.channel.agent;

import dev.yagura.channel.agent.AuditEvent.Kind;
import dev.yagura.channel.control.ExportNames;
import dev.yagura.channel.nbd.NbdExport;
import dev.yagura.channel.nbd.NbdExports;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one peer sees over NBD: the memory of the guests it may read. */
final class AgentExports implements NbdExports {
    private final AgentServices services;
    private final Peer peer;
    private final AccessPolicy.Access access;

    AgentExports(AgentServices services, Peer peer, AccessPolicy.Access access) {
        this.services = services;
        this.peer = peer;
        this.access = access;
    }

    @Override
    public List<String> names() throws IOException {
        List<String> guests = guestIds();
        List<String> names = new ArrayList<>();
        if (guests.size() == 1) {
            names.add(ExportNames.ONLY_MEMORY);
        }
        guests.forEach(id -> names.add(ExportNames.memory(id)));
        return names;
    }

    private List<String> guestIds() throws IOException {
        return services.guests().guests().stream()
                .map(GuestDescription::id)
                .filter(this::isReadable)
                .toList();
    }

    private boolean isReadable(String guestId) {
        return access.allows(Right.LIST, guestId) && access.allows(Right.MEMORY, guestId);
    }

    @Override
    public Optional<NbdExport> open(String name) throws IOException {
        String id = ExportNames.guestOf(name);
        if (name.isEmpty() || name.equals(ExportNames.ONLY_MEMORY)) {
            List<String> guests = guestIds();
            id = guests.size() == 1 ? guests.getFirst() : "";
        }
        if (!GuestDescription.isId(id) || !isReadable(id)) {
            services.audit(Kind.REFUSED, peer.toString(), "export " + name);
            return Optional.empty();
        }
        try {
            OpenGuest guest = services.guests().acquire(id);
            services.audit(Kind.OPENED, peer.toString(), "memory of guest " + id);
            return Optional.of(new Export(guest));
        } catch (NoSuchGuestException e) {
            services.audit(Kind.REFUSED, peer.toString(), "export " + name);
            return Optional.empty();
        }
    }

    private final class Export implements NbdExport {
        private final OpenGuest guest;

        Export(OpenGuest guest) {
            this.guest = guest;
        }

        @Override
        public String description() {
            return ExportNames.description(
                    services.instance(), guest.description().id(), guest.incarnation());
        }

        @Override
        public PhysicalMemory memory() {
            return guest.memory();
        }

        @Override
        public void close() throws IOException {
            services.guests().release(guest);
        }
    }
}
