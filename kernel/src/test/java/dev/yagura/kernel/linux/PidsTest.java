package dev.yagura.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.WalkEnd;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PidsTest {
    private final FakeLinux fake = new FakeLinux();

    private Walk<Pids.Entry> walk() throws IOException {
        return Linux.of(fake.guest().kernel()).pids().walk();
    }

    @Test
    void listsThreadsByNumber() throws IOException {
        fake.process(3, 0, "a");
        fake.process(1, 0, "b");
        fake.thread(4, 3, "c");

        assertThat(walk().complete()).extracting(Pids.Entry::number).containsExactly(1, 3, 4);
        assertThat(walk().complete())
                .extracting(Pids.Entry::taskGva)
                .containsExactly(fake.task(1), fake.task(3), fake.task(4));
    }

    @Test
    void numberWithoutThreadHasNoTask() throws IOException {
        fake.process(3, 0, "a");
        fake.guest().u64(fake.read(fake.pidSlot(3)) + 16, 0);

        assertThat(walk().complete().getFirst().taskGva()).isZero();
    }

    @Test
    void wildPointerCutsTheWalk() throws IOException {
        fake.process(3, 0, "a");
        fake.guest().u64(fake.pidSlot(5), 0xffff_c900_0000_0000L);

        Walk<Pids.Entry> walk = walk();

        assertThat(walk.items()).hasSize(1);
        assertThat(walk.end())
                .isInstanceOfSatisfying(
                        WalkEnd.Cut.class,
                        cut -> assertThat(cut.reason()).isEqualTo(WalkEnd.Reason.NOT_MAPPED));
    }
}
