package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.bpf.Bpf;
import dev.yagura.kernel.linux.bpf.BpfHolder;
import dev.yagura.kernel.linux.bpf.BpfHolders;
import dev.yagura.kernel.linux.bpf.BpfLink;
import dev.yagura.kernel.linux.bpf.BpfMap;
import dev.yagura.kernel.linux.bpf.BpfProgram;
import dev.yagura.kernel.linux.bpf.CgroupProgram;
import dev.yagura.kernel.linux.bpf.CgroupPrograms;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** BPF programs, and the maps and links that go with them. */
final class BpfTables {
    private BpfTables() {}

    /** A program, the links that hold it, all that holds it, and the names of what it calls. */
    private record Listed(
            BpfProgram program, List<String> links, List<String> holders, List<String> helpers) {}

    /** A link, what holds it, and what its table of functions is called. */
    private record ListedLink(BpfLink link, List<String> holders, CodeLocation operations) {}

    /** A map, and what its table of functions is called. */
    private record ListedMap(BpfMap object, CodeLocation operations) {}

    static GuestTable programs() {
        return Columns.<Listed>of()
                .number("id", "its number, as bpftool has it", p -> p.program.id())
                .text("type", "kprobe, cgroup_device, xdp and so on", p -> p.program.type())
                .text("name", "its name, at most 15 bytes", p -> p.program.name())
                .text("tag", "hash of its instructions", p -> p.program.tag())
                .number("uid", "who loaded it", p -> orNull(p.program.uid()))
                .text(
                        "attachTo",
                        "kernel function it is attached to, null for most types",
                        p -> p.program.attachTo().orElse(null))
                .list("links", "links that hold it, as type and number", Listed::links)
                .list(
                        "holders",
                        "all that was found to hold it: processes, pinned names, links, groups…",
                        Listed::holders)
                .list("helpers", "functions of the kernel that it calls", Listed::helpers)
                .more()
                .number("loaded", "when, in nanoseconds since boot", p -> p.program.loadedNs())
                .text(
                        "expectedAttachType",
                        "BPF_* as the kernel names it",
                        p -> p.program.expectedAttachType())
                .flag("jited", "whether it is compiled", p -> p.program.jited())
                .hex("code", "where it is entered", p -> p.program.code())
                .number("codeSize", "size of the compiled code", p -> p.program.codeBytes())
                .number("instructions", "BPF instructions", p -> p.program.instructions())
                .list("maps", "numbers of the maps it uses", p -> p.program.maps())
                .number(
                        "references",
                        "references to it that the kernel counts",
                        p -> orNull(p.program.references()))
                .hex("prog", "its bpf_prog", p -> p.program.gva())
                .table("bpf", "loaded BPF programs", BpfTables::listPrograms);
    }

    static GuestTable maps() {
        return Columns.<ListedMap>of()
                .number("id", "its number, as bpftool has it", m -> m.object.id())
                .text("type", "hash, array, ringbuf and so on", m -> m.object.type())
                .text("name", "its name, at most 15 bytes", m -> m.object.name())
                .number("keySize", "bytes of a key", m -> m.object.keyBytes())
                .number("valueSize", "bytes of a value", m -> m.object.valueBytes())
                .number("maxEntries", "entries it may hold", m -> m.object.maxEntries())
                .flag(
                        "frozen",
                        "whether user space may write to it no more",
                        m -> m.object.frozen())
                .more()
                .hex("flags", "BPF_F bits", m -> m.object.flags())
                .text("operations", "symbol of its bpf_map_ops", m -> m.operations.describe())
                .text("owner", "whose they are", m -> m.operations.owner())
                .hex("map", "its bpf_map", m -> m.object.gva())
                .table("bpf-maps", "BPF maps", BpfTables::listMaps);
    }

