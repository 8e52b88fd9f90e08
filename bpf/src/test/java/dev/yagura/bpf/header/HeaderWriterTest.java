package dev.yagura.bpf.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.BtfBuilder;
import dev.yagura.kernel.fixture.BtfBuilder.Kind;
import dev.yagura.kernel.fixture.BtfBuilder.Member;
import dev.yagura.kernel.types.Btf;
import org.junit.jupiter.api.Test;

class HeaderWriterTest {
    private final BtfBuilder btf = new BtfBuilder();

    private String written() throws MalformedStructureException {
        String text = HeaderWriter.write(Btf.parse(btf.segment()).graph());
        int from = text.indexOf("apply_to = record)") + "apply_to = record)".length();
        return text.substring(from, text.indexOf("#pragma clang attribute pop")).strip();
    }

    @Test
    void declaresEachTypeAfterThoseItNeeds() throws MalformedStructureException {
        int number = btf.integer("int", 4);
        int list = number + 1;
        btf.struct(
                Kind.STRUCT,
                "task",
                48,
                new Member("pid", number, 0, 0),
                new Member("node", list + 1, 64, 0), // by value: comes first
                new Member("call", list + 3, 192, 0),
                new Member("low", number, 256, 3),
                new Member("high", number, 264, 5),
                new Member("far", number, 320, 0));
        btf.struct(Kind.STRUCT, "list", 16, new Member("next", list + 2, 0, 0));
        btf.reference(Kind.PTR, "", list + 1);
        btf.reference(Kind.PTR, "", list + 4);
        btf.type(Kind.FUNC_PROTO, "", false, number, 2, 0, list + 2, 0, 0);
        btf.reference(Kind.TYPEDEF, "task_t", list);

        assertThat(written())
                .isEqualTo(
                        """
                        struct list;

                        struct list {
                        	struct list *next;
                        	unsigned char __hole3_0[8];
                        };

                        struct task {
                        	int pid;
                        	struct list node;
                        	int (*call)(struct list *, ...);
                        	int low: 3;
                        	unsigned char : 5;
                        	int high: 5;
                        	unsigned char : 3;
                        	unsigned char __hole2_0[6];
                        	int far;
                        };

                        typedef struct task task_t;\
                        """);
    }

    @Test
    void namesOfAGuestNeverBecomeCode() throws MalformedStructureException {
        int number = btf.integer("u8; } evil(); struct {", 1);
        btf.struct(
                Kind.STRUCT,
                "a { int x; }; void f() {}\n#include \"/etc/passwd\"\nstruct b",
                1,
                new Member("*/ int", number, 0, 0));
        btf.reference(Kind.TYPEDEF, "while", number);

        assertThat(written().lines())
                .allMatch(line -> line.matches("[\\w\\s{};:,*()\\[\\]=]*"))
                .contains("\t" + "number_u8____evil____struct__ ___int;")
                .contains("typedef number_u8____evil____struct__ while_;");
    }

    @Test
    void typesOfOneNameAreFlavors() throws MalformedStructureException {
        int number = btf.integer("int", 4);
        btf.struct(Kind.STRUCT, "same", 4, new Member("a", number, 0, 0));
        btf.struct(Kind.STRUCT, "same", 4, new Member("b", number, 0, 0));

        assertThat(written()).contains("struct same {").contains("struct same___2 {");
    }

    @Test
    void refusesWhatNoCompilerWrites() {
        btf.struct(Kind.STRUCT, "self", 4, new Member("self", 1, 0, 0));

        assertThatThrownBy(this::written)
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("contains itself");
    }

    @Test
    void refusesNestingWithoutEnd() {
        int inner = btf.integer("int", 4);
        for (int depth = 0; depth < 1000; depth++) {
            inner = btf.reference(Kind.PTR, "", inner);
        }
        btf.reference(Kind.TYPEDEF, "deep", inner);

        assertThatThrownBy(this::written).hasMessageContaining("nests deeper");
    }

    @Test
    void aSmallBtfCannotMakeAHugeHeader() {
        int inner = btf.integer("int", 4);
        for (int depth = 0; depth < 40; depth++) { // 2^40 members
            inner =
                    btf.struct(
                            Kind.STRUCT,
                            "",
                            4,
                            new Member("a", inner, 0, 0),
                            new Member("b", inner, 0, 0));
        }
        btf.struct(Kind.STRUCT, "all", 4, new Member("a", inner, 0, 0));

        assertThatThrownBy(this::written).hasMessageContaining("characters");
    }
}
