package dev.yagura.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.bytes.MalformedStructureException.Reason;
import org.junit.jupiter.api.Test;

class StructureTest {
    private static final byte[] BYTES = {
        (byte) 0xF1, 0x02, 0x03, (byte) 0xF4, 0x05, 0x06, 0x07, (byte) 0xF8
    };
    private static final Field U8 = new Field("u8", 7, 1);
    private static final Field U16 = new Field("u16", 2, 2);
    private static final Field U32 = new Field("u32", 0, 4);
    private static final Field U64 = new Field("u64", 0, 8);

    private final Structure structure = Structure.of("sample", BYTES);

    @Test
    void readsBothByteOrdersUnsigned() throws MalformedStructureException {
        assertThat(structure.u8(U8)).isEqualTo(0xF8);
        assertThat(structure.u16(U16)).isEqualTo(0xF403);
        assertThat(structure.u16be(U16)).isEqualTo(0x03F4);
        assertThat(structure.u32(U32)).isEqualTo(0xF40302F1L);
        assertThat(structure.u32be(U32)).isEqualTo(0xF10203F4L);
        assertThat(structure.u64(U64)).isEqualTo(0xF8070605F40302F1L);
        assertThat(structure.u64be(U64)).isEqualTo(0xF10203F4050607F8L);
        assertThat(structure.copy(U16)).containsExactly(0x03, 0xF4);
    }

    @Test
    void namesTheFieldThatRunsPastTheEnd() {
        Field late = new Field("s_late", 6, 4);

        var e = catchThrowableOfType(MalformedStructureException.class, () -> structure.u32(late));

        assertThat(e.reason()).isEqualTo(Reason.TRUNCATED);
        assertThat(e.structure()).isEqualTo("sample");
        assertThat(e.field()).isEqualTo("s_late");
        assertThat(e.offset()).isEqualTo(6);
        assertThat(e).hasMessage("sample: s_late at 0x6 ends at byte 10 of 8");
    }

    @Test
    void refusesAFieldPastTheEndWhateverItsOffset() {
        Field far = new Field("far", Long.MAX_VALUE, 1);

        assertThatThrownBy(() -> structure.u8(far)).isInstanceOf(MalformedStructureException.class);
    }

    @Test
    void treatsHugeUnsignedValuesAsOutOfRange() {
        assertThatThrownBy(() -> structure.u64InRange(U64, 0, Long.MAX_VALUE))
                .hasMessage(
                        "sample: u64 at 0x0 is 17872260268881543921, expected 0..9223372036854775807");
        assertThatThrownBy(() -> structure.u32InRange(U32, 0, 7))
                .hasMessage("sample: u32 at 0x0 is 4093838065, expected 0..7");
    }

    @Test
    void readingAFieldInTheWrongWidthIsABugOfTheCaller() {
        assertThatThrownBy(() -> structure.u16(U32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Field("empty", 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
