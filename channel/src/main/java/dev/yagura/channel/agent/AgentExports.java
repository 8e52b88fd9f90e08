package dev.yagura.channel.agent;

import dev.yagura.channel.AuditEvent.Kind;
import dev.yagura.channel.control.ExportNames;
import dev.yagura.channel.control.ExportNames.Target;
import dev.yagura.channel.nbd.NbdContent;
import dev.yagura.channel.nbd.NbdExport;
import dev.yagura.channel.nbd.NbdExports;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What one peer sees over NBD: the memory and the disks of the guests it may read. */
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
        List<Target> targets = new ArrayList<>();
        for (Right right : List.of(Right.MEMORY, Right.DISK)) {
            List<GuestDescription> guests = readable(right);
            for (GuestDescription guest : guests) {
                List<Target> named = targets(guest, right);
                if (guests.size() == 1) {
                    named.forEach(
                            target -> targets.add(new Target(Optional.empty(), target.disk())));
                }
                targets.addAll(named);
            }
        }
        return targets.stream().map(Target::name).toList();
    }

    private static List<Target> targets(GuestDescription guest, Right right) {
        if (right == Right.MEMORY) {
            return List.of(ExportNames.memory(guest.id()));
        }
        return guest.disks().stream()
                .filter(disk -> disk.state() == DiskDescription.State.READABLE)
                .map(disk -> ExportNames.disk(guest.id(), disk.number()))
                .toList();
    }

    /** Returns the guests that have what a right is about, and of which the peer has that right. */
    private List<GuestDescription> readable(Right right) throws IOException {
        return services.guests().guests().stream()
                .filter(guest -> isReadable(right, guest.id()))
                .filter(guest ->
                        right == Right.MEMORY ? !guest.ram().isEmpty() : !guest.disks().isEmpty())
                .toList();
    }

    private boolean isReadable(Right right, String guestId) {
        return access.allows(Right.LIST, guestId) && access.allows(right, guestId);
    }

    @Override
    public Optional<NbdExport> open(String name) throws IOException {
        Optional<Target> target = ExportNames.parse(name);
        if (target.isPresent()) {
            Optional<NbdExport> export = open(target.get());
            if (export.isPresent()) {
                return export;
            }
        }
        services.audit(Kind.REFUSED, peer.toString(), "export " + name);
        return Optional.empty();
    }

    private Optional<NbdExport> open(Target asked) throws IOException {
        Right right = asked.disk().isPresent() ? Right.DISK : Right.MEMORY;
        Target target = asked;
        if (asked.guestId().isEmpty()) {
            List<GuestDescription> guests = readable(right);
            if (guests.size() != 1) {
                return Optional.empty();
            }
            target = asked.of(guests.getFirst().id());
        }
        String id = target.guestId().orElseThrow();
        if (!isReadable(right, id)) {
            return Optional.empty();
        }
        OpenGuest guest;
        try {
            guest = services.guests().acquire(id);
        } catch (NoSuchGuestException e) {
            return Optional.empty();
        }
        boolean opened = false;
        try {
            Optional<NbdExport> export = open(guest, target);
            opened = export.isPresent();
            return export;
        } finally {
            if (!opened) {
                services.guests().release(guest);
            }
        }
    }

    private Optional<NbdExport> open(OpenGuest guest, Target target) throws IOException {
        OptionalInt disk = target.disk();
        boolean there =
                disk.isEmpty()
                        ? !guest.description().ram().isEmpty()
                        : guest.description().disk(disk.getAsInt()).isPresent();
        if (!there) {
            return Optional.empty();
        }
        NbdContent content =
                disk.isPresent()
                        ? new NbdContent.Disk(guest.disks().acquire(disk.getAsInt()))
                        : new NbdContent.Memory(guest.memory());
        String id = guest.description().id();
        String what = disk.isPresent() ? "disk " + disk.getAsInt() : "memory";
        services.audit(Kind.OPENED, peer.toString(), "%s of guest %s".formatted(what, id));
        return Optional.of(new Export(guest, target, content));
    }

    private final class Export implements NbdExport {
        private final OpenGuest guest;
        private final Target target;
        private final NbdContent content;

        Export(OpenGuest guest, Target target, NbdContent content) {
            this.guest = guest;
            this.target = target;
            this.content = content;
        }

        @Override
        public String description() {
            return ExportNames.description(services.instance(), target, guest.incarnation());
        }

        @Override
        public NbdContent content() {
            return content;
        }

        @Override
        public void close() throws IOException {
            try {
                if (target.disk().isPresent()) {
                    guest.disks().release(target.disk().getAsInt());
                }
            } finally {
                services.guests().release(guest);
            }
        }
    }
}
