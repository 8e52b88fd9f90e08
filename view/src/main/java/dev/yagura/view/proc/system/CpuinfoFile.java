package dev.yagura.view.proc.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.PerCpu;
import dev.yagura.view.proc.guest.Jiffies;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code cpuinfo}; arch/x86/kernel/cpu/proc.c. The clock is the one measured at boot, and
 * extensions of virtualisation have no line.
 */
record CpuinfoFile(ProcGuest guest) {
    private static final int KHZ_OF_MHZ = 1000;
    private static final int MAX_NAME_BYTES = 64;
    private static final int WORD_BITS = 32;

    /** {@code boot_cpu_data.x86_capability} has some 24 words, those of errors included. */
    private static final int MAX_WORDS = 64;

    /** One of features, and two of errors at most. */
    private static final int MIN_WORDS = 3;

    @KernelStruct("cpuinfo_x86")
    interface Processor extends StructView {
        @KernelField("x86_vendor_id")
        String vendor() throws IOException;

        @KernelField("x86")
        int family();

        @KernelField("x86_model")
        int model();

        @KernelField("x86_model_id")
        String modelName() throws IOException;

        @KernelField("x86_stepping")
        int stepping();

        int microcode();

        @KernelField("x86_cache_size")
        long cacheKibibytes();

        /** Returns the number of its package; in {@code topo} since 6.7, as those below. */
        @KernelField({"topo.pkg_id", "phys_proc_id"})
        long packageNumber();

        @KernelField({"topo.core_id", "cpu_core_id"})
        long coreNumber();

        @KernelField({"topo.apicid", "apicid"})
        long apicNumber();

        @KernelField({"topo.initial_apicid", "initial_apicid"})
        long firstApicNumber();

        @KernelField("booted_cores")
        long cores();

        @KernelField("cpuid_level")
        int level();

        @KernelField("x86_capability")
        byte[] features() throws IOException;

        @KernelField("loops_per_jiffy")
        long loops();

        @KernelField("x86_tlbsize")
        int tlbPages();

        @KernelField("x86_clflush_size")
        int flushBytes();

        @KernelField("x86_cache_alignment")
        int alignment();

        @KernelField("x86_phys_bits")
        int physicalBits();

        @KernelField("x86_virt_bits")
        int virtualBits();

        @KernelField("x86_power")
        long power();
    }