    static GuestTable links() {
        return Columns.<ListedLink>of()
                .number("id", "its number, as bpftool has it", l -> l.link.id())
                .text("type", "tracing, cgroup, perf_event and so on", l -> l.link.type())
                .number("programId", "number of its program", l -> orNull(l.link.programId()))
                .text("program", "name of its program", l -> l.link.programName().orElse(null))
                .text("operations", "symbol of its bpf_link_ops", l -> l.operations.describe())
                .text("owner", "whose they are", l -> l.operations.owner())
                .list("holders", "processes that have it open, and its names", l -> l.holders)
                .more()
                .hexOrNone("prog", "its bpf_prog", l -> l.link.programGva())
                .hex("link", "its bpf_link", l -> l.link.gva())
                .table("bpf-links", "what attaches BPF programs", BpfTables::listLinks);
    }

    static GuestTable controlGroups() {
        return Columns.<CgroupProgram>of()
                .text("group", "control group, from the hierarchy's root", c -> c.group().path())
                .text("attachType", "cgroup_device and so on", CgroupProgram::attachType)
                .number("programId", "number of the program", CgroupProgram::programId)
                .text("program", "name of the program", CgroupProgram::programName)
                .list("pids", "processes in the group itself", c -> c.group().pids())
                .more()
                .hexOrNone("link", "its bpf_cgroup_link", CgroupProgram::linkGva)
                .hex("prog", "its bpf_prog", CgroupProgram::programGva)
                .hex("cgroup", "its cgroup", c -> c.group().gva())
                .table(
                        "bpf-cgroups",
                        "BPF programs attached to control groups",
                        BpfTables::listControlGroups);
    }

    private static @Nullable Integer orNull(OptionalInt value) {
        return value.isPresent() ? (Integer) value.getAsInt() : null;
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? (Long) value.getAsLong() : null;
    }

    private static void listPrograms(TableContext context, RowSink<Listed> rows)
            throws IOException {
        Owners owners = context.linux().owners();
        Bpf bpf = new Bpf(context.linux());
        Map<Long, List<String>> held = new HashMap<>();
        Partial<BpfLink> links = bpf.links();
        for (BpfLink link : links.items()) {
            held.computeIfAbsent(link.programGva(), _ -> new ArrayList<>())
                    .add(link.type() + " " + link.id());
        }
        Partial<BpfProgram> programs = bpf.programs();
        BpfHolders holders = BpfHolders.of(context.linux(), programs.items(), links.items());
        for (BpfProgram program : programs.items()) {
            List<String> helpers = new ArrayList<>();
            for (long helper : program.helpers()) {
                helpers.add(owners.locate(helper).describe());
            }
            rows.add(
                    new Listed(
                            program,
                            held.getOrDefault(program.gva(), List.of()),
                            names(holders.of(program.gva())),
                            helpers));
        }
        tell(links, rows);
        tell(programs, rows);
        holders.missing().forEach(gap -> rows.gap(gap.what(), gap.why()));
    }

    private static List<String> names(List<BpfHolder> holders) {
        return holders.stream().map(BpfHolder::name).toList();
    }

    private static void listControlGroups(TableContext context, RowSink<CgroupProgram> rows)
            throws IOException {
        Partial<CgroupProgram> attached = CgroupPrograms.list(context.linux());
        for (CgroupProgram program : attached.items()) {
            rows.add(program);
        }
        tell(attached, rows);
    }

    private static void listMaps(TableContext context, RowSink<ListedMap> rows) throws IOException {
        Owners owners = context.linux().owners();
        Partial<BpfMap> maps = new Bpf(context.linux()).maps();
        for (BpfMap map : maps.items()) {
            rows.add(new ListedMap(map, owners.locate(map.operations())));
        }
        tell(maps, rows);
    }

    private static void listLinks(TableContext context, RowSink<ListedLink> rows)
            throws IOException {
        Owners owners = context.linux().owners();
        Partial<BpfLink> links = new Bpf(context.linux()).links();
        BpfHolders holders = BpfHolders.of(context.linux(), List.of(), links.items());
        for (BpfLink link : links.items()) {
            rows.add(
                    new ListedLink(
                            link, names(holders.of(link.gva())), owners.locate(link.operations())));
        }
        tell(links, rows);
        holders.missing().forEach(gap -> rows.gap(gap.what(), gap.why()));
    }

    private static void tell(Partial<?> partial, RowSink<?> rows) {
        partial.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
