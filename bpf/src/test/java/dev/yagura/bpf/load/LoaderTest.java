package dev.yagura.bpf.load;

import static dev.yagura.bpf.Assembler.ADD;
import static dev.yagura.bpf.Assembler.DW;
import static dev.yagura.bpf.Assembler.LSH;
import static dev.yagura.bpf.Assembler.MOV;
import static dev.yagura.bpf.LittleEndian.words;
import static dev.yagura.bpf.ObjectBuilder.CONSTANTS;
import static dev.yagura.bpf.ObjectBuilder.FUNCTION;
import static dev.yagura.bpf.ObjectBuilder.GLOBAL;
import static dev.yagura.bpf.ObjectBuilder.LOCAL;
import static dev.yagura.bpf.ObjectBuilder.NOTYPE;
import static dev.yagura.bpf.ObjectBuilder.OBJECT;
import static dev.yagura.bpf.ObjectBuilder.SECTION;
import static dev.yagura.bpf.ObjectBuilder.VARIABLES;
import static dev.yagura.bpf.ObjectBuilder.WEAK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.yagura.bpf.Assembler;
import dev.yagura.bpf.Engines;
import dev.yagura.bpf.ObjectBuilder;
import dev.yagura.bpf.object.BpfObject;
import dev.yagura.bpf.run.GuestMemory;
import dev.yagura.bpf.run.Helpers;
import dev.yagura.bpf.run.Limits;
import dev.yagura.bpf.run.Program;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.BtfBuilder;
import dev.yagura.kernel.fixture.BtfBuilder.Kind;
import dev.yagura.kernel.fixture.BtfBuilder.Member;
import dev.yagura.kernel.types.Btf;
import dev.yagura.kernel.types.BtfGraph;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoaderTest {
    private static final long MODULES = 0xFFFF_FFFF_8260_0000L;

    private static final KernelSymbols SYMBOLS =
            name -> name.equals("modules") ? OptionalLong.of(MODULES) : OptionalLong.empty();

    private static final Loader LOADER = new Loader(Optional.empty(), SYMBOLS);

    private static Program load(ObjectBuilder object) throws MalformedStructureException {
        return LOADER.load(BpfObject.parse("test.o", object.build()));
    }

    private static long run(Engines engine, Program program) throws IOException, ProgramFault {
        return engine.run(program, GuestMemory.NONE, Helpers.NONE, Limits.DEFAULT);
    }

    @ParameterizedTest
    @EnumSource
    void linksConstantsVariablesAndZeros(Engines engine) throws IOException, ProgramFault {
        ObjectBuilder object = new ObjectBuilder();
        int code =
                object.code(
                        "task",
                        new Assembler()
                                .lddw(1, 0)
                                .load(DW, 0, 1, 0) // the constant: 5
                                .lddw(1, 8) // behind the start of the variables
                                .load(DW, 2, 1, 0) // 70
                                .alu64x(ADD, 0, 2)
                                .lddw(1, 0)
                                .load(DW, 2, 1, 0) // 0
                                .alu64x(ADD, 0, 2)
                                .store(DW, 1, 0, 0)
                                .load(DW, 2, 1, 0)
                                .alu64x(ADD, 0, 2)
                                .exit());
        int zeros = object.zeros(".bss", 8);
        int data = object.data(".data", VARIABLES, words(9, 70));
        int constants = object.data(".rodata.str1.1", CONSTANTS, words(1, 5));
        object.relocate(code, 0, 1, object.symbol("five", OBJECT, GLOBAL, constants, 8));
        object.relocate(code, 24, 1, object.symbol("", SECTION, LOCAL, data, 0));
        object.relocate(code, 56, 1, object.symbol("total", OBJECT, GLOBAL, zeros, 0));

        assertThat(run(engine, load(object))).isEqualTo(150);
    }

    @ParameterizedTest
    @EnumSource
    void refusesStoresToConstants(Engines engine) throws MalformedStructureException {
        ObjectBuilder object = new ObjectBuilder();
        int code =
                object.code("task", new Assembler().lddw(1, 0).storeImmediate(DW, 1, 0, 1).exit());
        int constants = object.data(".rodata", CONSTANTS, words(1));
        object.data(".data", VARIABLES, words(1));
        object.relocate(code, 0, 1, object.symbol("", SECTION, LOCAL, constants, 0));
        Program program = load(object);

        var fault = assertThrows(ProgramFault.class, () -> run(engine, program));

        assertThat(fault.kind()).isEqualTo(ProgramFault.Kind.CONSTANT_STORE);
    }

    @ParameterizedTest
    @EnumSource
    void linksFunctionsOfAllSections(Engines engine) throws IOException, ProgramFault {
        ObjectBuilder object = new ObjectBuilder();
        int task =
                object.code(
                        "task",
                        new Assembler()
                                .raw(0x85, 0, 1, 0, -1) // of a symbol
                                .alu64x(MOV, 6, 0)
                                .raw(0x85, 0, 1, 0, 1) // of the section, behind two instructions
                                .alu64x(ADD, 6, 0)
                                .lddw(3, 16) // an address of a function
                                .callx(3)
                                .alu64x(ADD, 6, 0)
                                .lddw(3, 0) // of a pointer to a function
                                .load(DW, 3, 3, 0)
                                .callx(3)
                                .alu64x(ADD, 0, 6)
                                .exit());
        int text =
                object.code(
                        ".text", new Assembler().alu64(MOV, 0, 1).exit().alu64(MOV, 0, 20).exit());
        int table = object.data(".data.rel.ro", CONSTANTS, words(0, 16));
        int textSymbol = object.symbol("", SECTION, LOCAL, text, 0);
        int one = object.symbol("one", FUNCTION, GLOBAL, text, 0);
        object.symbol("twenty", FUNCTION, LOCAL, text, 16);
        object.symbol("start", FUNCTION, GLOBAL, task, 0);
        object.relocate(task, 0, 10, one);
        object.relocate(task, 16, 10, textSymbol);
        object.relocate(task, 32, 1, textSymbol);
        object.relocate(task, 64, 1, object.symbol("table", OBJECT, GLOBAL, table, 8));
        object.relocate(table, 8, 2, textSymbol);

        Program program = load(object);

        assertThat(program.functions().stream().map(f -> f.name() + "@" + f.start()))
                .containsExactly("start@0", "one@14", "twenty@16");
        assertThat(run(engine, program)).isEqualTo(1 + 20 + 20 + 20);
    }

    @ParameterizedTest
    @EnumSource
    void takesSymbolsOfTheKernel(Engines engine) throws IOException, ProgramFault {
        ObjectBuilder object = new ObjectBuilder();
        int code =
                object.code(
                        "task", new Assembler().lddw(0, 16).lddw(1, 0).alu64x(ADD, 0, 1).exit());
        object.relocate(code, 0, 1, object.symbol("modules", NOTYPE, GLOBAL, 0, 0));
        object.relocate(code, 16, 1, object.symbol("no_such", NOTYPE, WEAK, 0, 0));

        assertThat(run(engine, load(object))).isEqualTo(MODULES + 16);
    }

    @Test
    void namesWhatIsMissing() {
        ObjectBuilder variable = new ObjectBuilder();
        int load = variable.code("task", new Assembler().lddw(0, 0).exit());
        variable.relocate(load, 0, 1, variable.symbol("no_such", NOTYPE, GLOBAL, 0, 0));
        assertThatThrownBy(() -> load(variable))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("no_such")
                .hasMessageContaining("the kernel does not have");

        ObjectBuilder function = new ObjectBuilder();
        int call = function.code("task", new Assembler().raw(0x85, 0, 1, 0, -1).exit());
        function.relocate(call, 0, 10, function.symbol("memcpy", NOTYPE, GLOBAL, 0, 0));
        assertThatThrownBy(() -> load(function))
                .hasMessageContaining("memcpy")
                .hasMessageContaining("does not define");

        ObjectBuilder maps = new ObjectBuilder();
        maps.code("task", new Assembler().exit());
        maps.data(".maps", VARIABLES, words(0, 0));
        assertThatThrownBy(() -> load(maps)).hasMessageContaining("maps");

        assertThatThrownBy(() -> load(new ObjectBuilder())).hasMessageContaining("no code");
    }

    @Test
    void takesFramesFromTheCompiler() throws MalformedStructureException {
        ObjectBuilder object = new ObjectBuilder();
        int code = object.code("task", new Assembler().exit().alu64(MOV, 0, 0).exit());
        int sizes =
                object.data(
                        ".stack_sizes",
                        0,
                        new byte[] {
                            0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x84, 8, 8, 0, 0, 0, 0, 0, 0, 0, 5
                        });
        int section = object.symbol("", SECTION, LOCAL, code, 0);
        object.symbol("second", FUNCTION, GLOBAL, code, 8);
        object.relocate(sizes, 0, 2, section);
        object.relocate(sizes, 10, 2, section);

        Program program = load(object);

        assertThat(program.functions().get(0).stackBytes()).isEqualTo(1032);
        assertThat(program.functions().get(1).stackBytes()).isEqualTo(8);
    }

    /** A task with a line table and relocations of a structure whose member has moved. */
    private static ObjectBuilder adapted() {
        BtfBuilder types = new BtfBuilder();
        int number = types.integer("int", 4);
        int task = types.struct(Kind.STRUCT, "task", 8, new Member("pid", number, 32, 0));
        int gone = types.struct(Kind.STRUCT, "gone", 8, new Member("pid", number, 32, 0));
        int pid = types.string("0:0");
        int file = types.string("task.c");
        byte[] extension =
                ObjectBuilder.extension(
                        types.string("task"),
                        new int[] {0, file, 11, 8, file, 12, 24, file, 14},
                        new int[] {0, task, pid, 0, 16, gone, pid, 2, 32, gone, pid, 0});
        ObjectBuilder object = new ObjectBuilder();
        object.code(
                "task",
                new Assembler()
                        .alu64(MOV, 0, 4) // offset of the pid
                        .alu64(LSH, 0, 8)
                        .alu64(MOV, 1, 1) // whether there is a member that is gone
                        .alu64x(ADD, 0, 1)
                        .alu64(MOV, 2, 4) // where it would be
                        .exit());
        return object.types(types, extension);
    }

    private static BtfGraph kernel() throws MalformedStructureException {
        BtfBuilder kernel = new BtfBuilder();
        int number = kernel.integer("int", 4);
        kernel.struct(Kind.STRUCT, "task", 96, new Member("pid", number, 640, 0));
        return Btf.parse(kernel.segment()).graph();
    }

    @ParameterizedTest
    @EnumSource
    void adaptsToTheKernelAndNamesTheLine(Engines engine) throws IOException {
        Loader loader = new Loader(Optional.of(kernel()), SYMBOLS);
        Program program = loader.load(BpfObject.parse("task.o", adapted().build()));

        var fault = assertThrows(ProgramFault.class, () -> run(engine, program));

        assertThat(fault.kind()).isEqualTo(ProgramFault.Kind.MISSING_TYPE);
        assertThat(fault)
                .hasMessage(
                        "task: task.c:14 (instruction 4): needs a type, member or constant that"
                                + " this kernel does not have");
        assertThat(program.instructions().get(0).toString()).contains("value=80");
        assertThat(program.instructions().get(2).toString()).contains("value=0");
    }

    @Test
    void refusesToGuessWithoutTypesOfTheKernel() {
        assertThatThrownBy(() -> load(adapted()))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("the kernel has no BTF");
    }

    /** {@code -Dmutations=N} damaged objects. */
    @Test
    void refusesOrRunsDamagedObjects() throws IOException {
        byte[] whole = adapted().build();
        Loader loader = new Loader(Optional.of(kernel()), SYMBOLS);
        Limits few = new Limits(1000, 8, 4096);
        int refused = 0;
        int mutations = Integer.getInteger("mutations", 600);
        for (int seed = 0; seed < mutations; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            byte[] damaged = whole.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                damaged[random.nextInt(damaged.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(4));
            }
            try {
                Program program = loader.load(BpfObject.parse("damaged.o", damaged));
                Engines.INTERPRETED.run(program, GuestMemory.NONE, Helpers.NONE, few);
            } catch (MalformedStructureException e) {
                refused++;
            } catch (ProgramFault e) {
                assertThat(e).hasMessageContaining("instruction");
            }
        }

        assertThat(refused).isBetween(mutations / 10, mutations);
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = adapted().build();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(MalformedStructureException.class, () -> BpfObject.parse("cut.o", cut));
        }
    }
}
