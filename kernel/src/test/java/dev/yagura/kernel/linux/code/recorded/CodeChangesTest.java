package dev.yagura.kernel.linux.code.recorded;

import static dev.yagura.kernel.fixture.FakeCode.TEXT;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeCode;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakePlaces;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Owner;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kernel that is recorded, and then is another one. */
class CodeChangesTest {
    private static final long FUNCTION = TEXT + 0x400;
    private static final long LABEL = TEXT + 0x500;
    private static final long CALL = TEXT + 0x600;
    private static final long PLAIN = TEXT + 0x700;
    private static final long POINTER = TEXT + 0x708;
    private static final long SWITCHED = TEXT + 0x1100;
    private static final long KEY = TEXT + 0x1200;
    private static final long DATA = TEXT + 0x1800;
    private static final long WRITTEN_ONCE = DATA + 0x100;
    private static final long MODULE = 0xffff_ffff_c000_0000L;
    private static final long CPU = TEXT + 0x1e00;
    private static final long BANNER = TEXT + 0x1f00;
    private static final String NOP = "0f 1f 44 00 00";
    private static final int NEAR_CALL = 0xE8;
    private static final int NEAR_JUMP = 0xE9;

    /** How far the kernel moves from one start to the next. */
    private static final long SHIFT = 0x1a20_0000L;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeCode code = new FakeCode(fake);
    private final FakePlaces places = new FakePlaces(fake);

    @BeforeEach
    void writesKernel() {
        guest.bytes(TEXT, new byte[0x2000]);
        guest.types().struct("cpuinfo_x86", 8, at(0, "x86_capability", array(U32, 2)));
        guest.symbol("boot_cpu_data", CPU, 'D')
                .symbol("linux_banner", BANNER, 'R')
                .symbol("__start_rodata", DATA, 'R')
                .symbol("__end_rodata", DATA + 0x400, 'R')
                .symbol("__start_ro_after_init", WRITTEN_ONCE, 'R')
                .symbol("__end_ro_after_init", WRITTEN_ONCE + 0x100, 'R')
                .symbol("chosen", TEXT + 0x800, 't')
                .symbol("other", TEXT + 0x840, 't')
                .symbol("__SCK__choice", KEY, 'd');
        guest.text(BANNER, "Linux version 6.1.0").u64(CPU, 0x1234);
        places.traced(FUNCTION, 0).code(FUNCTION, NOP + "55");
        places.label(LABEL, LABEL + 0x40, SWITCHED).code(LABEL, NOP);
        guest.u64(KEY, TEXT + 0x800).u64(SWITCHED, 0);
        places.call(CALL, KEY).branch(CALL, NEAR_CALL, TEXT + 0x800);
        guest.u64(POINTER, DATA + 0x20).u64(DATA + 0x10, FUNCTION);
        code.module("tun", MODULE);
    }

    private Linux linux() {
        return Linux.of(guest.kernel());
    }

    private RecordedCode record() throws IOException {
        return CodeRecorder.record(linux());
    }

    private CodeChanges changesSince(RecordedCode before) throws IOException {
        assertThat(CodeChanges.obstacle(before, linux())).isEmpty();
        return CodeChanges.since(before, linux());
    }

    private void assertUnchanged(RecordedCode before) throws IOException {
        CodeChanges changes = changesSince(before);
        assertThat(changes.pieces()).isEmpty();
        assertThat(changes.added()).isEmpty();
        assertThat(changes.replaced()).isEmpty();
        assertThat(changes.missing()).isEmpty();
        assertThat(changes.comparedBytes()).isEqualTo(0x1000 + 0x300 + 0x1000);
    }

    private static List<Long> places(CodeChanges changes) {
        return changes.pieces().stream()
                .flatMap(piece -> piece.changes().stream())
                .map(change -> change.gva())
                .toList();
    }

    @Test
    void nothingChangedWhereNothingDid() throws IOException {
        assertUnchanged(record());
    }

    @Test
    void eachChangedByteIsTold() throws IOException {
        RecordedCode before = record();
        guest.bytes(PLAIN, (byte) 0x90).bytes(DATA + 0x88, (byte) 1).bytes(MODULE, (byte) 0x55);
        CodeChanges changes = changesSince(before);
        assertThat(places(changes)).containsExactly(PLAIN, DATA + 0x88, MODULE);
        assertThat(changes.pieces())
                .extracting(CodeChanges.Changed::what)
                .containsExactly(
                        ".text of the kernel", ".rodata of the kernel", ".text of module tun");
    }

