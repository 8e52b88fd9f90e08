package dev.yagura.kernel.linux.mm;

import static dev.yagura.kernel.fixture.FakeLinux.MM;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeFiles;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakeTypes;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType.Member;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process whose mappings hang in a red-black tree, as before 6.1. */
class MappingsTest {
    private static final long NAMER = FakeGuest.TEXT + 0x500;
    private static final long READ_EXECUTE = 0x75;
    private static final long READ_WRITE = 0x73;
    private static final long SHARED = 0xFB;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeFiles files = new FakeFiles(fake);
    private long mm;

    @BeforeEach
    void makesProcess() {
        defineTypes(guest.types());
        guest.symbol("special_mapping_name", NAMER, 't');
        long process = fake.process(7, 0, "editor");
        mm = guest.allocate(128);
        guest.u64(process + MM, mm)
                .u64(mm + 64, 0x50_0000) // start_brk
                .u64(mm + 72, 0x52_0000) // brk
                .u64(mm + 80, 0x7fff_0000_1234L); // start_stack
    }

    private static void defineTypes(FakeTypes types) {
        List<Member> space = new ArrayList<>(types.struct("mm_struct").orElseThrow().members());
        space.add(at(64, "start_brk", U64));
        space.add(at(72, "brk", U64));
        space.add(at(80, "start_stack", U64));
        space.add(at(88, "mm_rb", named("rb_root")));
        types.struct("mm_struct", 128, space.toArray(Member[]::new))
                .struct("vm_operations_struct", 16, at(8, "name", VOID_POINTER))
                .struct("vm_special_mapping", 16, at(0, "name", new CType.Pointer(FakeTypes.CHAR)))
                .struct("anon_vma_name", 8, at(4, "name", FakeTypes.array(FakeTypes.CHAR, 0)))
                .struct(
                        "vm_area_struct",
                        128,
                        at(0, "vm_start", U64),
                        at(8, "vm_end", U64),
                        at(16, "vm_rb", named("rb_node")),
                        at(40, "vm_flags", U64),
                        at(48, "vm_pgoff", U64),
                        at(56, "vm_file", pointerTo("file")),
                        at(64, "anon_vma", VOID_POINTER),
                        at(72, "vm_ops", pointerTo("vm_operations_struct")),
                        at(80, "vm_private_data", VOID_POINTER),
                        at(88, "anon_name", pointerTo("anon_vma_name")));
    }

    private Partial<Mapping> mappings() throws IOException {
        Linux linux = Linux.of(guest.kernel());
        return Mappings.of(linux).of(linux.tasks().processes().getFirst());
    }

    private long vma(long start, long end, long flags) {
        long vma = guest.allocate(128);
        return write(vma, start, end, flags);
    }

    private long write(long vma, long start, long end, long flags) {
        guest.u64(vma, start).u64(vma + 8, end).u64(vma + 40, flags);
        return vma;
    }

    /** Hangs mappings into the tree, each to the right of the one before. */
    private void map(long... vmas) {
        long slot = mm + 88;
        long parent = 0;
        for (long vma : vmas) {
            guest.u64(slot, vma + 16).u64(vma + 16, parent);
            parent = vma + 16;
            slot = vma + 24;
        }
    }

    @Test
    void fileIsNamedByPathWithDeviceAndOffset() throws IOException {
        long disk = files.filesystem("ext4", 0xfe0_0001);
        long root = files.dentry("/", 0, files.inode(disk, 0x41ED, 2), disk);
        long lib = files.dentry("libc.so", root, files.inode(disk, 0x81ED, 99), disk);
        long mount = files.mount(root, disk, 0, 0, 1);
        long vma = vma(0x7f00_0000_0000L, 0x7f00_0000_3000L, READ_EXECUTE);
        guest.u64(vma + 56, files.file(mount, lib, 1, 0, 0)).u64(vma + 48, 0x26);
        map(vma);

        Mapping only = mappings().complete().getFirst();

        assertThat(only.name()).contains("/libc.so");
        assertThat(only.protection()).isEqualTo("r-xp");
        assertThat(only.offset()).isEqualTo(0x26000);
        assertThat(only.lengthBytes()).isEqualTo(0x3000);
        assertThat(only.isAnonymous()).isFalse();
        assertThat(only.file().orElseThrow().node().device().hex()).isEqualTo("fe:01");
        assertThat(only.file().orElseThrow().node().number()).isEqualTo(99);
    }

