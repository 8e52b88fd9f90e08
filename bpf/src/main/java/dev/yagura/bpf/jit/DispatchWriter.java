package dev.yagura.bpf.jit;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.yagura.bpf.run.Function;
import dev.yagura.bpf.run.Machine;
import dev.yagura.bpf.run.Program;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/** Writes the class that calls functions by their address and, by their number, helpers. */
final class DispatchWriter {
    private static final ClassDesc MACHINE = Machine.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc FUNCTION_AT = MethodTypeDesc.of(CD_int, CD_long);
    private static final MethodTypeDesc HELP =
            MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_long, CD_long, CD_long, CD_long);

    private static final int TARGET = 1;
    private static final int FIRST_ARGUMENT = 3;
    private static final int ARGUMENTS = 5;

    private DispatchWriter() {}

    /** Returns the class. */
    static byte[] write(Program program) {
        return ClassFile.of()
                .build(
                        Names.DISPATCH,
                        type -> {
                            type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL);
                            type.withInterfaceSymbols(
                                    Dispatch.class.describeConstable().orElseThrow());
                            type.withMethodBody(
                                    INIT_NAME,
                                    MTD_void,
                                    ClassFile.ACC_PUBLIC,
                                    code ->
                                            code.aload(0)
                                                    .invokespecial(CD_Object, INIT_NAME, MTD_void)
                                                    .return_());
                            type.withMethodBody(
                                    Names.CALL,
                                    Names.DISPATCHED,
                                    ClassFile.ACC_PUBLIC,
                                    DispatchWriter::instance);
                            type.withMethodBody(
                                    Names.ANY,
                                    Names.DISPATCHED,
                                    ClassFile.ACC_STATIC,
                                    code -> any(code, program));
                        });
    }

    private static void instance(CodeBuilder code) {
        code.aload(1);
        for (int i = 0; i <= ARGUMENTS + 1; i++) {
            code.lload(2 + 2 * i);
        }
        code.invokestatic(Names.DISPATCH, Names.ANY, Names.DISPATCHED).lreturn();
    }

    private static void any(CodeBuilder code, Program program) {
        Label helper = code.newLabel();
        List<SwitchCase> cases = new ArrayList<>();
        for (Function function : program.functions()) {
            cases.add(SwitchCase.of(function.start(), code.newLabel()));
        }
        code.aload(0).lload(TARGET).invokevirtual(MACHINE, "functionAt", FUNCTION_AT);
        code.lookupswitch(helper, cases);
        for (SwitchCase function : cases) {
            code.labelBinding(function.target()).aload(0);
            arguments(code, ARGUMENTS + 1);
            code.invokestatic(Names.ofFunction(function.caseValue()), Names.CALL, Names.FUNCTION)
                    .lreturn();
        }
        code.labelBinding(helper).aload(0).lload(TARGET);
        arguments(code, ARGUMENTS);
        code.invokevirtual(MACHINE, "help", HELP).lreturn();
    }

    private static void arguments(CodeBuilder code, int count) {
        for (int i = 0; i < count; i++) {
            code.lload(FIRST_ARGUMENT + 2 * i);
        }
    }
}
