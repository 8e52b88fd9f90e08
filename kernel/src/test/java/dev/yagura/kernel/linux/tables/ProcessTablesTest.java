package dev.yagura.kernel.linux.tables;

import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.KernelIdentity;
import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.table.Gap;
import dev.yagura.kernel.table.Row;
import dev.yagura.kernel.table.TableContext;
import dev.yagura.kernel.table.TableRows;
import dev.yagura.kernel.types.StructType.Member;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The tables of processes, on a guest whose types lack most of what they can show. */
class ProcessTablesTest {
    private static final KernelIdentity IDENTITY =
            new KernelIdentity("Linux", "6.1.0-fake", 0, 0, 0, 4, 0, 1, 1, "fake", "fake");

    private final FakeLinux fake = new FakeLinux();

    private TableRows read(String table, OptionalInt pid) throws IOException {
        Linux linux = Linux.of(fake.guest().kernel());
        return LinuxTables.named(table)
                .orElseThrow()
                .read(new TableContext(linux, IDENTITY, pid, false));
    }

    @Test
    void whatTheTypesLackIsNullAndNoGap() throws IOException {
        fake.process(1, 0, "init");

        TableRows rows = read("processes", OptionalInt.empty());

        assertThat(rows.gaps()).isEmpty();
        Row only = rows.rows().getFirst();
        assertThat(only.fields()).containsEntry("pid", 1).containsEntry("comm", "init");
        assertThat(only.fields().get("netNamespace")).isNull();
        assertThat(only.fields().get("container")).isNull();
        assertThat(only.fields().get("tty")).isNull();
    }

    @Test
    void detailThatCannotBeReadLeavesTheProcess() throws IOException {
        List<Member> members =
                new ArrayList<>(fake.guest().types().struct("task_struct").orElseThrow().members());
        members.add(at(0x300, "cgroups", pointerTo("css_set")));
        fake.guest()
                .types()
                .struct("task_struct", 1024, members.toArray(Member[]::new))
                .struct("css_set", 16, at(8, "dfl_cgrp", pointerTo("cgroup")))
                .struct("cgroup", 16, at(8, "kn", pointerTo("kernfs_node")));
        long hiding = fake.process(9, 0, "hiding");
        fake.guest().u64(hiding + 0x300, 0x4141_4141_4141_4141L);

        TableRows rows = read("processes", OptionalInt.empty());

        assertThat(rows.rows()).extracting(row -> row.number("pid")).containsExactly(9L);
        assertThat(rows.gaps()).extracting(Gap::what).contains("control group of process 9");
    }

    @Test
    void threadsAreListedWithTheirProcess() throws IOException {
        fake.process(3, 0, "other");
        fake.process(5, 0, "server");
        fake.thread(6, 5, "worker");

        assertThat(read("threads", OptionalInt.of(5)).rows())
                .extracting(row -> row.text("pid") + "/" + row.text("tid") + row.text("comm"))
                .containsExactly("5/5server", "5/6worker");
    }

    @Test
    void circleOfThreadsIsAGapThatLeavesThoseSeen() throws IOException {
        long process = fake.process(5, 0, "server");
        long thread = fake.thread(6, 5, "worker");
        fake.guest().u64(thread + FakeLinux.THREAD_NODE, process + FakeLinux.THREAD_NODE);

        TableRows rows = read("threads", OptionalInt.empty());

        assertThat(rows.rows()).hasSize(2);
        assertThat(rows.gaps()).extracting(Gap::what).containsExactly("threads of process 5");
    }

    @Test
    void filesOfOtherProcessesAreNotRead() throws IOException {
        FakeFiles files = new FakeFiles(fake);
        long first = fake.process(1, 0, "init");
        fake.process(2, 1, "other");
        files.descriptors(first, 64, 0x4141_4141_4141_4141L);
        fake.guest()
                .symbol("_text", 0xffff_ffff_8100_0000L, 'T')
                .symbol("_end", 0xffff_ffff_8200_0000L, 'B')
                .symbol("_stext", 0xffff_ffff_8100_0000L, 'T')
                .symbol("_etext", 0xffff_ffff_8180_0000L, 'T');

        assertThat(read("files", OptionalInt.of(2)).gaps()).isEmpty();
        assertThat(read("files", OptionalInt.of(1)).gaps()).hasSize(1);
    }
}