    byte[] text() throws IOException {
        Map<Integer, Processor> processors = new LinkedHashMap<>();
        for (PerCpu.Cpu cpu : guest.online()) {
            processors.put(
                    cpu.number(),
                    guest.views().at(Processor.class, guest.cpus().address("cpu_info", cpu)));
        }
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Integer, Processor> each : processors.entrySet()) {
            Processor cpu = each.getValue();
            long siblings =
                    processors.values().stream()
                            .filter(other -> other.packageNumber() == cpu.packageNumber())
                            .count();
            text.append(identity(each.getKey(), cpu))
                    .append(place(cpu, siblings))
                    .append(features(cpu))
                    .append(sizes(cpu));
        }
        return text.toString().getBytes(UTF_8);
    }

    private String identity(int number, Processor cpu) throws IOException {
        long khz = guest.memory().u32(guest.symbol("cpu_khz"));
        return "processor\t: %d\nvendor_id\t: %s\ncpu family\t: %d\nmodel\t\t: %d\n"
                        .formatted(number, named(cpu.vendor()), cpu.family(), cpu.model())
                + "model name\t: %s\nstepping\t: %d\n"
                        .formatted(named(cpu.modelName()), cpu.stepping())
                + (cpu.microcode() == 0 ? "" : "microcode\t: 0x%x\n".formatted(cpu.microcode()))
                + "cpu MHz\t\t: %d.%03d\n".formatted(khz / KHZ_OF_MHZ, khz % KHZ_OF_MHZ)
                + (cpu.cacheKibibytes() == 0
                        ? ""
                        : "cache size\t: %d KB\n".formatted(cpu.cacheKibibytes()));
    }

    private static String named(String name) {
        return name.isEmpty() ? "unknown" : name;
    }

    private static String place(Processor cpu, long siblings) {
        return "physical id\t: %d\nsiblings\t: %d\ncore id\t\t: %d\ncpu cores\t: %d\n"
                        .formatted(cpu.packageNumber(), siblings, cpu.coreNumber(), cpu.cores())
                + "apicid\t\t: %d\ninitial apicid\t: %d\n"
                        .formatted(cpu.apicNumber(), cpu.firstApicNumber())
                + "fpu\t\t: yes\nfpu_exception\t: yes\ncpuid level\t: %d\nwp\t\t: yes\n"
                        .formatted(cpu.level());
    }

    private String features(Processor cpu) throws IOException {
        byte[] bits = cpu.features();
        int words = Math.min(bits.length / Integer.BYTES, MAX_WORDS);
        if (words < MIN_WORDS) {
            throw new IOException(
                    "cpuinfo_x86: x86_capability has %d bytes, expected at least %d"
                            .formatted(bits.length, MIN_WORDS * Integer.BYTES));
        }
        int ofFeatures = wordsOfFeatures(words);
        return "flags\t\t:%s\nbugs\t\t:%s\n"
                .formatted(
                        names("x86_cap_flags", bits, 0, ofFeatures),
                        names("x86_bug_flags", bits, ofFeatures, words));
    }

    /**
     * Features come first and errors behind them, in one word or since 6.5 in two. The array of
     * their names is as long as the features, and ends before what lies behind it.
     */
    private int wordsOfFeatures(int words) throws IOException {
        long room = guest.roomBehind(guest.symbol("x86_cap_flags"));
        return (long) (words - 1) * WORD_BITS * Long.BYTES <= room ? words - 1 : words - 2;
    }

    private String names(String symbol, byte[] bits, int firstWord, int endWord)
            throws IOException {
        ByteBuffer words = ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN);
        long array = guest.symbol(symbol);
        List<String> names = new ArrayList<>();
        for (int bit = firstWord * WORD_BITS; bit < endWord * WORD_BITS; bit++) {
            int word = words.getInt(bit / WORD_BITS * Integer.BYTES);
            if ((word >>> bit % WORD_BITS & 1) != 0) {
                long place = (long) (bit - firstWord * WORD_BITS) * Long.BYTES;
                long name = guest.memory().u64(array + place);
                if (name != 0) {
                    names.add(" " + guest.memory().cString(name, MAX_NAME_BYTES));
                }
            }
        }
        return String.join("", names);
    }

    private String sizes(Processor cpu) throws IOException {
        long rate = 1_000_000_000L / Jiffies.of(guest).nanos();
        long loops = cpu.loops();
        return "bogomips\t: %d.%02d\n"
                        .formatted(loops / (500_000 / rate), loops / (5_000 / rate) % 100)
                + (cpu.tlbPages() > 0 ? "TLB size\t: %d 4K pages\n".formatted(cpu.tlbPages()) : "")
                + "clflush size\t: %d\ncache_alignment\t: %d\n"
                        .formatted(cpu.flushBytes(), cpu.alignment())
                + "address sizes\t: %d bits physical, %d bits virtual\npower management:%s\n\n"
                        .formatted(cpu.physicalBits(), cpu.virtualBits(), power(cpu.power()));
    }

    private String power(long bits) throws IOException {
        long array = guest.symbol("x86_power_flags");
        StringBuilder names = new StringBuilder();
        for (int bit = 0; bit < WORD_BITS; bit++) {
            if ((bits >>> bit & 1) == 0) {
                continue;
            }
            long name = guest.memory().u64(array + (long) bit * Long.BYTES);
            String text =
                    name == 0
                            ? "[%d]".formatted(bit)
                            : guest.memory().cString(name, MAX_NAME_BYTES);
            names.append(text.isEmpty() ? "" : " " + text);
        }
        return names.toString();
    }
}