    @Test
    void heapStackAndNamesThatProgramsGiveAreToldApart() throws IOException {
        long named = vma(0x60_0000, 0x61_0000, SHARED);
        long name = guest.allocate(64);
        guest.text(name + 4, "arena").u64(named + 88, name);
        map(
                vma(0x4f_f000, 0x50_0000, READ_WRITE), // ends where the heap starts
                vma(0x50_0000, 0x52_0000, READ_WRITE),
                named,
                vma(0x7fff_0000_0000L, 0x7fff_0000_2000L, READ_WRITE));

        assertThat(mappings().complete())
                .extracting(m -> m.protection() + " " + m.name().orElse("-"))
                .containsExactly("rw-p -", "rw-p [heap]", "rw-s [anon:arena]", "rw-p [stack]");
    }

    @Test
    void whatTheKernelMakesHasTheKernelsName() throws IOException {
        long vdso = vma(0x7ffe_0000_0000L, 0x7ffe_0000_2000L, READ_EXECUTE);
        long operations = guest.allocate(16);
        long special = guest.allocate(16);
        guest.u64(operations + 8, NAMER)
                .u64(special, files.text("[vdso]"))
                .u64(vdso + 72, operations)
                .u64(vdso + 80, special);
        map(vdso);

        Mapping only = mappings().complete().getFirst();

        assertThat(only.name()).contains("[vdso]");
        assertThat(only.isAnonymous()).isFalse();
    }

    @Test
    void nameIsNotReadThroughAnUnknownFunction() throws IOException {
        long vma = vma(0x7ffe_0000_0000L, 0x7ffe_0000_2000L, READ_EXECUTE);
        long operations = guest.allocate(16);
        guest.u64(operations + 8, NAMER + 8)
                .u64(vma + 72, operations)
                .u64(vma + 80, 0x4141_4141_4141L);
        map(vma);

        assertThat(mappings().complete().getFirst().name()).isEmpty();
    }

    @Test
    void kernelThreadHasNone() throws IOException {
        guest.u64(fake.task(7) + MM, 0);

        assertThat(mappings().complete()).isEmpty();
    }

    @Test
    void circleInTheTreeIsAGap() throws IOException {
        long first = vma(0x1000, 0x2000, READ_WRITE);
        long second = vma(0x3000, 0x4000, READ_WRITE);
        map(first, second);
        guest.u64(second + 24, first + 16);

        Partial<Mapping> mappings = mappings();

        assertThat(mappings.items()).hasSizeLessThanOrEqualTo(2);
        assertThat(mappings.missing()).hasSize(1);
    }

    @Test
    void fileThatIsNoneLeavesTheOtherMappings() throws IOException {
        long bad = vma(0x1000, 0x2000, READ_WRITE);
        guest.u64(bad + 56, 0xdead_0000_0000_0000L);
        map(bad, vma(0x3000, 0x4000, READ_WRITE));

        Partial<Mapping> mappings = mappings();

        assertThat(mappings.items()).extracting(Mapping::start).containsExactly(0x3000L);
        assertThat(mappings.missing())
                .extracting(Partial.Missing::what)
                .containsExactly("mapping at 0x1000");
    }

    @Test
    void spaceThatIsNotMappedIsAGap() throws IOException {
        guest.u64(fake.task(7) + MM, 0xffff_8881_4141_0000L);

        assertThat(mappings().missing())
                .extracting(Partial.Missing::what)
                .containsExactly("address space of process 7");
    }
}
