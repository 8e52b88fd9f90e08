package dev.yagura.kernel.linux.bpf;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.IndexedEntry;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.Walks;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;

/** The guest's BPF programs, maps and links, by the numbers the kernel gave them. */
public final class Bpf {
    /** {@code MAX_USED_MAPS}, include/linux/bpf_verifier.h. */
    private static final int MAX_MAPS = 64;

    /** Programs of a map that are read; the kernel sets no limit, and calls 33 in a row at most. */
    private static final int MAX_PROGRAMS = 1 << 16;

    /** {@code BPF_COMPLEXITY_LIMIT_INSNS}, include/linux/bpf.h. */
    private static final long MAX_INSTRUCTIONS = 1_000_000;

    /** {@code KSYM_NAME_LEN}, include/linux/kallsyms.h. */
    private static final int MAX_NAME_BYTES = 512;

    /** {@code struct bpf_insn}, include/uapi/linux/bpf.h; an ABI. */
    private static final int INSTRUCTION_BYTES = 8;

    /** {@code BPF_JMP | BPF_CALL}. */
    private static final byte CALL = (byte) 0x85;

    private final StructViews views;
    private final Walks walks;
    private final AddressSpace memory;

    /** Returns the BPF objects of a guest; nothing is read yet. */
    public Bpf(Linux linux) {
        this.views = linux.views();
        this.walks = linux.walks();
        this.memory = linux.kernel().memory();
    }

    /**
     * Returns the loaded programs, ascending by number.
     *
     * @throws IOException if this kernel has no BPF, or the memory source fails
     */
    public Partial<BpfProgram> programs() throws IOException {
        return all("prog_idr", "bpf_prog", this::program);
    }

    /**
     * Returns the maps, ascending by number.
     *
     * @throws IOException if this kernel has no BPF, or the memory source fails
     */
    public Partial<BpfMap> maps() throws IOException {
        return all("map_idr", "bpf_map", (gva, _) -> map(gva));
    }

    /**
     * Returns the links, ascending by number.
     *
     * @throws IOException if this kernel has no BPF, or the memory source fails
     */
    public Partial<BpfLink> links() throws IOException {
        return all("link_idr", "bpf_link", (gva, _) -> link(gva));
    }

    /**
     * Returns the addresses of the programs that a map of programs has; none of another map.
     *
     * @throws IOException if the memory source fails
     */
    public Partial<Long> programsOf(BpfMap map) throws IOException {
        Partial.Collector<Long> found = Partial.collector();
        if (map.type().equals("prog_array")) {
            long count = Math.min(map.maxEntries(), MAX_PROGRAMS);
            found.part(
                    "map %d at 0x%x".formatted(map.id(), map.gva()),
                    () -> {
                        long first = map.gva() + views.offsetOf("bpf_array", "ptrs");
                        ByteBuffer slots =
                                ByteBuffer.wrap(memory.bytes(first, (int) count * Long.BYTES))
                                        .order(ByteOrder.LITTLE_ENDIAN);
                        while (slots.hasRemaining()) {
                            long program = slots.getLong();
                            if (program != 0) {
                                found.add(program);
                            }
                        }
                    });
            if (map.maxEntries() > count) {
                found.missing(
                        "map %d at 0x%x".formatted(map.id(), map.gva()),
                        "has room for %d programs, of which %d are read"
                                .formatted(map.maxEntries(), count));
            }
        }
        return found.done();
    }

    private interface Maker<T> {
        T at(long gva, Partial.Collector<T> losses) throws IOException;
    }

    private <T> Partial<T> all(String idr, String struct, Maker<T> maker) throws IOException {
        Partial.Collector<T> found = Partial.collector();
        Walk<IndexedEntry> entries = walks.idr(Symbols.require(views.kernel(), idr));
        found.check(entries);
        for (IndexedEntry entry : entries.items()) {
            found.add(
                    "%s %d at 0x%x".formatted(struct, entry.index(), entry.value()),
                    () -> maker.at(entry.value(), found));
        }
        return found.done();
    }

