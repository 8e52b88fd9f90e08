package dev.yagura.channel.client;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.Printable;
import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.control.ControlLimits;
import dev.yagura.channel.control.ControlRequest;
import dev.yagura.channel.control.ControlResponse;
import dev.yagura.channel.control.ExportNames;
import dev.yagura.channel.control.ExportNames.Target;
import dev.yagura.channel.nbd.RemoteDisk;
import dev.yagura.channel.nbd.RemoteExport;
import dev.yagura.channel.nbd.RemoteMemory;
import dev.yagura.channel.nbd.RemoteSource;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.TlsChannel;
import dev.yagura.channel.transport.TlsEnd;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.network.capture.CaptureSource;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A client's connections to one agent: one for control, and those over which memory and disks are
 * read.
 *
 * <pre>{@code
 * try (var agent = AgentConnection.open(endpoint, tls, AgentConnectionConfig.DEFAULT)) {
 *     String vm = agent.inventory().getFirst().id();
 *     try (var memory = agent.memory(vm); var lease = agent.pause(vm, Duration.ofSeconds(5))) {
 *         … new Look(memory) …
 *     }
 * }
 * }</pre>
 *
 * <p>All connections lead to the same run of the same agent: its certificate, its random name and
 * the incarnation of a guest are compared each time, so that nobody between the ends can join the
 * memory of one guest to the registers of another. Silence is noticed: an agent that does not
 * answer in time is lost, and so is all that was opened through it. There is no reconnecting.
 *
 * <p>Safe for concurrent use.
 */
public final class AgentConnection implements AutoCloseable {
    private final Endpoint endpoint;
    private final Dialer dialer;
    private final AgentConnectionConfig config;
    private final X509Certificate certificate;
    private final ControlClient control;
    private final Heartbeat heartbeat;
    private final String instance;
    private final Duration maxLease;
    private final List<RemoteSource> sources = new CopyOnWriteArrayList<>();
    private final List<RemoteTap> taps = new CopyOnWriteArrayList<>();
    private final Map<String, Long> incarnations = new ConcurrentHashMap<>();

    private AgentConnection(
            Dialer dialer,
            TlsChannel channel,
            ControlClient control,
            ControlResponse.Welcome welcome) {
        this.endpoint = dialer.endpoint();
        this.dialer = dialer;
        this.config = dialer.config();
        this.certificate = Dialer.certificateOf(channel);
        this.control = control;
        this.instance = welcome.instance();
        this.maxLease = Duration.ofMillis(welcome.maxLeaseMillis());
        Duration interval = Duration.ofMillis(Math.max(1, welcome.idleMillis() / 3));
        this.heartbeat = new Heartbeat(control, interval, this::loseSources);
    }

    /**
     * Connects to an agent.
     *
     * @param endpoint where it listens
     * @param tls keys of this end, and what appraises the agent
     * @throws ChannelException if the agent is not reached, is not trusted, or refuses this end
     */
    public static AgentConnection open(Endpoint endpoint, TlsEnd tls, AgentConnectionConfig config)
            throws ChannelException {
        Dialer dialer = new Dialer(endpoint, tls, config);
        TlsChannel channel = dialer.connect(ControlLimits.PROTOCOL);
        ControlClient control = new ControlClient(channel, config.answerTime());
        try {
            return new AgentConnection(dialer, channel, control, dialer.greet(channel, control));
        } catch (ChannelException e) {
            control.close();
            throw e;
        }
    }

    /** Returns where the agent is. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Returns the agent's certificate, which carries its evidence if it has any. */
    public X509Certificate agentCertificate() {
        return certificate;
    }

    /** Returns the name of this run of the agent: 32 hexadecimal digits. */
    public String agentInstance() {
        return instance;
    }

    /** Returns the longest lease the agent grants. */
    public Duration maxLease() {
        return maxLease;
    }

    /** Returns why the agent was lost, or null while it is there. */
    public @Nullable ChannelException failure() {
        return control.failure();
    }

    /** Returns the guests that the agent lets this end see. */
    public List<GuestDescription> inventory() throws ChannelException {
        return control.ask(ControlRequest.Inventory::new, ControlResponse.Guests.class).guests();
    }

    /**
     * Opens a guest's memory. Closed with this connection, if not before.
     *
     * @param guestId from {@link #inventory()}
     * @throws ChannelException with {@code NO_SUCH_GUEST}, {@code GUEST_CHANGED} if another guest
     *     has taken the id since it was first used here, or because the connection fails
     */
    public RemoteMemory memory(String guestId) throws ChannelException {
        ControlResponse.Opened opened = openGuest(guestId);
        if (opened.guest().ram().isEmpty()) {
            throw new ChannelException(
                    Reason.REMOTE_FAILURE,
                    "%s: guest %s has no memory here, only disks".formatted(endpoint, guestId));
        }
        Target target = ExportNames.memory(guestId);
        RemoteExport export =
                new RemoteExport(
                        target.name(),
                        opened.guest().ram(),
                        !opened.guest().isSaved(),
                        description(target, opened));
        return kept(RemoteMemory.open(this::connectForNbd, export, config.reads()));
    }

