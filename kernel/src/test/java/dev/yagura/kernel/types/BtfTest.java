package dev.yagura.kernel.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.BtfBuilder;
import dev.yagura.kernel.fixture.BtfBuilder.Kind;
import dev.yagura.kernel.fixture.BtfBuilder.Member;
import dev.yagura.kernel.truth.BpftoolTypes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BtfTest {
    /** Written by gcc 12; {@code house.md} beside it has the source and the command. */
    private static byte[] house() throws IOException {
        return resource("house.btf").readAllBytes();
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(BtfTest.class.getResourceAsStream(name));
    }

    private static Btf parse(byte[] bytes) throws MalformedStructureException {
        return Btf.parse(MemorySegment.ofArray(bytes));
    }

    @Test
    void readsWhatGccWroteAsBpftoolDoes() throws IOException {
        Btf btf = parse(house());

        BpftoolTypes expected = BpftoolTypes.read(resource("house.json"));

        assertThat(expected.count()).isEqualTo(44);
        assertThat(expected.differences(btf, 10)).isEmpty();
    }

    @Test
    void givesMembersAsTheSourceHasThem() throws IOException {
        StructType room = parse(house()).struct("room").orElseThrow();

        assertThat(room.sizeBytes()).isEqualTo(136);
        assertThat(room.member("wide"))
                .contains(
                        new StructType.Member("wide", 320, 40, new CType.Int("long int", 8, true)));
        assertThat(room.member("locked").orElseThrow().bitfieldBits()).isEqualTo(3);
        assertThat(room.member("p").orElseThrow().offsetBytes()).isEqualTo(72);
        assertThat(room.member("enter").orElseThrow().type())
                .isEqualTo(new CType.Pointer(new CType.Function()));
        assertThat(room.member("other").orElseThrow().type())
                .isEqualTo(new CType.Pointer(new CType.Named("fwd", false)));
        assertThat(room.member("area").orElseThrow().type())
                .isEqualTo(new CType.Floating("double", 8));
        assertThat(room.member("nothing")).isEmpty();
    }

    @Test
    void findsStructuresByTypedefWhereNoTagHasTheName() throws IOException {
        Btf btf = parse(house());

        assertThat(btf.struct("atomic_t").orElseThrow().sizeBytes()).isEqualTo(4);
        assertThat(btf.struct("room_t")).as("a pointer").isEmpty();
        assertThat(btf.struct("fwd")).as("declared only").isEmpty();
        assertThat(btf.struct("colour")).as("an enumeration").isEmpty();
        assertThat(btf.struct("")).isEmpty();
    }

    @Test
    void takesConstantsAsSignedWhereNoneSaysOtherwise() throws IOException {
        assertThat(parse(house()).enumeration("colour"))
                .contains(Map.of("RED", -1L, "GREEN", 0L, "BLUE", 7L));
    }

    @Test
    void readsEnumerationsOfBothWidthsAndSigns() throws IOException {
        BtfBuilder builder = new BtfBuilder();
        int minusOne = builder.string("MINUS_ONE");
        int large = builder.string("LARGE");
        builder.type(Kind.ENUM, "narrow_signed", true, 4, 1, minusOne, -1);
        builder.type(Kind.ENUM, "narrow", false, 4, 1, large, -1);
        builder.type(Kind.ENUM64, "wide", false, 8, 1, large, 5, 1);
        builder.type(Kind.ENUM64, "wide_signed", true, 8, 1, minusOne, -1, -1);
        Btf btf = Btf.parse(builder.segment());

        assertThat(btf.enumeration("narrow_signed").orElseThrow())
                .containsExactly(entry("MINUS_ONE", -1L));
        assertThat(btf.enumeration("narrow").orElseThrow())
                .containsExactly(entry("LARGE", 0xFFFF_FFFFL));
        assertThat(btf.enumeration("wide").orElseThrow())
                .containsExactly(entry("LARGE", 0x1_0000_0005L));
        assertThat(btf.enumeration("wide_signed").orElseThrow())
                .containsExactly(entry("MINUS_ONE", -1L));
        assertThat(btf.enumeration("none")).isEmpty();
    }

    @Test
    void seesThroughTagsAndQualifiers() throws IOException {
        BtfBuilder builder = new BtfBuilder();
        int integer = builder.integer("int", 4);
        int tagged = builder.reference(Kind.TYPE_TAG, "user", integer);
        int constant = builder.reference(Kind.CONST, "", tagged);
        int restricted = builder.reference(Kind.RESTRICT, "", constant);
        int named = builder.reference(Kind.TYPEDEF, "number_t", restricted);
        int struct = builder.struct(Kind.STRUCT, "s", 4, new Member("n", named, 0, 0));
        builder.type(Kind.DECL_TAG, "counted", false, struct, 0, 0);
        builder.type(Kind.VAR, "v", false, struct, 0, 1);
        builder.type(Kind.DATASEC, ".data", false, 4, 1, 8, 0, 4);

        assertThat(Btf.parse(builder.segment()).struct("s").orElseThrow().member("n"))
                .contains(new StructType.Member("n", 0, 0, new CType.Int("int", 4, true)));
    }

    @Test
    void findsMembersOfUnnamedMembersWithTag() throws IOException {
        BtfBuilder builder = new BtfBuilder();
        int integer = builder.integer("int", 4);
        int key = builder.struct(Kind.STRUCT, "enckey", 8, new Member("rounds", integer, 32, 0));
        builder.struct(
                Kind.STRUCT,
                "key",
                24,
                new Member("id", integer, 0, 0),
                new Member("", key, 64, 0));

        StructType struct = Btf.parse(builder.segment()).struct("key").orElseThrow();

        assertThat(struct.member("rounds").orElseThrow().offsetBytes()).isEqualTo(12);
    }

    @Test
    void readsBitFieldsOfTheOldForm() throws IOException {
        BtfBuilder builder = new BtfBuilder();
        int narrow = builder.type(Kind.INT, "int", false, 4, 0, (1 << 24) | (2 << 16) | 5);
        int name = builder.string("b");
        builder.type(Kind.STRUCT, "s", false, 4, 1, name, narrow, 8);

        assertThat(Btf.parse(builder.segment()).struct("s").orElseThrow().members())
                .containsExactly(new StructType.Member("b", 10, 5, new CType.Int("int", 4, true)));
    }

    @Test
    void prefersTheCStructureToRustsOfTheSameName() throws IOException {
        BtfBuilder builder = new BtfBuilder();
        int rustInteger = builder.integer("i32", 4);
        int rustUnion =
                builder.struct(
                        Kind.UNION, "task__bindgen_ty_1", 4, new Member("a", rustInteger, 0, 0));
        builder.struct(Kind.STRUCT, "task", 8, new Member("__bindgen_anon_1", rustUnion, 0, 0));
        builder.struct(Kind.STRUCT, "page", 4, new Member("flags", rustInteger, 0, 0));
        int integer = builder.integer("int", 4);
        int typedef = builder.reference(Kind.TYPEDEF, "i32", integer);
        builder.struct(Kind.STRUCT, "task", 16, new Member("pid", typedef, 32, 0));
        builder.struct(Kind.STRUCT, "page", 8, new Member("flags", integer, 0, 0));
        // Rust's again, and used more often: that must not help it.
        int rustTask =
                builder.struct(Kind.STRUCT, "task", 24, new Member("pid", rustInteger, 0, 0));
        for (int i = 0; i < 5; i++) {
            builder.reference(Kind.PTR, "", rustTask);
        }
        Btf btf = Btf.parse(builder.segment());

        assertThat(btf.struct("task").orElseThrow().sizeBytes()).isEqualTo(16);
        assertThat(btf.struct("page").orElseThrow().sizeBytes()).isEqualTo(8);
    }

    @Test
    void prefersTheStructureThatOthersReferTo() throws IOException {
        BtfBuilder builder = new BtfBuilder();
        int integer = builder.integer("int", 4);
        builder.struct(Kind.STRUCT, "node", 4, new Member("a", integer, 0, 0));
        int used = builder.struct(Kind.STRUCT, "node", 12, new Member("b", integer, 0, 0));
        builder.struct(Kind.STRUCT, "node", 8, new Member("c", integer, 0, 0));
        builder.reference(Kind.PTR, "", used);

        assertThat(Btf.parse(builder.segment()).struct("node").orElseThrow().sizeBytes())
                .isEqualTo(12);
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] whole = house();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> parse(cut))
                    .as("length %d", length)
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @Test
    void refusesOrReadsEveryFlippedBit() throws IOException {
        byte[] bytes = house();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            readAll(bytes);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void refusesOrReadsManyFlippedBits() throws IOException {
        Random random = new Random(4);
        for (int round = 0; round < 10_000; round++) {
            byte[] bytes = house();
            for (int i = 0; i < 8; i++) {
                bytes[24 + random.nextInt(bytes.length - 24)] ^= (byte) (1 << random.nextInt(8));
            }
            readAll(bytes);
        }
    }

    private static void readAll(byte[] bytes) {
        try {
            Btf btf = parse(bytes);
            for (String name : new String[] {"room", "word", "list_head", "atomic_t", "room_t"}) {
                var _ = btf.struct(name).flatMap(type -> type.member("z"));
            }
            btf.enumeration("colour");
        } catch (MalformedStructureException e) {
            assertThat(e).hasMessageContaining("expected");
        }
    }

    @Test
    void refusesReferencesThatLeadOutside() {
        BtfBuilder type = new BtfBuilder();
        type.reference(Kind.PTR, "", 2);
        assertThatThrownBy(() -> Btf.parse(type.segment()))
                .hasMessageContaining("refers to 2, expected at most 1");

        BtfBuilder name = new BtfBuilder();
        name.type(Kind.STRUCT, "s", true, 4, 1, 1 << 30, 0, 0);
        assertThatThrownBy(() -> Btf.parse(name.segment()))
                .hasMessageContaining("name_off at 0x0 is 1073741824, expected less than 3");
    }

    @Test
    void refusesKindsThatAreNotKnown() throws IOException {
        byte[] bytes = house();
        bytes[24 + 7] = 20;

        assertThatThrownBy(() -> parse(bytes))
                .hasMessageContaining("btf type 1: info at 0x0 is kind 20")
                .hasMessageContaining("expected a known kind");
    }

    @Test
    void refusesHeadersThatPointOutside() throws IOException {
        for (int field : new int[] {4, 8, 12, 16, 20}) {
            for (int value : new int[] {-1, 1 << 30, Integer.MIN_VALUE, 1 << 20}) {
                byte[] bytes = house();
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(field, value);
                assertThatThrownBy(() -> parse(bytes))
                        .as("field at %d, value %d", field, value)
                        .isInstanceOf(MalformedStructureException.class);
            }
        }
    }

    @Test
    void endsTypesThatReferToThemselves() throws IOException {
        BtfBuilder builder = new BtfBuilder();
        int typedef = builder.reference(Kind.TYPEDEF, "loop", 1);
        int pointer = builder.reference(Kind.PTR, "", 2);
        int array = builder.type(Kind.ARRAY, "", false, 0, 0, 3, 3, 9);
        int anonymous = builder.struct(Kind.STRUCT, "", 8, new Member("", 4, 0, 0));
        builder.struct(
                Kind.STRUCT,
                "s",
                8,
                new Member("t", typedef, 0, 0),
                new Member("p", pointer, 0, 0),
                new Member("a", array, 0, 0),
                new Member("", anonymous, 0, 0));

        StructType struct = Btf.parse(builder.segment()).struct("s").orElseThrow();

        assertThat(struct.members()).hasSize(4);
        assertThat(struct.member("t").orElseThrow().type()).isEqualTo(new CType.Untyped());
        assertThat(struct.member("nothing")).isEmpty();
    }

    @Test
    void boundsStructuresThatMultiply() throws IOException {
        BtfBuilder builder = new BtfBuilder();
        int inner = builder.integer("int", 4);
        for (int level = 0; level < 60; level++) {
            Member[] members = new Member[64];
            Arrays.fill(members, new Member("", inner, 0, 0));
            inner = builder.struct(Kind.STRUCT, "", 4, members);
        }
        builder.struct(Kind.STRUCT, "s", 4, new Member("", inner, 0, 0));

        Optional<StructType> struct = Btf.parse(builder.segment()).struct("s");

        assertThat(struct).isPresent();
    }

    @Test
    void boundsNamesThatAreEndless() {
        BtfBuilder builder = new BtfBuilder();
        builder.integer("int", 4);
        builder.struct(Kind.STRUCT, "x".repeat(1000), 4);

        assertThatThrownBy(() -> Btf.parse(builder.segment()))
                .hasMessageContaining("is 1000 bytes long, expected at most 512");
    }
}
