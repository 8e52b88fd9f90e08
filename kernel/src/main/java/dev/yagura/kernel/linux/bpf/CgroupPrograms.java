package dev.yagura.kernel.linux.bpf;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.process.ControlGroupNode;
import dev.yagura.kernel.linux.process.ControlGroups;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Lists the BPF programs attached to control groups; {@code kernel/bpf/cgroup.c}. */
public final class CgroupPrograms {
    /** The second version's hierarchy; programs can be attached to no other. */
    private static final int UNIFIED = 0;

    /** Kernels have some 30; types that the user gives may say anything. */
    private static final long MAX_ATTACH_TYPES = 1024;

    private final Linux linux;
    private final StructViews views;
    private final Lists lists;
    private final Partial.Collector<CgroupProgram> found = Partial.collector();

    @KernelStruct("bpf_prog_list")
    interface Attached extends StructView {
        @KernelField("prog")
        long programGva();

        /** Returns the link; kernels before 5.7 have none. */
        @KernelField("link")
        OptionalLong linkGva();
    }

    /**
     * The lists of a group, one for each attach type.
     *
     * @param offset of the first in {@code struct cgroup}
     * @param stride bytes from one to the next
     * @param count how many
     * @param hashed whether they are {@code hlist_head}, as from 6.0 on
     * @param names of the attach types, by index
     */
    private record Lists(
            long offset, long stride, long count, boolean hashed, Map<Long, String> names) {
        static Optional<Lists> in(StructViews views) throws IOException {
            if (!views.has("cgroup", "bpf.progs")) {
                return Optional.empty();
            }
            Optional<CType> type =
                    views.kernel()
                            .types()
                            .struct("cgroup_bpf")
                            .flatMap(struct -> struct.member("progs"))
                            .map(StructType.Member::type);
            if (!(type.orElse(null) instanceof CType.Array(CType.Named head, long count))) {
                return Optional.empty();
            }
            return Optional.of(
                    new Lists(
                            views.offsetOf("cgroup", "bpf.progs"),
                            views.sizeOf(head.tag()),
                            Math.clamp(count, 0, MAX_ATTACH_TYPES),
                            head.tag().equals("hlist_head"),
                            names(views)));
        }

        /** Names come from the enumeration that the kernel indexes by: its own since 5.15. */
        private static Map<Long, String> names(StructViews views) {
            Optional<Map<String, Long>> own =
                    views.kernel().types().enumeration("cgroup_bpf_attach_type");
            Map<String, Long> all =
                    own.or(() -> views.kernel().types().enumeration("bpf_attach_type"))
                            .orElse(Map.of());
            Map<Long, String> names = new HashMap<>();
            all.forEach((name, value) ->
                    names.put(value, name.replaceFirst("^BPF_", "").toLowerCase(Locale.ROOT)));
            return names;
        }

        String name(long index) {
            return names.getOrDefault(index, "type " + index);
        }
    }

    private CgroupPrograms(Linux linux, Lists lists) {
        this.linux = linux;
        this.views = linux.views();
        this.lists = lists;
    }

    /**
     * Returns what is attached, group by group; nothing where the kernel is built without it.
     *
     * @throws IOException if this kernel has no control groups, or the memory source fails
     */
    public static Partial<CgroupProgram> list(Linux linux) throws IOException {
        Optional<Lists> lists = Lists.in(linux.views());
        if (lists.isEmpty()) {
            return new Partial<>(List.of(), List.of());
        }
        CgroupPrograms programs = new CgroupPrograms(linux, lists.get());
        Partial<ControlGroupNode> groups = ControlGroups.list(linux);
        groups.missing().forEach(gap -> programs.found.missing(gap.what(), gap.why()));
        for (ControlGroupNode group : groups.items()) {
            if (group.hierarchy() == UNIFIED) {
                programs.read(group);
            }
        }
        return programs.found.done();
    }

    private void read(ControlGroupNode group) throws IOException {
        for (long i = 0; i < lists.count; i++) {
            long head = group.gva() + lists.offset + i * lists.stride;
            String attachType = lists.name(i);
            found.part(
                    "programs of %s for %s".formatted(group.path(), attachType),
                    () -> readList(group, attachType, head));
        }
    }

    private void readList(ControlGroupNode group, String attachType, long head) throws IOException {
        Walk<Attached> attached =
                lists.hashed
                        ? linux.walks().hlist(head, Attached.class, "node")
                        : linux.walks().list(head, Attached.class, "node");
        found.check(attached);
        for (Attached entry : attached.items()) {
            found.add(
                    "bpf_prog_list at 0x%x".formatted(entry.gva()),
                    () -> program(group, attachType, entry));
        }
    }

    private CgroupProgram program(ControlGroupNode group, String attachType, Attached entry)
            throws IOException {
        long link = entry.linkGva().orElse(0);
        long gva =
                link == 0
                        ? entry.programGva()
                        : views.at(
                                        BpfStructs.Link.class,
                                        link + views.offsetOf("bpf_cgroup_link", "link"))
                                .programGva();
        BpfStructs.Program program = views.at(BpfStructs.Program.class, gva);
        return new CgroupProgram(
                entry.gva(), group, attachType, program.id(), program.name(), gva, link);
    }
}
