package dev.yagura.kernel.linux.trace;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType.Member;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process, and a context for the CPU: one for all PMUs, as since 6.2. */
class PerfEventsTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final long HANDLER = TEXT + 0x400;
    private static final long CONTEXTS = 0x3c0;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long process;
    private long ofCpu;
    private long ofProcess;

    @BeforeEach
    void makesContexts() {
        guest.types()
                .more(
                        "task_struct",
                        1024,
                        at(CONTEXTS, "perf_event_ctxp", pointerTo("perf_event_context")))
                .struct(
                        "perf_event_context",
                        32,
                        at(0, "task", pointerTo("task_struct")),
                        at(8, "event_list", named("list_head")))
                .struct("perf_cpu_context", 48, at(16, "ctx", named("perf_event_context")))
                .struct(
                        "perf_event_attr",
                        32,
                        at(0, "type", U32),
                        at(8, "config", U64),
                        at(16, "sample_period", U64),
                        at(24, "bp_addr", U64))
                .struct("pmu", 16, at(0, "name", new CType.Pointer(CHAR)))
                .struct(
                        "perf_event",
                        128,
                        at(0, "event_entry", named("list_head")),
                        at(16, "attr", named("perf_event_attr")),
                        at(48, "pmu", pointerTo("pmu")),
                        at(56, "state", S32),
                        at(60, "cpu", S32),
                        at(64, "owner", pointerTo("task_struct")),
                        at(72, "overflow_handler", VOID_POINTER),
                        at(80, "prog", VOID_POINTER));
        process = fake.process(7, 0, "spy");
        long cpu = guest.allocate(48);
        ofCpu = cpu + 16;
        ofProcess = guest.allocate(32);
        fake.emptyList(ofCpu + 8);
        fake.emptyList(ofProcess + 8);
        guest.u64(ofProcess, process).u64(process + CONTEXTS, ofProcess);
        guest.symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("perf_event_output", HANDLER, 't')
                .symbol("_etext", TEXT + 0x1000, 'T')
                .symbol("_end", TEXT + 0x2000, 'B')
                .symbol("perf_cpu_context", cpu, 'A');
    }

    private long event(long context, long owner, long handler) {
        long pmu = guest.allocate(16);
        long name = guest.allocate(16);
        guest.text(name, "software").u64(pmu, name);
        long event = guest.allocate(128);
        guest.u32(event + 16, 1)
                .u64(event + 24, 2)
                .u64(event + 48, pmu)
                .u32(event + 56, 1)
                .u32(event + 60, 0xffff_ffffL)
                .u64(event + 64, owner)
                .u64(event + 72, handler);
        fake.addTail(context + 8, event);
        return event;
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "perf-events");
    }

    @Test
    void eventsOfCpusAndThreadsShow() throws IOException {
        event(ofCpu, -1, 0xffff_ffff_c000_0000L);
        event(ofProcess, process, HANDLER);

        assertThat(
                        shown().lines(
                                        "tid", "cpu", "pmu", "config", "creator", "state", "symbol",
                                        "owner"))
                .containsExactly(
                        "null -1 software 0x2 null 1  unknown",
                        "7 -1 software 0x2 7 1 perf_event_output kernel");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void onlyABreakpointWatchesAnAddress() throws IOException {
        long counter = event(ofCpu, process, HANDLER);
        long breakpoint = event(ofCpu, process, HANDLER);
        guest.u64(counter + 40, TEXT).u32(breakpoint + 16, 5).u64(breakpoint + 40, TEXT + 0x10);

        assertThat(shown().lines("type", "breakpoint"))
                .containsExactly("1 null", "5 0x%x".formatted(TEXT + 0x10));
    }

    @Test
    void contextsMayBeOfPmusAndShared() throws IOException {
        long pmus = guest.allocate(16);
        fake.emptyList(pmus);
        guest.symbol("pmus", pmus, 'd');
        guest.types()
                .more(
                        "pmu",
                        48,
                        at(8, "pmu_cpu_context", pointerTo("perf_cpu_context")),
                        at(16, "entry", named("list_head")));
        for (int i = 0; i < 2; i++) {
            long pmu = guest.allocate(48);
            guest.u64(pmu + 8, ofCpu - 16);
            fake.addTail(pmus, pmu + 16);
        }
        List<Member> members =
                new ArrayList<>(guest.types().struct("task_struct").orElseThrow().members());
        members.removeIf(member -> member.name().equals("perf_event_ctxp"));
        members.add(at(CONTEXTS, "perf_event_ctxp", array(pointerTo("perf_event_context"), 2)));
        guest.types().struct("task_struct", 1024, members.toArray(Member[]::new));
        event(ofCpu, 0, HANDLER);
        event(ofProcess, process, HANDLER);

        assertThat(shown().lines("tid", "creator")).containsExactly("null null", "7 7");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void circleAndCreatorThatIsGoneAreGaps() throws IOException {
        long loop = event(ofCpu, 0, HANDLER);
        guest.u64(loop, loop);
        event(ofProcess, 0xffff_9000_0000_0000L, HANDLER);
        event(ofProcess, process, HANDLER);

        assertThat(shown().lines("tid")).containsExactly("null", "7");
        assertThat(shown().gaps()).hasSize(2);
    }
}
