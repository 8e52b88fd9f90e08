package dev.yagura.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.table.Row;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {
    private static List<String> tree(Row... rows) {
        return ProcessTree.of(Arrays.asList(rows)).stream().map(row -> row.text("comm")).toList();
    }

    private static Row process(int pid, int ppid, String comm) {
        return Row.of("pid", pid, "ppid", ppid, "comm", comm);
    }

    @Test
    void childrenFollowTheirParentsInTheOrderOfTheList() {
        assertThat(
                        tree(
                                process(1, 0, "init"),
                                process(2, 0, "kthreadd"),
                                process(3, 2, "worker"),
                                process(7, 1, "sshd"),
                                process(9, 7, "sh"),
                                process(8, 1, "cron")))
                .containsExactly("init", "  sshd", "    sh", "  cron", "kthreadd", "  worker");
    }

    @Test
    void processWithoutItsParentInTheListStandsAtTheTop() {
        assertThat(tree(process(9, 7, "sh"), process(10, 9, "ls"))).containsExactly("sh", "  ls");
    }

    @Test
    void circlesOfParentsLoseNothing() {
        assertThat(
                        tree(
                                process(1, 0, "init"),
                                process(5, 6, "a"),
                                process(6, 5, "b"),
                                process(7, 7, "self")))
                .containsExactly("init", "self", "a", "  b");
    }

    @Test
    void longChainsNeedNoDeepStack() {
        Row[] chain =
                IntStream.range(1, 3000)
                        .mapToObj(pid -> process(pid, pid - 1, "p"))
                        .toArray(Row[]::new);

        assertThat(ProcessTree.of(Arrays.asList(chain))).hasSize(2999);
    }
}
