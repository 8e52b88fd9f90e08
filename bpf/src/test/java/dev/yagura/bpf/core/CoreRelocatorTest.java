package dev.yagura.bpf.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.BtfBuilder;
import dev.yagura.kernel.fixture.BtfBuilder.Kind;
import dev.yagura.kernel.fixture.BtfBuilder.Member;
import dev.yagura.kernel.types.Btf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules by hand; {@link LibbpfRelocationsTest} compares with libbpf on real kernels. */
class CoreRelocatorTest {
    private final BtfBuilder ours = new BtfBuilder();
    private final BtfBuilder theirs = new BtfBuilder();
    private int ourInt;
    private int theirInt;

    @BeforeEach
    void integers() {
        ourInt = ours.integer("int", 4);
        theirs.integer("char", 1); // numbers differ between the two
        theirInt = theirs.integer("int", 4);
    }

    private CoreResult resolve(int type, String access, CoreKind kind)
            throws MalformedStructureException {
        CoreRelocator relocator =
                new CoreRelocator(
                        Btf.parse(ours.segment()).graph(), Btf.parse(theirs.segment()).graph());
        return relocator.resolve(new CoreRelocation("task", 0, type, access, kind));
    }

    private long value(int type, String access, CoreKind kind) throws MalformedStructureException {
        CoreResult result = resolve(type, access, kind);
        assertThat(result.found()).isTrue();
        return result.value();
    }

    @Test
    void findsAMemberInAnonymousStructures() throws MalformedStructureException {
        int task = ours.struct(Kind.STRUCT, "task", 4, new Member("pid", ourInt, 0, 0));
        int inner =
                theirs.struct(
                        Kind.UNION,
                        "",
                        8,
                        new Member("other", theirInt, 0, 0),
                        new Member("pid", theirInt, 32, 0));
        theirs.struct(
                Kind.STRUCT,
                "task",
                24,
                new Member("first", theirInt, 0, 0),
                new Member("", inner, 128, 0));

        assertThat(value(task, "0:0", CoreKind.FIELD_BYTE_OFFSET)).isEqualTo(20);
        assertThat(value(task, "2:0", CoreKind.FIELD_BYTE_OFFSET)).isEqualTo(2 * 24 + 20);
        assertThat(value(task, "0:0", CoreKind.FIELD_BYTE_SIZE)).isEqualTo(4);
        assertThat(value(task, "0:0", CoreKind.FIELD_SIGNED)).isEqualTo(1);
        assertThat(value(task, "0:0", CoreKind.FIELD_LSHIFT_U64)).isEqualTo(32);
        assertThat(value(task, "0:0", CoreKind.FIELD_RSHIFT_U64)).isEqualTo(32);
        assertThat(value(task, "0", CoreKind.TYPE_SIZE)).isEqualTo(24);
        assertThat(value(task, "0", CoreKind.TYPE_ID_LOCAL)).isEqualTo(task);
        assertThat(value(task, "0", CoreKind.TYPE_ID_TARGET)).isEqualTo(4);
    }

    @Test
    void seesAFlavorAsTheTypeItself() throws MalformedStructureException {
        int old = ours.struct(Kind.STRUCT, "task___old", 4, new Member("state", ourInt, 0, 0));
        int other = ours.struct(Kind.STRUCT, "task____no", 4, new Member("state", ourInt, 0, 0));
        theirs.struct(Kind.STRUCT, "task", 8, new Member("state", theirInt, 32, 0));

        assertThat(value(old, "0:0", CoreKind.FIELD_BYTE_OFFSET)).isEqualTo(4);
        assertThat(value(other, "0:0", CoreKind.FIELD_EXISTS)).isZero();
    }

    @Test
    void tellsWhatIsMissing() throws MalformedStructureException {
        int task = ours.struct(Kind.STRUCT, "task", 4, new Member("pid", ourInt, 0, 0));
        int gone = ours.struct(Kind.STRUCT, "gone", 4, new Member("pid", ourInt, 0, 0));
        int pointer = theirs.reference(Kind.PTR, "", theirInt);
        theirs.struct(Kind.STRUCT, "task", 8, new Member("pid", pointer, 0, 0));

        assertThat(resolve(task, "0:0", CoreKind.FIELD_BYTE_OFFSET).found()).isFalse();
        assertThat(value(task, "0:0", CoreKind.FIELD_EXISTS)).isZero();
        assertThat(value(task, "0", CoreKind.TYPE_EXISTS)).isEqualTo(1);
        assertThat(value(gone, "0", CoreKind.TYPE_EXISTS)).isZero();
        assertThat(value(gone, "0", CoreKind.TYPE_SIZE)).isZero();
        assertThat(value(gone, "0", CoreKind.TYPE_MATCHES)).isZero();
        assertThat(value(gone, "0", CoreKind.TYPE_ID_TARGET)).isZero();
    }

