package dev.yagura.kernel.linux.system;

import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResourcesTest {
    private static final int NAME = 16;
    private static final int SIBLING = 40;
    private static final int CHILD = 48;

    private final FakeGuest guest = new FakeLinux().guest();
    private long root;
    private long memory;
    private long code;
    private long device;

    @BeforeEach
    void makesTree() {
        guest.types()
                .struct(
                        "resource",
                        56,
                        at(0, "start", U64),
                        at(8, "end", U64),
                        at(NAME, "name", U64),
                        at(24, "flags", U64),
                        at(32, "parent", U64),
                        at(SIBLING, "sibling", U64),
                        at(CHILD, "child", U64));
        root = range(0, -1, "PCI mem");
        memory = range(0x100000, 0x1fffffff, "System RAM");
        code = range(0x1000000, 0x1ffffff, "Kernel code");
        device = range(0xfee00000L, 0xfee00fffL, "Local APIC");
        guest.symbol("iomem_resource", root, 'D');
        guest.u64(root + CHILD, memory).u64(memory + CHILD, code).u64(memory + SIBLING, device);
    }

    private long range(long start, long end, String name) {
        long text = guest.allocate(64);
        long range = guest.allocate(64);
        guest.text(text, name).u64(range, start).u64(range + 8, end).u64(range + NAME, text);
        return range;
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "iomem");
    }

    @Test
    void rangesShowBeforeThoseThatAreInThem() throws IOException {
        assertThat(shown().lines("depth", "start", "end", "name"))
                .containsExactly(
                        "0 0x100000 0x1fffffff System RAM",
                        "1 0x1000000 0x1ffffff Kernel code",
                        "0 0xfee00000 0xfee00fff Local APIC");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void rangeThatIsInItselfIsAGap() throws IOException {
        guest.u64(code + CHILD, memory);

        assertThat(shown().lines("name"))
                .containsExactly("System RAM", "Kernel code", "Local APIC");
        assertThat(shown().gaps()).containsExactly("resource at 0x%x".formatted(memory));
    }

    @Test
    void rangeThatIsNotThereIsAGapAndThoseBesideItShow() throws IOException {
        guest.u64(code + SIBLING, 0xffff_9000_0000_0000L).u64(device + NAME, 0);

        assertThat(shown().lines("name")).containsExactly("System RAM", "Kernel code", "<BAD>");
        assertThat(shown().gaps()).containsExactly("resource at 0xffff900000000000");
    }

    @Test
    void nameWithoutEndIsCut() throws IOException {
        long name = guest.allocate(512);
        guest.text(name, "A".repeat(300)).u64(device + NAME, name);

        assertThat(shown().lines("name"))
                .containsExactly("System RAM", "Kernel code", "A".repeat(256));
    }
}
