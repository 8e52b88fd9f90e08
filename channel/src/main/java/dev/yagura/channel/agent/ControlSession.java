package dev.yagura.channel.agent;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.AuditEvent.Kind;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.control.ControlFrames;
import dev.yagura.channel.control.ControlLimits;
import dev.yagura.channel.control.ControlRequest;
import dev.yagura.channel.control.ControlResponse;
import dev.yagura.channel.control.LeaseEnd;
import dev.yagura.channel.control.RefusalCode;
import dev.yagura.channel.control.RequestCodec;
import dev.yagura.channel.control.ResponseCodec;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.TlsChannel;
import dev.yagura.network.capture.CaptureSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Serves the control protocol to one peer: one thread, one request at a time. */
final class ControlSession {
    /** Guests one connection may hold open. */
    private static final int MAX_GUESTS = GuestDescription.MAX_GUESTS;

    /** Leases of one connection that are kept, ended ones included. */
    private static final int MAX_LEASES = 64;

    private final AgentServices services;
    private final TlsChannel channel;
    private final Peer peer;
    private final AccessPolicy.Access access;
    private final Map<String, OpenGuest> guests = new HashMap<>();
    private final Map<Long, Lease> leases = new LinkedHashMap<>();
    private boolean greeted;
    private @Nullable CaptureSource tap;

    ControlSession(
            AgentServices services, TlsChannel channel, Peer peer, AccessPolicy.Access access) {
        this.services = services;
        this.channel = channel;
        this.peer = peer;
        this.access = access;
    }

    /** A request that is refused; the connection goes on, unless the code says otherwise. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final RefusalCode code;

        RefusedException(RefusalCode code, String message) {
            super(message);
            this.code = code;
        }
    }

    /** Answers requests until the peer leaves; ends its leases in any case. */
    void serve() throws ChannelException {
        try (channel) {
            while (true) {
                Deadline idle = Deadline.after(services.config().controlIdle());
                Optional<byte[]> json =
                        ControlFrames.receive(channel, ControlLimits.MAX_REQUEST_BYTES, idle);
                if (json.isEmpty()) {
                    return;
                }
                ControlRequest request = decode(json.get());
                ControlResponse response = answer(request);
                send(response);
                CaptureSource opened = tap;
                if (opened != null) {
                    PacketStream.send(opened, channel, services.config().controlIdle());
                    return;
                }
                if (response instanceof ControlResponse.Refused refused
                        && refused.code().endsConnection()) {
                    channel.closeAfterPeer();
                    return;
                }
            }
        } finally {
            letGo();
        }
    }

    private ControlRequest decode(byte[] json) throws ChannelException {
        try {
            return RequestCodec.decode(json);
        } catch (MalformedStructureException e) {
            String message = String.valueOf(e.getMessage());
            send(new ControlResponse.Refused(0, RefusalCode.BAD_REQUEST, message));
            channel.closeAfterPeer();
            throw new ChannelException(Reason.PROTOCOL, channel.peer() + ": " + message, e);
        }
    }

    private void send(ControlResponse response) throws ChannelException {
        Deadline deadline = Deadline.after(services.config().controlIdle());
        ControlFrames.send(channel, ResponseCodec.encode(response), deadline);
    }

    private ControlResponse answer(ControlRequest request) {
        try {
            return perform(request);
        } catch (RefusedException e) {
            return refused(request, e.code, e.getMessage());
        } catch (NoSuchGuestException e) {
            return refused(request, RefusalCode.NO_SUCH_GUEST, e.getMessage());
        } catch (IOException e) {
            return refused(request, RefusalCode.FAILED, e.getMessage());
        }
    }

    private ControlResponse refused(
            ControlRequest request, RefusalCode code, @Nullable String message) {
        String what = request.getClass().getSimpleName();
        services.audit(
                code == RefusalCode.FAILED ? Kind.FAILED : Kind.REFUSED,
                peer.toString(),
                "%s: %s: %s".formatted(what, code, message));
        return new ControlResponse.Refused(request.id(), code, String.valueOf(message));
    }

    private ControlResponse perform(ControlRequest request) throws IOException, RefusedException {
        if (request instanceof ControlRequest.Hello == greeted) {
            throw new RefusedException(
                    RefusalCode.BAD_REQUEST, "a connection begins with one hello");
        }
        return switch (request) {
            case ControlRequest.Hello hello -> welcome(hello);
            case ControlRequest.Inventory inventory -> inventory(inventory);
            case ControlRequest.Open open -> open(open);
            case ControlRequest.Registers registers ->
                    new ControlResponse.Registers(
                            registers.id(), opened(registers.guest(), Right.REGISTERS).registers());
            case ControlRequest.Pause pause -> pause(pause);
            case ControlRequest.Renew renew -> renew(renew);
            case ControlRequest.Resume resume -> resume(resume);
            case ControlRequest.Capture capture -> capture(capture);
            case ControlRequest.Ping ping -> new ControlResponse.Pong(ping.id());
        };
    }

