package dev.yagura.channel.client;

import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import dev.yagura.channel.tls.PatternDisk;
import dev.yagura.channel.tls.PatternMemory;
import dev.yagura.memory.GpaRange;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** A host with guests whose every pause, resume and close is written down. */
final class FakeGuests implements GuestDirectory {
    static final GpaRange LOW = new GpaRange(0, 0x400000);
    static final GpaRange HIGH = new GpaRange(0x1_0000_0000L, 0x1_0040_0000L);
    static final VcpuRegisters VCPU =
            new VcpuRegisters(0, -1, 0x80050033L, 0x1234000, 0x1020, 0xfffffe0000000000L, 7);

    static final List<DiskDescription> DISKS =
            List.of(
                    disk(0, DiskDescription.State.READABLE, ""),
                    disk(1, DiskDescription.State.EMPTY, "no medium"),
                    disk(2, DiskDescription.State.UNREADABLE, "QEMU's server is taken"));

    private final Map<String, Fake> guests = new ConcurrentSkipListMap<>();

    /** What happened to guests, in order, for example {@code "web paused"}. */
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    /** What its taps tell, in order; shared by all of them. */
    final BlockingQueue<ScriptedTap.Step> tapped = new LinkedBlockingQueue<>();

    /** Held while registers are read; a test takes it to make the agent hang. */
    final ReentrantLock registersLock = new ReentrantLock();

    private final AtomicInteger failingResumes = new AtomicInteger();

    private record Fake(GuestDescription description, PatternMemory memory) {}

    private static DiskDescription disk(int number, DiskDescription.State state, String reason) {
        return new DiskDescription(
                number,
                "virtio" + number,
                "host",
                "luks over file",
                PatternDisk.SIZE,
                PatternDisk.SIZE - 4096,
                true,
                false,
                state,
                reason);
    }

    FakeGuests with(String id, long pid) {
        GuestDescription description =
                new GuestDescription(
                        id, "name of " + id, pid, List.of(LOW, HIGH), 1, true, true, "fake", DISKS);
        guests.put(id, new Fake(description, new PatternMemory(LOW, HIGH)));
        return this;
    }

    void remove(String id) {
        guests.remove(id);
    }

    /** Makes the next resumes fail. */
    void failResumes(int count) {
        failingResumes.set(count);
    }

    /** Waits for the next event. */
    String nextEvent() throws InterruptedException {
        String event = events.poll(30, TimeUnit.SECONDS);
        return event == null ? "nothing within 30 s" : event;
    }

    @Override
    public List<GuestDescription> guests() {
        return guests.values().stream().map(Fake::description).toList();
    }

    @Override
    public GuestSource open(String id) throws IOException {
        Fake fake = guests.get(id);
        if (fake == null) {
            throw new NoSuchGuestException(id);
        }
        events.add(id + " opened");
        return new Source(fake);
    }

    private final class Source implements GuestSource {
        private final Fake fake;

        Source(Fake fake) {
            this.fake = fake;
        }

        @Override
        public GuestDescription description() {
            return fake.description();
        }

        @Override
        public PhysicalMemory memory() {
            return fake.memory();
        }

        @Override
        public List<VcpuRegisters> registers() {
            registersLock.lock();
            try {
                return List.of(VCPU);
            } finally {
                registersLock.unlock();
            }
        }

        @Override
        public BlockDevice openDisk(int number) throws IOException {
            if (number != 0) {
                throw new IOException("disk %d cannot be opened".formatted(number));
            }
            events.add(description().id() + " disk opened");
            return new PatternDisk(() -> events.add(description().id() + " disk closed"));
        }

        @Override
        public CaptureSource openTap(List<String> interfaces) throws IOException {
            if (!List.of("n0").containsAll(interfaces)) {
                throw new IOException("has no network interface %s".formatted(interfaces));
            }
            events.add(description().id() + " tapped " + interfaces);
            return new ScriptedTap(tapped, () -> events.add(description().id() + " let go"));
        }

        @Override
        public void pause() {
            events.add(description().id() + " paused");
        }

        @Override
        public void resume() throws IOException {
            if (failingResumes.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                events.add(description().id() + " not resumed");
                throw new IOException("monitor does not answer");
            }
            events.add(description().id() + " resumed");
        }

        @Override
        public void close() {
            events.add(description().id() + " closed");
        }
    }
}
