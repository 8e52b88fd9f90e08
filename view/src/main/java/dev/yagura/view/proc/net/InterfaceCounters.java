package dev.yagura.view.proc.net;

import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.PerCpu;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the kernel counts of an interface; {@code dev_get_stats()} of net/core/dev.c. Loopback's
 * counters are read from each CPU. A driver that counts for itself does so in a form of its own,
 * which is not read: then what the kernel has is none of its counts, and that is said.
 */
public final class InterfaceCounters {
    /** {@code struct rtnl_link_stats64}, in the order of the files in sysfs. */
    public static final List<String> NAMES =
            List.of(
                    "rx_packets",
                    "tx_packets",
                    "rx_bytes",
                    "tx_bytes",
                    "rx_errors",
                    "tx_errors",
                    "rx_dropped",
                    "tx_dropped",
                    "multicast",
                    "collisions",
                    "rx_length_errors",
                    "rx_over_errors",
                    "rx_crc_errors",
                    "rx_frame_errors",
                    "rx_fifo_errors",
                    "rx_missed_errors",
                    "tx_aborted_errors",
                    "tx_carrier_errors",
                    "tx_fifo_errors",
                    "tx_heartbeat_errors",
                    "tx_window_errors",
                    "rx_compressed",
                    "tx_compressed",
                    "rx_nohandler");

    /** What the kernel counts beside any driver, since 5.18 for each CPU. */
    private static final List<String> OF_KERNEL =
            List.of("rx_dropped", "tx_dropped", "rx_nohandler");

    private final Map<String, Long> values = new LinkedHashMap<>();
    private boolean elsewhere;

    @KernelStruct("net_device")
    interface Device extends StructView {
        @KernelField("lstats")
        OptionalLong loopbackGva();

        @KernelField("core_stats")
        OptionalLong ofKernelGva();

        /** Returns which counters of its own the kernel adds up for it, 0 for none; since 6.7. */
        @KernelField("pcpu_stat_type")
        OptionalInt countedByCpus();
    }

    @KernelStruct("net_device_ops")
    interface Operations extends StructView {
        /** Returns the driver's function that counts; the kernel asks it first. */
        @KernelField("ndo_get_stats64")
        OptionalLong countGva();

        @KernelField("ndo_get_stats")
        OptionalLong earlierCountGva();
    }

    private InterfaceCounters() {}

    /**
     * Reads the counters.
     *
     * @throws IOException if guest memory cannot be read
     */
    public static InterfaceCounters of(ProcGuest guest, NetInterface device) throws IOException {
        InterfaceCounters counters = new InterfaceCounters();
        for (String name : NAMES) {
            String path = "stats." + name;
            boolean kept = guest.views().has("net_device", path);
            long at = kept ? device.gva() + guest.views().offsetOf("net_device", path) : 0;
            counters.values.put(name, kept ? guest.memory().u64(at) : 0);
        }
        OptionalLong loopback = guest.symbolIfAny("loopback_ops");
        if (loopback.isPresent() && loopback.getAsLong() == device.operationsGva()) {
            counters.addLoopback(guest, device.gva());
        } else {
            counters.elsewhere =
                    isCountedElsewhere(guest, device)
                            && !counters.addDummy(guest, device)
                            && !VirtioCounters.add(guest, device, counters.values);
        }
        counters.addOfKernel(guest, device.gva());
        return counters;
    }

    private static boolean isCountedElsewhere(ProcGuest guest, NetInterface device)
            throws IOException {
        if (device.operationsGva() == 0) {
            return false;
        }
        Operations driver = guest.views().at(Operations.class, device.operationsGva());
        return driver.countGva().orElse(0) != 0
                || driver.earlierCountGva().orElse(0) != 0
                || guest.views().at(Device.class, device.gva()).countedByCpus().orElse(0) != 0;
    }

    /** Returns whether its driver counts for itself, so that these are not its counts. */
    public boolean areElsewhere() {
        return elsewhere;
    }

    private void addOfKernel(ProcGuest guest, long deviceGva) throws IOException {
        for (String name : OF_KERNEL) {
            String path = name + ".counter";
            if (guest.views().has("net_device", path)) {
                long at = deviceGva + guest.views().offsetOf("net_device", path);
                values.merge(name, guest.memory().u64(at), Long::sum);
            }
        }
        long perCpu = guest.views().at(Device.class, deviceGva).ofKernelGva().orElse(0);
        if (perCpu != 0) {
            for (PerCpu.Cpu cpu : guest.cpus().cpus()) {
                for (String name : OF_KERNEL) {
                    long offset = guest.views().offsetOf("net_device_core_stats", name);
                    long counted = guest.memory().u64(cpu.address(perCpu) + offset);
                    values.merge(name, counted, Long::sum);
                }
            }
        }
    }

    /** Of what is thrown away, as {@code dummy_get_stats64()} of drivers/net/dummy.c tells. */
    private boolean addDummy(ProcGuest guest, NetInterface device) throws IOException {
        if (!"dummy".equals(device.kind())
                || guest.views().at(Device.class, device.gva()).loopbackGva().orElse(0) == 0) {
            return false;
        }
        addSent(guest, device.gva());
        return true;
    }

    private void addLoopback(ProcGuest guest, long deviceGva) throws IOException {
        addSent(guest, deviceGva);
        values.put("rx_packets", value("tx_packets"));
        values.put("rx_bytes", value("tx_bytes"));
    }

    /** Adds what each CPU counts of an interface that only sends; {@code dev_lstats_read()}. */
    private void addSent(ProcGuest guest, long deviceGva) throws IOException {
        long perCpu = guest.views().at(Device.class, deviceGva).loopbackGva().orElse(0);
        long packets = 0;
        long bytes = 0;
        for (PerCpu.Cpu cpu : guest.cpus().cpus()) {
            long at = cpu.address(perCpu);
            packets += guest.memory().u64(at + guest.views().offsetOf("pcpu_lstats", "packets"));
            bytes += guest.memory().u64(at + guest.views().offsetOf("pcpu_lstats", "bytes"));
        }
        values.put("tx_packets", packets);
        values.put("tx_bytes", bytes);
    }

    /**
     * Returns one counter, unsigned.
     *
     * @param name one of {@link #NAMES}
     */
    public long value(String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("name = " + name);
        }
        return value;
    }

    private long sum(String... names) {
        long sum = 0;
        for (String name : names) {
            sum += value(name);
        }
        return sum;
    }

    /** Returns what is in a line of {@code dev} behind the name. */
    String columns() {
        return "%7d %7d %4d %4d %4d %5d %10d %9d %8d %7d %4d %4d %4d %5d %7d %10d"
                .formatted(
                        value("rx_bytes"),
                        value("rx_packets"),
                        value("rx_errors"),
                        sum("rx_dropped", "rx_missed_errors"),
                        value("rx_fifo_errors"),
                        sum(
                                "rx_length_errors",
                                "rx_over_errors",
                                "rx_crc_errors",
                                "rx_frame_errors"),
                        value("rx_compressed"),
                        value("multicast"),
                        value("tx_bytes"),
                        value("tx_packets"),
                        value("tx_errors"),
                        value("tx_dropped"),
                        value("tx_fifo_errors"),
                        value("collisions"),
                        sum(
                                "tx_carrier_errors",
                                "tx_aborted_errors",
                                "tx_window_errors",
                                "tx_heartbeat_errors"),
                        value("tx_compressed"));
    }
}
