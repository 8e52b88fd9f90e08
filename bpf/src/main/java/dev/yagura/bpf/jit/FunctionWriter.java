package dev.yagura.bpf.jit;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.yagura.bpf.isa.Instruction;
import dev.yagura.bpf.run.Function;
import dev.yagura.bpf.run.Machine;
import dev.yagura.bpf.run.Memory;
import dev.yagura.bpf.run.Program;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Writes the class of one function: as one method, or where that would be too large for HotSpot to
 * compile, as pieces that a loop calls after each other, with the registers in an array between
 * them.
 */
final class FunctionWriter {
    /** HotSpot compiles no larger method: HugeMethodLimit. */
    private static final int MAX_METHOD_BYTES = 8000;

    /** Functions that are tried as one method at all. */
    private static final int MAX_WHOLE = 1200;

    /** Instructions of a piece; most take fewer than 20 bytes. */
    private static final int PIECE = 300;

    /** Instructions of a piece where 300 would be too large; calls take 40 bytes. */
    private static final int SMALL_PIECE = 180;

    private static final ClassDesc MACHINE = Machine.class.describeConstable().orElseThrow();
    private static final ClassDesc MEMORY = Memory.class.describeConstable().orElseThrow();
    private static final ClassDesc LONGS = CD_long.arrayType();
    private static final MethodTypeDesc PIECE_TYPE =
            MethodTypeDesc.of(CD_int, MACHINE, LONGS, CD_int);
    private static final MethodTypeDesc ENTER = MethodTypeDesc.of(CD_void, CD_long, CD_int, CD_int);
    private static final MethodTypeDesc LEAVE = MethodTypeDesc.of(CD_void);
    private static final MethodTypeDesc MEMORY_OF = MethodTypeDesc.of(MEMORY);

    private static final int[] WHOLE_LOCALS = {13, 1, 3, 5, 7, 9, 15, 17, 19, 21, 11};
    private static final int WHOLE_MEMORY = 23;
    private static final Budget WHOLE_BUDGET = new Budget(24);

    private static final int ARRAY = 1;
    private static final int NEXT = 2;
    private static final int[] PIECE_LOCALS = {3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23};
    private static final int PIECE_MEMORY = 25;
    private static final Budget PIECE_BUDGET = new Budget(26);

    private final Program program;
    private final Function function;

    FunctionWriter(Program program, Function function) {
        this.program = program;
        this.function = function;
    }

    /** Returns the class. */
    byte[] write() {
        if (function.length() <= MAX_WHOLE) {
            byte[] whole = build(type -> method(type, this::whole));
            if (largestMethod(whole) <= MAX_METHOD_BYTES) {
                return whole;
            }
        }
        byte[] pieces = inPieces(PIECE);
        return largestMethod(pieces) <= MAX_METHOD_BYTES ? pieces : inPieces(SMALL_PIECE);
    }

    private byte[] inPieces(int size) {
        return build(type -> {
            method(type, code -> loop(code, size));
            for (int i = 0; i * size < function.length(); i++) {
                int index = i;
                type.withMethodBody(
                        pieceName(i),
                        PIECE_TYPE,
                        ClassFile.ACC_STATIC,
                        code -> piece(code, index, size));
            }
        });
    }

