package dev.yagura.view.proc.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What the driver of virtio's interfaces counts, for each of its queues; {@code virtnet_stats()} of
 * drivers/net/virtio_net.c. Queues that do not have the names that the driver gives them are not
 * where they are looked for: then nothing is known of these counters.
 */
final class VirtioCounters {
    /** Queues are at most as many as the device says in 16 bits. */
    private static final int QUEUES_MASK = 0xffff;

    private VirtioCounters() {}

    @KernelStruct("net_device")
    interface Device extends StructView {
        @KernelField("dev.parent->driver->name")
        Optional<String> driver() throws IOException;
    }

    /** Adds them to what is counted; false if this is another driver's, or they are not known. */
    static boolean add(ProcGuest guest, NetInterface device, Map<String, Long> values)
            throws IOException {
        Device fields = guest.views().at(Device.class, device.gva());
        if (!fields.driver().orElse("").equals(VirtioLayout.DRIVER)) {
            return false;
        }
        Optional<VirtioLayout> layout = VirtioLayout.of(guest);
        if (layout.isEmpty()) {
            return false;
        }
        VirtioLayout at = layout.get();
        long driver = device.gva() + at.privateAt();
        int count = guest.memory().u16(driver + at.pairsAt()) & QUEUES_MASK;
        Queues received =
                new Queues(
                        guest,
                        at.received(),
                        guest.memory().u64(driver + at.receiveQueuesAt()),
                        count);
        Queues sent =
                new Queues(guest, at.sent(), guest.memory().u64(driver + at.sendQueuesAt()), count);
        if (!received.areThere() || !sent.areThere()) {
            return false;
        }
        values.merge("rx_packets", received.sum("packets"), Long::sum);
        values.merge("rx_bytes", received.sum("bytes"), Long::sum);
        values.merge("rx_dropped", received.sum("drops"), Long::sum);
        values.merge("tx_packets", sent.sum("packets"), Long::sum);
        values.merge("tx_bytes", sent.sum("bytes"), Long::sum);
        values.merge("tx_errors", sent.sum("tx_timeouts"), Long::sum);
        return true;
    }

    private record Queues(ProcGuest guest, VirtioLayout.Queue form, long firstGva, int count) {

        private long at(int number) {
            return firstGva + number * form.sizeBytes();
        }

        /** Returns whether each has its name. */
        boolean areThere() throws IOException {
            for (int i = 0; i < count; i++) {
                byte[] expected = "%s.%d\0".formatted(form.name(), i).getBytes(US_ASCII);
                byte[] name = new byte[expected.length];
                guest.memory().read(at(i) + form.nameAt(), MemorySegment.ofArray(name));
                if (!Arrays.equals(name, expected)) {
                    return false;
                }
            }
            return true;
        }

        /** Returns a counter of all queues; 0 of one that this kernel does not have. */
        long sum(String counter) throws IOException {
            Long place = form.counters().get(counter);
            if (place == null) {
                return 0;
            }
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += guest.memory().u64(at(i) + place);
            }
            return sum;
        }
    }
}
