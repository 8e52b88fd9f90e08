package dev.yagura.kernel.linux.bpf;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.net.Interfaces;
import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.linux.trace.PerfEvent;
import dev.yagura.kernel.linux.trace.PerfEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * By what BPF programs and links stay loaded: the kernel counts references, and frees what has
 * none.
 *
 * <p>Read are open files of processes, names in filesystems of type {@code bpf}, links, maps of
 * programs, control groups, programs that see an interface's frames first, perf events, and
 * programs that extend others. Not read: filters and actions of traffic control, filters of
 * sockets, other maps that have programs; files that io_uring or a message between sockets holds.
 */
public final class BpfHolders {
    private final Map<Long, List<BpfHolder>> holders = new HashMap<>();
    private final Partial.Collector<BpfHolder> gaps = Partial.collector();
    private final Linux linux;

    private BpfHolders(Linux linux) {
        this.linux = linux;
    }

    /**
     * Finds the holders.
     *
     * @param programs the loaded programs
     * @param links the links
     * @throws IOException if this kernel has no BPF, or the memory source fails
     */
    public static BpfHolders of(Linux linux, List<BpfProgram> programs, List<BpfLink> links)
            throws IOException {
        BpfHolders found = new BpfHolders(linux);
        if (programs.isEmpty() && links.isEmpty()) {
            return found;
        }
        for (BpfLink link : links) {
            found.add(link.programGva(), BpfHolder.Kind.LINK, "link " + link.id(), link.gva());
        }
        for (BpfProgram program : programs) {
            String name = "program %d (%s)".formatted(program.id(), program.name());
            found.add(program.extendedGva().orElse(0), BpfHolder.Kind.PROGRAM, name, program.gva());
        }
        found.attempt("open files", () -> BpfFiles.open(linux, found.gaps, found::add));
        found.attempt("bpf filesystems", () -> BpfFiles.pinned(linux, found.gaps, found::add));
        found.attempt("maps of programs", found::maps);
        found.attempt("control groups", found::controlGroups);
        found.attempt("interfaces", () -> found.interfaces(programs));
        found.attempt("perf events", found::perfEvents);
        return found;
    }

    /** Takes a holder of the object at an address. */
    @FunctionalInterface
    interface Sink {
        void add(long objectGva, BpfHolder.Kind kind, String name, long gva);
    }

    /** Returns what holds the program or link at an address. */
    public List<BpfHolder> of(long objectGva) {
        return List.copyOf(holders.getOrDefault(objectGva, List.of()));
    }

    /** Returns whether something holds it that is not a link without a holder of its own. */
    public boolean isHeld(long objectGva) {
        return of(objectGva).stream()
                .anyMatch(holder ->
                        holder.kind() != BpfHolder.Kind.LINK || !of(holder.gva()).isEmpty());
    }

    /** Returns where holders may be that could not be read. */
    public List<Partial.Missing> missing() {
        return gaps.done().missing();
    }

    private void add(long objectGva, BpfHolder.Kind kind, String name, long gva) {
        if (objectGva != 0) {
            holders.computeIfAbsent(objectGva, _ -> new ArrayList<>())
                    .add(new BpfHolder(kind, name, gva));
        }
    }

    private void attempt(String where, Partial.Part part) throws IOException {
        gaps.part("holders of BPF programs: " + where, part);
    }

    private void tell(Partial<?> partial) {
        partial.missing().forEach(gap -> gaps.missing(gap.what(), gap.why()));
    }

    private void maps() throws IOException {
        Bpf bpf = new Bpf(linux);
        Partial<BpfMap> maps = bpf.maps();
        tell(maps);
        for (BpfMap map : maps.items()) {
            Partial<Long> programs = bpf.programsOf(map);
            tell(programs);
            for (long program : programs.items()) {
                add(program, BpfHolder.Kind.MAP, "map " + map.id(), map.gva());
            }
        }
    }

    private void controlGroups() throws IOException {
        Partial<CgroupProgram> attached = CgroupPrograms.list(linux);
        tell(attached);
        for (CgroupProgram program : attached.items()) {
            if (program.linkGva() == 0) {
                add(
                        program.programGva(),
                        BpfHolder.Kind.CONTROL_GROUP,
                        "%s of %s".formatted(program.attachType(), program.group().path()),
                        program.gva());
            }
        }
    }

    private void interfaces(List<BpfProgram> programs) throws IOException {
        if (!linux.views().has("net_device", "ifindex")) {
            return; // a kernel without a network
        }
        Map<Long, Long> byNumber = new HashMap<>();
        programs.forEach(program -> byNumber.put((long) program.id(), program.gva()));
        Listing<NetInterface> interfaces = new Interfaces(linux).list();
        interfaces.gaps().forEach(gap -> gaps.missing(gap.what(), gap.why()));
        for (NetInterface net : interfaces.items()) {
            for (long number : net.xdpPrograms()) {
                add(
                        byNumber.getOrDefault(number, 0L),
                        BpfHolder.Kind.INTERFACE,
                        "interface " + net.name(),
                        net.gva());
            }
        }
    }

    private void perfEvents() throws IOException {
        if (!linux.views().has("perf_event", "prog")) {
            return; // a kernel without such events, or whose events run no programs
        }
        Partial<PerfEvent> events = PerfEvents.list(linux);
        tell(events);
        for (PerfEvent event : events.items()) {
            String of =
                    event.creator().isPresent()
                            ? "perf event of process " + event.creator().getAsInt()
                            : "perf event";
            add(event.programGva(), BpfHolder.Kind.PERF_EVENT, of, event.gva());
        }
    }
}