    @Test
    void whatIsWrittenWhileTheKernelStartsIsLeftOut() throws IOException {
        RecordedCode before = record();
        guest.u64(WRITTEN_ONCE + 0x10, 1);
        assertUnchanged(before);
    }

    @Test
    void whatTheKernelRewritesIsNoChange() throws IOException {
        RecordedCode before = record();
        guest.u64(KEY, TEXT + 0x840).u64(SWITCHED, 1);
        places.branch(CALL, NEAR_CALL, TEXT + 0x840).branch(LABEL, NEAR_JUMP, LABEL + 0x40);
        assertUnchanged(before);
    }

    @Test
    void tableOfPlacesThatIsChangedLaterCoversNothing() throws IOException {
        RecordedCode before = record();
        places.label(PLAIN, PLAIN + 0x40, SWITCHED).branch(PLAIN, NEAR_JUMP, PLAIN + 0x40);
        guest.u64(SWITCHED, 0);
        assertThat(places(changesSince(before))).containsExactly(PLAIN);
    }

    @Test
    void probeOfThenIsTold() throws IOException {
        places.probe(PLAIN).code(PLAIN, "cc 90 90 90 90");
        RecordedCode before = record();
        assertUnchanged(before);
        places.code(PLAIN, "55 90 90 90 90");
        CodeChanges changes = changesSince(before);
        assertThat(changes.pieces()).isEmpty();
        assertThat(changes.missing())
                .extracting(Partial.Missing::what)
                .containsExactly("code at 0x%x".formatted(PLAIN));
    }

    @Test
    void modulesThatCameOrAreOthersAreTold() throws IOException {
        RecordedCode before = record();
        long module = code.module("veth", MODULE + 0x10000);
        assertThat(changesSince(before).added())
                .extracting(KernelModule::name)
                .containsExactly("veth");
        RecordedCode with = record();
        guest.u32(module + FakeCode.MEM + 8, 2048);
        assertThat(changesSince(with).replaced())
                .extracting(KernelModule::name)
                .containsExactly("veth");
    }

    @Test
    void anotherKernelOrCpuIsNotCompared() throws IOException {
        RecordedCode before = record();
        guest.u64(CPU, 0x1235);
        assertThat(CodeChanges.obstacle(before, linux()).orElseThrow()).contains("other features");
        guest.u64(CPU, 0x1234).text(BANNER, "Linux version 6.1.1");
        assertThat(CodeChanges.obstacle(before, linux()).orElseThrow()).contains("6.1.1");
    }

    @Test
    void whatOnlyMovedIsNoChange() throws IOException {
        RecordedCode before = earlier(record());
        assertUnchanged(before);
        guest.u64(POINTER, DATA + 0x21);
        assertThat(places(changesSince(before))).containsExactly(POINTER);
    }

    @Test
    void placesThatMovedAreStillRewritten() throws IOException {
        RecordedCode before = earlier(record());
        guest.u64(SWITCHED, 1);
        places.branch(LABEL, NEAR_JUMP, LABEL + 0x40);
        assertUnchanged(before);
        places.branch(LABEL, NEAR_JUMP, LABEL + 0x48);
        assertThat(places(changesSince(before))).containsExactly(LABEL);
    }

    /** Makes a record as it was of another start, where the kernel lay elsewhere. */
    private static RecordedCode earlier(RecordedCode record) {
        List<Owner> owners =
                record.owners().stream()
                        .map(owner ->
                                new Owner(
                                        owner.module(),
                                        owner.buildId(),
                                        owner.parts().stream()
                                                .map(part ->
                                                        new GvaRange(
                                                                part.start() - shift(part.start()),
                                                                part.lengthBytes()))
                                                .toList(),
                                        owner.perCpu(),
                                        owner.pieces().stream()
                                                .map(CodeChangesTest::earlier)
                                                .toList()))
                        .toList();
        return new RecordedCode(
                record.origin(), record.constants(), record.probed(), owners, record.missing());
    }

    private static Piece earlier(Piece piece) {
        byte[] bytes = new byte[piece.bytes().limit()];
        piece.bytes().get(0, bytes);
        ByteBuffer earlier = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (piece.gva() == TEXT) {
            earlier.putLong((int) (POINTER - TEXT), DATA + 0x20 - SHIFT);
        } else if (piece.gva() == DATA) {
            earlier.putLong(0x10, FUNCTION - SHIFT);
        }
        return new Piece(piece.name(), piece.kind(), piece.gva() - shift(piece.gva()), earlier);
    }

    /** The kernel moved, and what lies behind its image stays with it; the module did not. */
    private static long shift(long gva) {
        return Long.compareUnsigned(gva, MODULE) < 0 && gva < 0 ? SHIFT : 0;
    }
}