    @Test
    void placesBitFields() throws MalformedStructureException {
        int flags = ours.struct(Kind.STRUCT, "flags", 4, new Member("bit", ourInt, 3, 1));
        theirs.struct(Kind.STRUCT, "flags", 16, new Member("bit", theirInt, 62, 4));

        // Bits 62 to 65 need a load of 8 bytes, and of its own size do not have one.
        assertThatThrownBy(() -> resolve(flags, "0:0", CoreKind.FIELD_BYTE_OFFSET))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("bit field");
    }

    @Test
    void findsTheIntegerAroundABitField() throws MalformedStructureException {
        int flags = ours.struct(Kind.STRUCT, "flags", 4, new Member("bit", ourInt, 3, 1));
        theirs.struct(Kind.STRUCT, "flags", 16, new Member("bit", theirInt, 94, 4));

        assertThat(value(flags, "0:0", CoreKind.FIELD_BYTE_OFFSET)).isEqualTo(8);
        assertThat(value(flags, "0:0", CoreKind.FIELD_BYTE_SIZE)).isEqualTo(8);
        assertThat(value(flags, "0:0", CoreKind.FIELD_LSHIFT_U64)).isEqualTo(64 - 34);
        assertThat(value(flags, "0:0", CoreKind.FIELD_RSHIFT_U64)).isEqualTo(60);
        assertThat(resolve(flags, "0:0", CoreKind.FIELD_BYTE_OFFSET).bitfield()).isTrue();
    }

    @Test
    void findsConstantsByName() throws MalformedStructureException {
        int state =
                ours.type(
                        Kind.ENUM, "state", false, 4, 2, ours.string("A"), 0, ours.string("B"), 1);
        theirs.type(Kind.ENUM64, "state", false, 8, 1, theirs.string("B"), 7, 1);

        assertThat(value(state, "1", CoreKind.ENUM_VALUE)).isEqualTo(0x1_0000_0007L);
        assertThat(value(state, "1", CoreKind.ENUM_VALUE_EXISTS)).isEqualTo(1);
        assertThat(value(state, "0", CoreKind.ENUM_VALUE_EXISTS)).isZero();
        assertThat(resolve(state, "0", CoreKind.ENUM_VALUE).found()).isFalse();
    }

    @Test
    void refusesTypesOfOneNameThatDiffer() {
        int task = ours.struct(Kind.STRUCT, "task", 4, new Member("pid", ourInt, 0, 0));
        theirs.struct(Kind.STRUCT, "task", 8, new Member("pid", theirInt, 0, 0));
        theirs.struct(Kind.STRUCT, "task", 8, new Member("pid", theirInt, 32, 0));

        assertThatThrownBy(() -> resolve(task, "0:0", CoreKind.FIELD_BYTE_OFFSET))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("several types");
    }

    @Test
    void endsOnTypesThatContainThemselves() throws MalformedStructureException {
        int loop = ours.struct(Kind.STRUCT, "loop", 4, new Member("", ourInt + 1, 0, 0));
        theirs.struct(
                Kind.STRUCT,
                "loop",
                4,
                new Member("", theirInt + 1, 0, 0),
                new Member("", theirInt + 1, 0, 0));

        assertThat(value(loop, "0", CoreKind.TYPE_MATCHES)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'', FIELD_BYTE_OFFSET",
        "':', FIELD_BYTE_OFFSET",
        "'0:9', FIELD_BYTE_OFFSET", // no such member
        "'0:0:0', FIELD_BYTE_OFFSET", // within an integer
        "'99999999999', FIELD_BYTE_OFFSET",
        "'0:-1', FIELD_BYTE_OFFSET",
        "'1', TYPE_SIZE",
        "'0', ENUM_VALUE", // of a structure
        "'0', FIELD_SIGNED", // of an element
    })
    void refusesPathsThatLeadNowhere(String access, CoreKind kind) {
        int task = ours.struct(Kind.STRUCT, "task", 4, new Member("pid", ourInt, 0, 0));
        theirs.struct(Kind.STRUCT, "task", 4, new Member("pid", theirInt, 0, 0));

        assertThatThrownBy(() -> resolve(task, access, kind))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("core relocation of task");
    }
}