    /**
     * Opens a guest's disk: the ciphertext, if the guest's hypervisor encrypts it. Closed with this
     * connection, if not before. An image that grows while the guest writes keeps the size it had
     * when the first client opened it, until the last one has closed it.
     *
     * @param guestId from {@link #inventory()}
     * @param number from {@link GuestDescription#disks()}
     * @throws ChannelException with {@code NO_SUCH_DISK}, or as {@link #memory}
     */
    public RemoteDisk disk(String guestId, int number) throws ChannelException {
        ControlResponse.Opened opened = openGuest(guestId);
        DiskDescription disk =
                opened.guest()
                        .disk(number)
                        .orElseThrow(() -> noSuchDisk(guestId, number, "does not exist"));
        switch (disk.state()) {
            case READABLE -> {}
            case EMPTY -> throw noSuchDisk(guestId, number, "is a drive without a medium");
            case UNREADABLE -> throw noSuchDisk(guestId, number, "is unreadable: " + disk.reason());
        }
        Target target = ExportNames.disk(guestId, number);
        return kept(
                RemoteDisk.open(
                        this::connectForNbd,
                        target.name(),
                        Optional.of(description(target, opened)),
                        config.reads()));
    }

    /**
     * Captures a guest's packets, over a connection of their own. Closed with this connection, if
     * not before.
     *
     * @param guestId from {@link #inventory()}
     * @param interfaces names of those to capture, at most {@link ControlLimits#MAX_INTERFACES} of
     *     {@link ControlLimits#MAX_INTERFACE_CHARS} characters; empty for all
     * @throws ChannelException with {@code REMOTE_FAILURE} if the agent cannot capture them, or as
     *     {@link #memory}
     */
    public CaptureSource tap(String guestId, List<String> interfaces) throws ChannelException {
        ControlResponse.Opened opened = openGuest(guestId);
        TlsChannel channel = dialer.connect(ControlLimits.PROTOCOL, certificate);
        RemoteTap tap = RemoteTap.open(dialer, channel, instance, opened, interfaces);
        taps.add(tap);
        return tap;
    }

    private ChannelException noSuchDisk(String guestId, int number, String why) {
        return new ChannelException(
                Reason.NO_SUCH_DISK,
                "%s: disk %d of guest %s %s"
                        .formatted(endpoint, number, guestId, Printable.of(why)));
    }

    private String description(Target target, ControlResponse.Opened opened) {
        return ExportNames.description(instance, target, opened.incarnation());
    }

    /** Sees to it that a source is lost when the agent is, and closed with this connection. */
    private <T extends RemoteSource> T kept(T source) {
        sources.add(source);
        ChannelException lost = control.failure();
        if (lost != null) {
            source.lose(lost);
        }
        return source;
    }

    private TlsChannel connectForNbd() throws ChannelException {
        return dialer.connect("nbd", certificate);
    }

    private ControlResponse.Opened openGuest(String guestId) throws ChannelException {
        if (!GuestDescription.isId(guestId)) {
            throw new ChannelException(
                    Reason.NO_SUCH_GUEST, "guest: no guest has the id \"%s\"".formatted(guestId));
        }
        ControlResponse.Opened opened =
                control.ask(
                        id -> new ControlRequest.Open(id, guestId), ControlResponse.Opened.class);
        Long before = incarnations.putIfAbsent(guestId, opened.incarnation());
        if (!opened.guest().id().equals(guestId)
                || (before != null && before != opened.incarnation())) {
            throw new ChannelException(
                    Reason.GUEST_CHANGED,
                    "%s: guest is %s, incarnation %d, expected %s, incarnation %s"
                            .formatted(
                                    endpoint,
                                    opened.guest().id(),
                                    opened.incarnation(),
                                    guestId,
                                    before));
        }
        return opened;
    }

    /**
     * Reads the registers of all vCPUs.
     *
     * @return the registers; empty if the agent cannot read them for this guest
     */
    public List<VcpuRegisters> registers(String guestId) throws ChannelException {
        openGuest(guestId);
        return control.ask(
                        id -> new ControlRequest.Registers(id, guestId),
                        ControlResponse.Registers.class)
                .vcpus();
    }

    /**
     * Pauses a guest. Returns when it stands still.
     *
     * @param time how long at most, 1 ms to ten minutes; the agent may grant less
     * @throws ChannelException with {@code NOT_PERMITTED} if the guest cannot be paused or this end
     *     may not, with {@code REMOTE_FAILURE} if it did not work
     */
    public PauseLease pause(String guestId, Duration time) throws ChannelException {
        long millis = time.toMillis();
        if (millis < 1 || millis > ControlLimits.MAX_LEASE_MILLIS) {
            throw new IllegalArgumentException("time = " + time + ", expected 1 ms to 10 min");
        }
        openGuest(guestId);
        return new PauseLease(
                control,
                guestId,
                control.ask(
                        id -> new ControlRequest.Pause(id, guestId, millis),
                        ControlResponse.Paused.class));
    }

    private void loseSources(ChannelException why) {
        sources.forEach(source -> source.lose(why));
    }

    /**
     * Closes all memories, disks and captures and the connection. Guests that were paused through
     * it run again.
     */
    @Override
    public void close() {
        heartbeat.stop();
        control.close();
        sources.forEach(RemoteSource::close);
        taps.forEach(RemoteTap::end);
    }
}