    private BpfProgram program(long gva, Partial.Collector<BpfProgram> losses) throws IOException {
        BpfStructs.Program program = views.at(BpfStructs.Program.class, gva);
        long nameGva = program.attachNameGva().orElse(0);
        Optional<String> attachTo =
                nameGva == 0
                        ? Optional.empty()
                        : Optional.of(memory.cString(nameGva, MAX_NAME_BYTES));
        return new BpfProgram(
                gva,
                program.id(),
                word(program.type(), "BPF_PROG_TYPE_"),
                program.name(),
                HexFormat.of().formatHex(program.tag()),
                program.loadTime(),
                program.uid(),
                attachTo,
                program.expectedAttachType(),
                program.jited(),
                program.code(),
                Integer.toUnsignedLong(program.jitedLen()),
                Integer.toUnsignedLong(program.instructions()),
                maps(program, losses),
                program.references(),
                program.extendedGva(),
                helpers(program, losses));
    }

    private List<Integer> maps(BpfStructs.Program program, Partial.Collector<?> losses)
            throws IOException {
        List<Integer> maps = new ArrayList<>();
        long count = Integer.toUnsignedLong(program.usedMapCount());
        if (count > MAX_MAPS) {
            losses.missing(
                    program.toString(),
                    "used_map_cnt is %d, expected %d at most".formatted(count, MAX_MAPS));
            return maps;
        }
        for (int i = 0; i < count; i++) {
            long map = memory.u64(program.usedMaps() + i * (long) Long.BYTES);
            maps.add(views.at(BpfStructs.Map.class, map).id());
        }
        return maps;
    }

    /**
     * Reads which functions of the kernel a program calls: the verifier puts the distance from
     * {@code __bpf_call_base} into the instruction.
     */
    private List<Long> helpers(BpfStructs.Program program, Partial.Collector<?> losses)
            throws IOException {
        OptionalLong base = views.kernel().symbols().address("__bpf_call_base");
        long count = Integer.toUnsignedLong(program.instructions());
        if (base.isEmpty() || count > MAX_INSTRUCTIONS) {
            losses.missing(
                    program.toString() + ": calls",
                    base.isEmpty()
                            ? "no symbol __bpf_call_base"
                            : "len is %d, expected %d at most".formatted(count, MAX_INSTRUCTIONS));
            return List.of();
        }
        long start = program.gva() + views.offsetOf("bpf_prog", "insnsi");
        ByteBuffer code =
                ByteBuffer.wrap(memory.bytes(start, (int) count * INSTRUCTION_BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        TreeSet<Long> helpers = new TreeSet<>(Long::compareUnsigned);
        for (int at = 0; at < code.limit(); at += INSTRUCTION_BYTES) {
            // A source register other than 0 marks calls of subprograms and kernel functions.
            if (code.get(at) == CALL && (code.get(at + 1) & 0xF0) == 0) {
                helpers.add(base.getAsLong() + code.getInt(at + 4));
            }
        }
        return List.copyOf(helpers);
    }

    private BpfMap map(long gva) throws IOException {
        BpfStructs.Map map = views.at(BpfStructs.Map.class, gva);
        return new BpfMap(
                gva,
                map.id(),
                word(map.type(), "BPF_MAP_TYPE_"),
                map.name(),
                Integer.toUnsignedLong(map.keySize()),
                Integer.toUnsignedLong(map.valueSize()),
                Integer.toUnsignedLong(map.maxEntries()),
                Integer.toUnsignedLong(map.flags()),
                map.frozen(),
                map.operations());
    }

    private BpfLink link(long gva) throws IOException {
        BpfStructs.Link link = views.at(BpfStructs.Link.class, gva);
        OptionalInt id = OptionalInt.empty();
        Optional<String> name = Optional.empty();
        if (link.programGva() != 0) {
            BpfStructs.Program program = views.at(BpfStructs.Program.class, link.programGva());
            id = OptionalInt.of(program.id());
            name = Optional.of(program.name());
        }
        return new BpfLink(
                gva,
                link.id(),
                word(link.type(), "BPF_LINK_TYPE_"),
                link.programGva(),
                id,
                name,
                link.operations());
    }

    private static String word(String constant, String prefix) {
        return constant.startsWith(prefix)
                ? constant.substring(prefix.length()).toLowerCase(Locale.ROOT)
                : constant;
    }
}