    private byte[] build(Consumer<ClassBuilder> content) {
        return ClassFile.of()
                .build(
                        Names.ofFunction(function.start()),
                        type -> {
                            type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL);
                            content.accept(type);
                        });
    }

    private static void method(ClassBuilder type, Consumer<CodeBuilder> content) {
        type.withMethodBody(
                Names.CALL, Names.FUNCTION, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, content);
    }

    private static int largestMethod(byte[] type) {
        return ClassFile.of().parse(type).methods().stream()
                .flatMap(method -> method.code().stream())
                .mapToInt(FunctionWriter::length)
                .max()
                .orElse(0);
    }

    private static int length(CodeModel code) {
        return ((CodeAttribute) code).codeLength();
    }

    private void enter(CodeBuilder code) {
        code.lineNumber(Lines.of(function, function.start()));
        code.aload(0)
                .lload(WHOLE_LOCALS[Registers.FRAME])
                .loadConstant(function.stackBytes())
                .loadConstant(function.length())
                .invokevirtual(MACHINE, "enter", ENTER);
    }

    private void whole(CodeBuilder code) {
        enter(code);
        code.lconst_0().lstore(WHOLE_LOCALS[0]);
        for (int register = 6; register < Registers.FRAME; register++) {
            code.lconst_0().lstore(WHOLE_LOCALS[register]);
        }
        code.aload(0).invokevirtual(MACHINE, "memory", MEMORY_OF).astore(WHOLE_MEMORY);
        WHOLE_BUDGET.take(code);
        Registers registers = new Registers(code, WHOLE_LOCALS);
        new BodyWriter(
                        code,
                        program,
                        function,
                        function.start(),
                        function.end(),
                        registers,
                        WHOLE_MEMORY,
                        WHOLE_BUDGET,
                        new WholeExits())
                .write();
    }

    private static final class WholeExits implements Exits {
        @Override
        public void finish(CodeBuilder code, Registers registers) {
            code.aload(0).invokevirtual(MACHINE, "leave", LEAVE);
            registers.load(0);
            code.lreturn();
        }

        @Override
        public void leave(CodeBuilder code, int target) {
            throw new IllegalStateException("a whole function has nothing outside");
        }
    }

    /** Writes the method that calls the pieces: {@code while (true)} the one that is next. */
    private void loop(CodeBuilder code, int size) {
        enter(code);
        int array = WHOLE_MEMORY;
        int next = WHOLE_LOCALS[0];
        code.loadConstant(Registers.COUNT).newarray(TypeKind.LONG).astore(array);
        for (int register : new int[] {1, 2, 3, 4, 5, Registers.FRAME}) {
            code.aload(array).loadConstant(register).lload(WHOLE_LOCALS[register]).lastore();
        }
        code.iconst_0().istore(next);
        Label again = code.newLabel();
        Label called = code.newLabel();
        code.labelBinding(again);
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 0; i * size < function.length(); i++) {
            cases.add(SwitchCase.of(i, code.newLabel()));
        }
        code.iload(next).loadConstant(size).idiv();
        code.tableswitch(0, cases.size() - 1, cases.getFirst().target(), cases);
        for (SwitchCase piece : cases) {
            code.labelBinding(piece.target());
            code.aload(0).aload(array).iload(next);
            code.invokestatic(
                    Names.ofFunction(function.start()), pieceName(piece.caseValue()), PIECE_TYPE);
            code.istore(next).goto_(called);
        }
        code.labelBinding(called);
        code.iload(next).ifge(again);
        code.aload(array).iconst_0().laload().lreturn();
    }

    private static String pieceName(int index) {
        return "piece" + index;
    }

    /** Writes a piece: it returns where to go on, relative to the function, or -1 at the end. */
    private void piece(CodeBuilder code, int index, int size) {
        int first = function.start() + index * size;
        int end = Math.min(first + size, function.end());
        Label save = code.newLabel();
        Registers registers = new Registers(code, PIECE_LOCALS);
        Exits exits =
                new Exits() {
                    @Override
                    public void finish(CodeBuilder code, Registers registers) {
                        code.aload(0).invokevirtual(MACHINE, "leave", LEAVE);
                        code.iconst_m1().istore(NEXT).goto_(save);
                    }

                    @Override
                    public void leave(CodeBuilder code, int target) {
                        PIECE_BUDGET.give(code);
                        code.loadConstant(target - function.start()).istore(NEXT).goto_(save);
                    }
                };
        BodyWriter body =
                new BodyWriter(
                        code,
                        program,
                        function,
                        first,
                        end,
                        registers,
                        PIECE_MEMORY,
                        PIECE_BUDGET,
                        exits);
        code.aload(0).invokevirtual(MACHINE, "memory", MEMORY_OF).astore(PIECE_MEMORY);
        PIECE_BUDGET.take(code);
        for (int register = 0; register < Registers.COUNT; register++) {
            code.aload(ARRAY).loadConstant(register).laload();
            registers.store(register);
        }
        List<SwitchCase> cases = new ArrayList<>();
        for (int entry : entries(first, end)) {
            cases.add(SwitchCase.of(entry - function.start(), body.label(entry)));
        }
        code.iload(NEXT).lookupswitch(cases.getFirst().target(), cases);
        body.write();
        code.labelBinding(save);
        for (int register = 0; register < Registers.COUNT; register++) {
            code.aload(ARRAY).loadConstant(register);
            registers.load(register);
            code.lastore();
        }
        code.iload(NEXT).ireturn();
    }

    /** Returns where a piece is entered from others: its first instruction and targets of jumps. */
    private SortedSet<Integer> entries(int first, int end) {
        SortedSet<Integer> entries = new TreeSet<>();
        boolean within = program.instructions().get(first) instanceof Instruction.Continued;
        entries.add(within ? first + 1 : first);
        for (int at = function.start(); at < function.end(); at++) {
            int target =
                    switch (program.instructions().get(at)) {
                        case Instruction.Jump(int to) -> to;
                        case Instruction.Branch branch -> branch.target();
                        default -> at;
                    };
            if ((at < first || at >= end) && target >= first && target < end) {
                entries.add(target);
            }
        }
        return entries;
    }
}