    private ControlResponse welcome(ControlRequest.Hello hello)
            throws IOException, RefusedException {
        Optional<String> refusal = services.tls().refusal(channel.session(), hello.evidenceBytes());
        if (refusal.isPresent()) {
            throw new RefusedException(RefusalCode.NOT_ATTESTED, refusal.get());
        }
        greeted = true;
        services.attested().add(peer.keyHash());
        services.audit(Kind.CONNECTED, peer.toString(), "control, calls itself " + hello.client());
        return new ControlResponse.Welcome(
                hello.id(),
                services.instance(),
                services.config().maxLease().toMillis(),
                services.config().controlIdle().toMillis());
    }

    private ControlResponse inventory(ControlRequest.Inventory inventory) throws IOException {
        return new ControlResponse.Guests(
                inventory.id(),
                services.guests().guests().stream()
                        .filter(guest -> access.allows(Right.LIST, guest.id()))
                        .toList());
    }

    private ControlResponse open(ControlRequest.Open open) throws IOException, RefusedException {
        String id = open.guest();
        if (!access.allows(Right.LIST, id)) {
            throw new NoSuchGuestException(id);
        }
        OpenGuest guest = guests.get(id);
        if (guest == null) {
            if (guests.size() == MAX_GUESTS) {
                throw new RefusedException(RefusalCode.BUSY, MAX_GUESTS + " guests are open");
            }
            guest = services.guests().acquire(id);
            guests.put(id, guest);
            services.audit(Kind.OPENED, peer.toString(), "guest " + id);
        }
        return new ControlResponse.Opened(open.id(), guest.description(), guest.incarnation());
    }

    private OpenGuest opened(String id, Right right) throws RefusedException {
        OpenGuest guest = guests.get(id);
        if (guest == null) {
            throw new RefusedException(
                    RefusalCode.NO_SUCH_GUEST, "guest %s is not open here".formatted(id));
        }
        if (!access.allows(right, id)) {
            throw new RefusedException(
                    RefusalCode.NOT_PERMITTED, "%s of guest %s".formatted(right, id));
        }
        return guest;
    }

    private ControlResponse capture(ControlRequest.Capture capture)
            throws IOException, RefusedException {
        OpenGuest guest = opened(capture.guest(), Right.PACKETS);
        tap = guest.openTap(capture.interfaces());
        services.audit(
                Kind.OPENED, peer.toString(), "packets of guest %s".formatted(capture.guest()));
        return new ControlResponse.Capturing(capture.id());
    }

    private ControlResponse pause(ControlRequest.Pause pause) throws IOException, RefusedException {
        OpenGuest guest = opened(pause.guest(), Right.PAUSE);
        if (!guest.description().pausable()) {
            throw new RefusedException(
                    RefusalCode.NOT_PERMITTED,
                    "guest %s cannot be paused".formatted(pause.guest()));
        }
        makeRoom();
        Lease lease = services.leases().start(guest, peer.toString(), pause.leaseMillis());
        leases.put(lease.number, lease);
        return new ControlResponse.Paused(pause.id(), lease.number, Leases.millisLeft(lease));
    }

    private void makeRoom() throws RefusedException {
        if (leases.size() == MAX_LEASES && !leases.values().removeIf(lease -> lease.end != null)) {
            throw new RefusedException(RefusalCode.BUSY, MAX_LEASES + " leases last");
        }
    }

    private Lease lease(long number) throws RefusedException {
        Lease lease = leases.get(number);
        if (lease == null) {
            throw new RefusedException(
                    RefusalCode.NO_SUCH_LEASE,
                    "lease %d is none of this connection's".formatted(number));
        }
        return lease;
    }

    private ControlResponse renew(ControlRequest.Renew renew) throws RefusedException {
        Lease lease = lease(renew.lease());
        if (!services.leases().prolong(lease, renew.leaseMillis())) {
            throw new RefusedException(
                    RefusalCode.NO_SUCH_LEASE,
                    "lease %d has ended before: %s".formatted(lease.number, lease.end));
        }
        return new ControlResponse.Renewed(renew.id(), Leases.millisLeft(lease));
    }

    private ControlResponse resume(ControlRequest.Resume resume) throws RefusedException {
        Lease lease = lease(resume.lease());
        services.leases().end(lease, LeaseEnd.RESUMED);
        leases.remove(lease.number);
        LeaseEnd end = lease.end == null ? LeaseEnd.RESUMED : lease.end;
        return new ControlResponse.Resumed(resume.id(), lease.heldMicros, end);
    }

    private void letGo() {
        if (greeted) {
            services.attested().remove(peer.keyHash());
        }
        try (CaptureSource _ = tap) {
            tap = null;
        } catch (IOException e) {
            services.audit(Kind.FAILED, peer.toString(), "tap is not closed: " + e.getMessage());
        }
        for (Lease lease : leases.values()) {
            services.leases().end(lease, LeaseEnd.EXPIRED);
        }
        for (OpenGuest guest : guests.values()) {
            try {
                services.guests().release(guest);
            } catch (IOException e) {
                services.audit(
                        Kind.FAILED, peer.toString(), "guest is not closed: " + e.getMessage());
            }
        }
    }
}
