package dev.yagura.kernel.isf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.types.StructType.Member;
import dev.yagura.kernel.types.TypeCatalog;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsfTest {
    /** In the form of dwarf2json 0.8: fields by name, unnamed types under names it makes up. */
    private static final String TYPES =
            """
            "metadata": {"format": "6.2.0", "linux": {"symbols": [{"kind": "symtab"}]}},
            "base_types": {
              "int": {"size": 4, "signed": true, "kind": "int", "endian": "little"},
              "unsigned int": {"size": 4, "signed": false, "kind": "int", "endian": "little"},
              "char": {"size": 1, "signed": true, "kind": "char", "endian": "little"},
              "double": {"size": 8, "signed": true, "kind": "float", "endian": "little"},
              "void": {"size": 0, "signed": false, "kind": "void", "endian": "little"}
            },
            "enums": {
              "state": {"size": 4, "base": "unsigned int", "constants": {"ON": 1, "OFF": 0}}
            },
            "user_types": {
              "list_head": {"size": 16, "kind": "struct", "fields": {
                "next": {"offset": 0, "type": {"kind": "pointer",
                    "subtype": {"kind": "struct", "name": "list_head"}}},
                "prev": {"offset": 8, "type": {"kind": "pointer",
                    "subtype": {"kind": "struct", "name": "list_head"}}}}},
              "unnamed_c0ffee": {"size": 4, "kind": "union", "fields": {
                "whole": {"offset": 0, "type": {"kind": "base", "name": "int"}},
                "bytes": {"offset": 0, "type": {"kind": "array", "count": 4,
                    "subtype": {"kind": "base", "name": "char"}}}}},
              "task_struct": {"size": 64, "kind": "struct", "fields": {
                "tasks": {"offset": 32, "type": {"kind": "struct", "name": "list_head"}},
                "comm": {"offset": 16, "type": {"kind": "array", "count": 16,
                    "subtype": {"kind": "base", "name": "char"}}},
                "flag_b": {"offset": 8, "type": {"kind": "bitfield", "bit_position": 3,
                    "bit_length": 2, "type": {"kind": "base", "name": "unsigned int"}}},
                "flag_a": {"offset": 8, "type": {"kind": "bitfield", "bit_position": 0,
                    "bit_length": 3, "type": {"kind": "base", "name": "unsigned int"}}},
                "unnamed_field_0": {"offset": 0, "anonymous": true,
                    "type": {"kind": "union", "name": "unnamed_c0ffee"}},
                "state": {"offset": 4, "type": {"kind": "enum", "name": "state"}},
                "area": {"offset": 48, "type": {"kind": "base", "name": "double"}},
                "exit": {"offset": 56, "type": {"kind": "pointer",
                    "subtype": {"kind": "function"}}}}}
            }
            """;

    private static Isf read(String json) throws MalformedStructureException {
        return Isf.read(MemorySegment.ofArray(json.getBytes(UTF_8)));
    }

    private static TypeCatalog types() throws MalformedStructureException {
        return read("{" + TYPES + "}").types();
    }

    @Test
    void givesMembersInTheOrderOfTheirOffsets() throws Exception {
        StructType task = types().struct("task_struct").orElseThrow();

        assertThat(task.sizeBytes()).isEqualTo(64);
        assertThat(task.members())
                .extracting(Member::name)
                .containsExactly("", "state", "flag_a", "flag_b", "comm", "tasks", "area", "exit");
    }

    @Test
    void givesEveryKindOfType() throws Exception {
        StructType task = types().struct("task_struct").orElseThrow();

        assertThat(task.member("comm").orElseThrow().type())
                .isEqualTo(new CType.Array(new CType.Int("char", 1, true), 16));
        assertThat(task.member("tasks").orElseThrow().type())
                .isEqualTo(new CType.Named("list_head", false));
        assertThat(task.member("state").orElseThrow().type())
                .isEqualTo(new CType.Enumeration("state", 4, false));
        assertThat(task.member("area").orElseThrow().type())
                .isEqualTo(new CType.Floating("double", 8));
        assertThat(task.member("exit").orElseThrow().type())
                .isEqualTo(new CType.Pointer(new CType.Function()));
    }

    @Test
    void givesBitFieldsWhereTheirBitsAre() throws Exception {
        Member flag = types().struct("task_struct").orElseThrow().member("flag_b").orElseThrow();

        assertThat(flag.offsetBits()).isEqualTo(8 * 8 + 3);
        assertThat(flag.bitfieldBits()).isEqualTo(2);
        assertThat(flag.offsetBytes()).isEqualTo(8);
    }

    @Test
    void findsMembersOfUnnamedStructures() throws Exception {
        StructType task = types().struct("task_struct").orElseThrow();

        assertThat(task.member("whole").orElseThrow().type())
                .isEqualTo(new CType.Int("int", 4, true));
        assertThat(task.member("unnamed_field_0")).isEmpty();
    }

    @Test
    void givesConstants() throws Exception {
        assertThat(types().enumeration("state").orElseThrow())
                .containsOnly(entry("ON", 1L), entry("OFF", 0L));
        assertThat(types().enumeration("none")).isEmpty();
        assertThat(types().struct("none")).isEmpty();
        assertThat(types().source()).isEqualTo("ISF");
        assertThat(types().count()).isEqualTo(9);
    }

    @Test
    void readsSymbolsWithUnsignedAddresses() throws Exception {
        StringBuilder symbols = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            symbols.append(
                    "\"s%d\": {\"type\": {\"kind\": \"function\"}, \"address\": %s},"
                            .formatted(i, Long.toUnsignedString(0xffff_ffff_8100_0000L + i)));
        }
        symbols.append("\"_text\": {\"address\": 18446744071578845184}");

        Isf isf = read("{" + TYPES + ", \"symbols\": {" + symbols + "}}");

        SymbolTable table = isf.symbols().orElseThrow().at(0xffff_ffff_9100_0000L);
        assertThat(table.address("s7")).hasValue(0xffff_ffff_9100_0007L);
        assertThat(table.source()).isEqualTo("ISF");
        assertThat(read("{" + TYPES + "}").symbols()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "7",
                "{\"user_types\": []}",
                "{\"user_types\": {\"s\": {\"size\": -1}}}",
                "{\"user_types\": {\"s\": {\"size\": \"4\"}}}",
                "{\"user_types\": {\"s\": {\"size\": 99999999999}}}",
                "{\"user_types\": {\"s\": {\"fields\": {\"f\": {\"offset\": 0}}}}}",
                "{\"user_types\": {\"s\": {\"fields\": {\"f\": {\"type\": {\"kind\": \"x\"}}}}}}",
                "{\"enums\": {\"e\": {\"constants\": {\"A\": 1.5}}}}",
                "{\"enums\": {\"e\": {\"constants\": {\"A\": 99999999999999999999999999}}}}"
            })
    void refusesWhatIsNotOfTheSchema(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageStartingWith("isf: ");
    }

    @Test
    void refusesTypesThatNestWithoutEnd() {
        String pointers = "{\"kind\": \"pointer\", \"subtype\": ".repeat(100_000);

        assertThatThrownBy(() ->
                        read(
                                "{\"user_types\": {\"s\": {\"fields\": {\"f\": {\"type\": "
                                        + pointers))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("is not JSON within bounds");
    }

    @Test
    void refusesMoreSymbolsThanAKernelHas() {
        refusesRepeated("\"symbols\": {", "\"s%d\": {\"address\": 1}", "}}", 1 << 20, "symbols");
    }

    @Test
    void refusesMoreFieldsThanAKernelHas() {
        refusesRepeated(
                "\"user_types\": {\"s\": {\"size\": 4, \"fields\": {",
                "\"f%d\": {\"type\": {\"kind\": \"function\"}}",
                "}}}}",
                1 << 20,
                "fields");
        refusesRepeated(
                "\"enums\": {\"e\": {\"constants\": {", "\"C%d\": 1", "}}}}", 1 << 20, "fields");
    }

    @Test
    void refusesMoreTypesThanAKernelHas() {
        refusesRepeated("\"base_types\": {", "\"t%d\": {}", "}}", 1 << 18, "types");
        refusesRepeated("\"enums\": {", "\"t%d\": {}", "}}", 1 << 18, "types");
        refusesRepeated("\"user_types\": {", "\"t%d\": {}", "}}", 1 << 18, "types");
    }

    private static void refusesRepeated(
            String open, String entry, String close, int bound, String what) {
        StringJoiner entries = new StringJoiner(",", "{" + open, close);
        String[] around = entry.split("%d", 2);
        for (int i = 0; i <= bound; i++) {
            entries.add(around[0] + i + around[1]);
        }
        assertThatThrownBy(() -> read(entries.toString()))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageStartingWith("isf: " + what)
                .hasMessageEndingWith("are too many, expected at most " + bound);
    }

    @Test
    void refusesNamesAndNumbersWithoutEnd() {
        assertThatThrownBy(() -> read("{\"" + "n".repeat(5000) + "\": 1}"))
                .hasMessageContaining("is not JSON within bounds");
        assertThatThrownBy(() -> read("{\"enums\": {\"e\": {\"size\": " + "9".repeat(5000) + "}}}"))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("is not JSON within bounds");
    }

    @Test
    void endsStructuresThatHoldThemselvesManyTimesOver() throws Exception {
        StringJoiner members = new StringJoiner(",");
        for (int i = 0; i < 1000; i++) {
            members.add(
                    "\"m%d\": {\"type\": {\"kind\": \"struct\", \"name\": \"unnamed_s\"}}"
                            .formatted(i));
        }
        String self =
                "{\"base_types\": {\"int\": {\"size\": 4}}, \"user_types\": {\"unnamed_s\":"
                        + " {\"size\": 8, \"fields\": {"
                        + members
                        + "}}}}";

        assertThat(read(self).types().struct("unnamed_s")).isPresent();
    }

    @Test
    void endsUnnamedStructuresThatHoldThemselves() throws Exception {
        String loop =
                TYPES.replace(
                        "\"whole\": {\"offset\": 0, \"type\": {\"kind\": \"base\", \"name\": \"int\"}}",
                        "\"whole\": {\"offset\": 0, \"anonymous\": true,"
                                + " \"type\": {\"kind\": \"union\", \"name\": \"unnamed_c0ffee\"}}");
        assertThat(loop).isNotEqualTo(TYPES);

        assertThat(read("{" + loop + "}").types().struct("task_struct")).isPresent();
    }

    @Test
    void refusesEveryTruncation() {
        String whole = "{" + TYPES.strip() + "}";
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> read(cut))
                    .as("length %d", length)
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @Test
    void refusesOrReadsChangedBytes() {
        byte[] whole = ("{" + TYPES + "}").getBytes(UTF_8);
        Random random = new Random(8);
        for (int round = 0; round < 10_000; round++) {
            byte[] bytes = whole.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                Isf.read(MemorySegment.ofArray(bytes)).types().struct("task_struct");
            } catch (MalformedStructureException e) {
                assertThat(e).hasMessageStartingWith("isf: ");
            }
        }
    }
}
